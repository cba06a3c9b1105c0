import type { AnyTool } from "../tool.ts";
import { slidesAddSlide } from "./add-slide.ts";
import { slidesArrange } from "./arrange.ts";
import { slidesBatchUpdate } from "./batch-update.ts";
import { slidesCreate } from "./create.ts";
import { slidesDelete } from "./delete.ts";
import { slidesGetThumbnail } from "./get-thumbnail.ts";
import { slidesInsert } from "./insert.ts";
import { slidesRead } from "./read.ts";
import { slidesReplaceText } from "./replace-text.ts";
import { slidesUpdateText } from "./update-text.ts";

/** The Slides tools, in the order in which clients see them. */
export const slidesTools: readonly AnyTool[] = [
  slidesCreate,
  slidesRead,
  slidesGetThumbnail,
  slidesAddSlide,
  slidesInsert,
  slidesReplaceText,
  slidesUpdateText,
  slidesDelete,
  slidesArrange,
  slidesBatchUpdate,
];
