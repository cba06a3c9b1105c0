import type { AnyTool } from "../tool.ts";
import { gmailGetMessage } from "./get-message.ts";
import { gmailGetThread } from "./get-thread.ts";
import { gmailListLabels } from "./list-labels.ts";
import { gmailListSendAs } from "./list-send-as.ts";
import { gmailModifyLabels } from "./modify-labels.ts";
import { gmailSearch } from "./search.ts";
import { gmailSend } from "./send.ts";

/** The tools for mail, in the order in which clients see them. */
export const gmailTools: readonly AnyTool[] = [
  gmailSearch,
  gmailGetMessage,
  gmailGetThread,
  gmailSend,
  gmailListLabels,
  gmailModifyLabels,
  gmailListSendAs,
];
