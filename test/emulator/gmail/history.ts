import { ApiError, type ApiRequest } from "../api.ts";
import { pageOfList } from "../pages.ts";
import type { MailboxState, StoredMessage } from "./state.ts";

/** What a history record tells of a message: its ids, and the labels that it had then. */
interface MessageThen {
  id: string;
  threadId: string;
  labelIds: string[];
}

type Change = "messageAdded" | "messageDeleted" | "labelAdded" | "labelRemoved";

/** One change of the mailbox. */
export interface HistoryRecord {
  id: number;
  kind: Change;
  messages: { message: MessageThen; labelIds: string[] }[];
}

const LISTS: Readonly<Record<Change, string>> = {
  messageAdded: "messagesAdded",
  messageDeleted: "messagesDeleted",
  labelAdded: "labelsAdded",
  labelRemoved: "labelsRemoved",
};

/**
 * Counts the mailbox on by one and keeps what changed.
 * @param labelsOf the labels that came or went with a message; it is left out where there are none of them
 */
export function recordChange(
  mailbox: MailboxState,
  kind: Change,
  messages: readonly StoredMessage[],
  labelsOf: (message: StoredMessage) => string[] = () => [],
): void {
  const about = messages
    .map((message) => ({
      message: { id: message.id, threadId: message.threadId, labelIds: [...message.labelIds] },
      labelIds: labelsOf(message),
    }))
    .filter(({ labelIds }) => labelIds.length > 0 || !kind.startsWith("label"));
  if (about.length === 0) return;
  mailbox.historyId += 1;
  for (const message of messages) message.historyId = mailbox.historyId;
  mailbox.history.push({ id: mailbox.historyId, kind, messages: about });
}

/**
 * `users.history.list`.
 * @throws ApiError 400 without a start, 404 for one that Gmail has no history of any more
 */
export function listHistory({ query }: ApiRequest, mailbox: MailboxState): Record<string, unknown> {
  const start = query.get("startHistoryId");
  if (start === null) throw new ApiError(400, "invalidArgument", "Missing required parameter startHistoryId");
  if (Number(start) < mailbox.historyFloor || Number(start) > mailbox.historyId)
    throw new ApiError(404, "notFound", "Requested entity was not found.");
  const kinds = query.getAll("historyTypes");
  const label = query.get("labelId");
  const found = mailbox.history
    .filter(({ id, kind }) => id > Number(start) && (kinds.length === 0 || kinds.includes(kind)))
    .filter(({ messages }) => label === null || messages.some(({ message }) => message.labelIds.includes(label)));
  const { page, nextPageToken } = pageOfList(found, query, { size: "maxResults", largest: 500, usual: 100 });
  return {
    ...(page.length > 0 && { history: page.map(shapeOf) }),
    ...(nextPageToken !== undefined && { nextPageToken }),
    historyId: String(mailbox.historyId),
  };
}

function shapeOf({ id, kind, messages }: HistoryRecord): Record<string, unknown> {
  return {
    id: String(id),
    messages: messages.map(({ message }) => ({ id: message.id, threadId: message.threadId })),
    [LISTS[kind]]: messages.map(({ message, labelIds }) => ({
      message,
      ...(kind.startsWith("label") && { labelIds }),
    })),
  };
}
