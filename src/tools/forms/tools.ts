import type { AnyTool } from "../tool.ts";
import { formsCreate } from "./create.ts";
import { formsGet } from "./get.ts";
import { formsGetResponse } from "./get-response.ts";
import { formsListResponses } from "./list-responses.ts";
import { formsSetPublish } from "./set-publish.ts";
import { formsUpdate } from "./update.ts";

/** The Forms tools, in the order in which clients see them. */
export const formsTools: readonly AnyTool[] = [
  formsCreate,
  formsGet,
  formsListResponses,
  formsGetResponse,
  formsUpdate,
  formsSetPublish,
];
