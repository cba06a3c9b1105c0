import type { AnyTool } from "../tool.ts";
import { gmailGetMessage } from "./get-message.ts";
import { gmailListLabels } from "./list-labels.ts";
import { gmailModifyLabels } from "./modify-labels.ts";
import { gmailSearch } from "./search.ts";
import { gmailSend } from "./send.ts";

/** The tools for mail, in the order in which clients see them. */
export const gmailTools: readonly AnyTool[] = [
  gmailSearch,
  gmailGetMessage,
  gmailSend,
  gmailListLabels,
  gmailModifyLabels,
];
