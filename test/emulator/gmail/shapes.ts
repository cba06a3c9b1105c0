import { randomBytes } from "node:crypto";
import { ApiError } from "../api.ts";
import type { Header, MimePart } from "./mime-tree.ts";
import { allParts, type MailboxState, plainText, type StoredLabel, type StoredMessage, textOf } from "./state.ts";

/** Bytes above which a body is left out of a message and fetched as an attachment. */
const INLINE_BODY_BYTES = 2_000_000;

/** How long an attachment id is good for. Google gives no figure; ids are known to change with every read and to expire. */
const ATTACHMENT_ID_MS = 3_600_000;

/** What is needed to shape a message: its mailbox, which remembers attachment ids, and the time. */
export interface ShapeContext {
  state: MailboxState;
  now: number;
}

/** A message in the format that was asked for. */
export function messageShape(
  message: StoredMessage,
  format: string,
  metadataHeaders: readonly string[],
  context: ShapeContext,
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
      return { ...base, payload: partShape(message.payload, message, context) };
  }
}

function partShape(
  part: MimePart,
  message: StoredMessage,
  context: ShapeContext,
): { headers: Header[]; [key: string]: unknown } {
  return {
    partId: part.partId,
    mimeType: part.mimeType,
    filename: part.filename,
    headers: part.headers,
    body: bodyShape(part, message, context),
    ...(part.parts.length > 0 && { parts: part.parts.map((inner) => partShape(inner, message, context)) }),
  };
}

function bodyShape(part: MimePart, message: StoredMessage, context: ShapeContext): Record<string, unknown> {
  // A mail within a mail, such as a bounce's, is taken apart and has no content of its own.
  if (part.filename === "" && part.mimeType === "message/rfc822") return { size: 0 };
  const content = givenContent(part);
  if (part.filename !== "" || content.length > INLINE_BODY_BYTES)
    return { attachmentId: newAttachmentId(part, message, context), size: content.length };
  return { size: content.length, ...(content.length > 0 && { data: content.toString("base64url") }) };
}

/** Gmail gives the text of a body in UTF-8 whatever its headers declare, and leaves the headers as they were. */
function givenContent(part: MimePart): Buffer {
  return part.filename === "" && part.mimeType.startsWith("text/") ? Buffer.from(textOf(part)) : part.content;
}

function newAttachmentId(part: MimePart, message: StoredMessage, { state, now }: ShapeContext): string {
  const id = `ANGjdJ${randomBytes(255).toString("base64url")}`;
  state.attachmentIds.set(id, { messageId: message.id, partId: part.partId, givenAt: now });
  return id;
}

/**
 * The content behind an attachment id of a message.
 * @throws ApiError 400 for an id that was not given out for the message, or has expired
 */
export function attachmentOf(message: StoredMessage, id: string, { state, now }: ShapeContext): Buffer {
  const known = state.attachmentIds.get(id);
  const isGood = known && known.messageId === message.id && now - known.givenAt < ATTACHMENT_ID_MS;
  const part = isGood ? allParts(message.payload).find(({ partId }) => partId === known.partId) : undefined;
  if (!part) throw new ApiError(400, "invalidArgument", "Invalid attachment token");
  return givenContent(part);
}

/** The beginning of the text, as HTML. */
export function snippetOf(message: StoredMessage): string {
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
