import type { AnyTool } from "../tool.ts";
import { chatDeleteMessage, chatUpdateMessage } from "./change-messages.ts";
import { chatCreateSpace } from "./create-space.ts";
import { chatDownloadAttachment } from "./download-attachment.ts";
import { chatFindDm } from "./find-dm.ts";
import { chatGetSpace } from "./get-space.ts";
import { chatListMessages } from "./list-messages.ts";
import { chatListSpaces } from "./list-spaces.ts";
import { chatManageMembers } from "./manage-members.ts";
import { chatReact } from "./react.ts";
import { chatSendMessage } from "./send-message.ts";

/** The Chat tools, in the order in which clients see them. */
export const chatTools: readonly AnyTool[] = [
  chatListSpaces,
  chatListMessages,
  chatSendMessage,
  chatFindDm,
  chatGetSpace,
  chatUpdateMessage,
  chatDeleteMessage,
  chatReact,
  chatCreateSpace,
  chatManageMembers,
  chatDownloadAttachment,
];
