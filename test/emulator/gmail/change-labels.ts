import { z } from "zod";
import { ApiError } from "../api.ts";
import { recordChange } from "./history.ts";
import type { MailboxState, StoredMessage } from "./state.ts";

/** Labels that Gmail itself sets, which nobody can add or remove (Gmail API, "Manage labels"). */
const FIXED = new Set(["SENT", "DRAFT", "CHAT"]);

/** "You can add up to 100 labels with each update" (Gmail API, `ModifyMessageRequest`). */
const MOST_LABELS = 100;

const changeSchema = z.object({
  addLabelIds: z.array(z.string()).default([]),
  removeLabelIds: z.array(z.string()).default([]),
});
export type LabelChange = z.output<typeof changeSchema>;

/**
 * Reads which labels to add and remove.
 * @throws ApiError 400 for nothing to do, a label that is not there or fixed, one that is in both
 */
export function readLabelChange(mailbox: MailboxState, body: unknown): LabelChange {
  const change = changeSchema.parse(body ?? {});
  const { addLabelIds, removeLabelIds } = change;
  if (addLabelIds.length === 0 && removeLabelIds.length === 0)
    throw new ApiError(400, "invalidArgument", "No label add or removes specified");
  if (addLabelIds.length > MOST_LABELS || removeLabelIds.length > MOST_LABELS)
    throw new ApiError(400, "invalidArgument", `Number of labels cannot exceed ${MOST_LABELS}`);
  for (const id of [...addLabelIds, ...removeLabelIds]) {
    if (FIXED.has(id) || !mailbox.labels.some((label) => label.id === id))
      throw new ApiError(400, "invalidArgument", `Invalid label: ${id}`);
  }
  const both = addLabelIds.find((id) => removeLabelIds.includes(id));
  if (both !== undefined)
    throw new ApiError(400, "invalidArgument", `Cannot both add and remove the same label: ${both}`);
  return change;
}

/** What goes when a label comes: a message is in one of inbox, spam and trash. */
const DISPLACED: Readonly<Record<string, readonly string[]>> = {
  TRASH: ["INBOX", "SPAM"],
  SPAM: ["INBOX", "TRASH"],
  INBOX: ["SPAM", "TRASH"],
};

/** Changes the labels of messages. */
export function changeLabels(mailbox: MailboxState, messages: readonly StoredMessage[], change: LabelChange): void {
  const { addLabelIds, removeLabelIds } = change;
  const gone = [...removeLabelIds, ...addLabelIds.flatMap((id) => DISPLACED[id] ?? [])];
  const before = new Map(messages.map((message) => [message, message.labelIds]));
  for (const message of messages)
    message.labelIds = [...new Set([...message.labelIds.filter((id) => !gone.includes(id)), ...addLabelIds])];
  const had = (message: StoredMessage) => before.get(message) ?? [];
  recordChange(mailbox, "labelAdded", messages, (one) => one.labelIds.filter((id) => !had(one).includes(id)));
  recordChange(mailbox, "labelRemoved", messages, (one) => had(one).filter((id) => !one.labelIds.includes(id)));
}

const idsSchema = z.object({ ids: z.array(z.string()).default([]) });
const MOST_IDS = 1000;

/**
 * The messages of `users.messages.batchModify`. Ids that no message has are passed over in silence, as Gmail does.
 * @throws ApiError 400 for no ids or more than 1000
 */
export function readBatch(mailbox: MailboxState, body: unknown): StoredMessage[] {
  const { ids } = idsSchema.parse(body ?? {});
  if (ids.length === 0) throw new ApiError(400, "invalidArgument", "No message ids specified.");
  if (ids.length > MOST_IDS) throw new ApiError(400, "invalidArgument", `Number of ids cannot exceed ${MOST_IDS}`);
  return mailbox.messages.filter(({ id }) => ids.includes(id));
}
