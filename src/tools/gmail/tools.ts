import type { AnyTool } from "../tool.ts";
import { gmailCreateDraft } from "./create-draft.ts";
import { gmailDeleteDraft } from "./delete-draft.ts";
import { gmailDeletePermanently } from "./delete-permanently.ts";
import { gmailDownloadAttachment } from "./download-attachment.ts";
import { gmailCreateFilter, gmailDeleteFilter, gmailListFilters } from "./filters.ts";
import { gmailForward } from "./forward.ts";
import { gmailGetAttachment } from "./get-attachment.ts";
import { gmailGetMessage } from "./get-message.ts";
import { gmailGetThread } from "./get-thread.ts";
import { gmailListDrafts } from "./list-drafts.ts";
import { gmailListHistory } from "./list-history.ts";
import { gmailListLabels } from "./list-labels.ts";
import { gmailListSendAs } from "./list-send-as.ts";
import { gmailCreateLabel, gmailDeleteLabel, gmailUpdateLabel } from "./manage-labels.ts";
import { gmailModifyLabels } from "./modify-labels.ts";
import { gmailReply } from "./reply.ts";
import { gmailSearch } from "./search.ts";
import { gmailSend } from "./send.ts";
import { gmailSendDraft } from "./send-draft.ts";
import { gmailSetSignature } from "./set-signature.ts";
import { gmailTrash, gmailUntrash } from "./trash.ts";
import { gmailUpdateDraft } from "./update-draft.ts";
import { gmailGetVacation, gmailSetVacation } from "./vacation.ts";

/** The tools for mail, in the order in which clients see them. */
export const gmailTools: readonly AnyTool[] = [
  gmailSearch,
  gmailGetMessage,
  gmailGetThread,
  gmailSend,
  gmailReply,
  gmailCreateDraft,
  gmailListLabels,
  gmailModifyLabels,
  gmailDownloadAttachment,
  gmailGetAttachment,
  gmailForward,
  gmailListDrafts,
  gmailUpdateDraft,
  gmailSendDraft,
  gmailDeleteDraft,
  gmailTrash,
  gmailUntrash,
  gmailCreateLabel,
  gmailUpdateLabel,
  gmailDeleteLabel,
  gmailListFilters,
  gmailCreateFilter,
  gmailDeleteFilter,
  gmailGetVacation,
  gmailSetVacation,
  gmailListSendAs,
  gmailSetSignature,
  gmailListHistory,
  gmailDeletePermanently,
];
