import { ApiError } from "../api.ts";
import type { Header, MimePart } from "./mime-tree.ts";
import { allParts, type MailboxState, plainText, type StoredLabel, type StoredMessage } from "./state.ts";

/** Bytes above which a body is left out of a message and fetched as an attachment. */
const INLINE_BODY_BYTES = 2_000_000;

/** A message in the format that was asked for. */
export function messageShape(
  message: StoredMessage,
  format: string,
  metadataHeaders: readonly string[],
): Record<string, unknown> {
  const base = {
    id: message.id,
    threadId: message.threadId,
    labelIds: message.labelIds,
    snippet: snippetOf(message),
    sizeEstimate: message.source.length,
    historyId: String(message.historyId),
    internalDate: String(message.internalDate),
  };
  switch (format) {
    case "minimal":
      return base;
    case "raw":
      return { ...base, raw: message.source.toString("base64url") };
    case "metadata": {
      const wanted = metadataHeaders.map((name) => name.toLowerCase());
      const headers = message.payload.headers.filter(
        ({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()),
      );
      return { ...base, payload: { mimeType: message.payload.mimeType, headers } };
    }
    default:
      return { ...base, payload: partShape(message.payload) };
  }
}

function partShape(part: MimePart): { headers: Header[]; [key: string]: unknown } {
  const isAttachment = part.filename !== "" || part.content.length > INLINE_BODY_BYTES;
  const body = isAttachment
    ? { attachmentId: attachmentId(part), size: part.content.length }
    : { size: part.content.length, ...(part.content.length > 0 && { data: part.content.toString("base64url") }) };
  return {
    partId: part.partId,
    mimeType: part.mimeType,
    filename: part.filename,
    headers: part.headers,
    body,
    ...(part.parts.length > 0 && { parts: part.parts.map(partShape) }),
  };
}

function attachmentId(part: MimePart): string {
  return `ANGjdJ${Buffer.from(`${part.partId} ${part.filename}`).toString("base64url")}`;
}

/** The content behind an attachment id of a message. */
export function attachmentOf(message: StoredMessage, id: string): Buffer {
  const part = allParts(message.payload).find((one) => attachmentId(one) === id);
  if (!part) throw new ApiError(400, "invalidArgument", "Invalid attachment token");
  return part.content;
}

function snippetOf(message: StoredMessage): string {
  const text = plainText(message).replace(/\s+/g, " ").trim().slice(0, 200);
  return text.replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? "&#39;",
  );
}

/** A label; counts only where one label is asked for, as Google does. */
export function labelShape(label: StoredLabel, state: MailboxState, withCounts: boolean): Record<string, unknown> {
  if (!withCounts) return { ...label };
  const messages = state.messages.filter(({ labelIds }) => labelIds.includes(label.id));
  const unread = messages.filter(({ labelIds }) => labelIds.includes("UNREAD"));
  const threads = (some: StoredMessage[]) => new Set(some.map(({ threadId }) => threadId)).size;
  return {
    ...label,
    messagesTotal: messages.length,
    messagesUnread: unread.length,
    threadsTotal: threads(messages),
    threadsUnread: threads(unread),
  };
}
