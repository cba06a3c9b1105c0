import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { headersOf, headerValue, undecodedHeaders } from "./mime-tree.ts";
import { addMessage, type MailboxState, type StoredMessage } from "./state.ts";

const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/;

/** Bytes of a message that Gmail takes (`mediaUpload.maxSize` of `users.messages.send`). */
const LARGEST_MESSAGE = 36_700_160;

const sendSchema = z.object({ raw: z.string().optional(), threadId: z.string().optional() });

/** Finds the mailbox of an address that has an account in the world. */
export type Mailboxes = (email: string) => MailboxState | undefined;

/**
 * A message as a request gives it: uploaded, or as `raw`.
 * @param described the request's Message resource
 * @throws ApiError 400 or 413 in Gmail's wording
 */
export function readGivenMessage(
  { media }: Pick<ApiRequest, "media">,
  described: unknown,
): { source: Buffer; threadId: string | undefined } {
  const { raw, threadId } = sendSchema.parse(described ?? {});
  if (media && !/^message\//i.test(media.mimeType))
    throw new ApiError(
      400,
      "badContent",
      `Media type '${media.mimeType}' is not supported. Valid media types: [message/*]`,
    );
  const source = media?.content ?? Buffer.from(raw ?? "", "base64url");
  if (source.length > LARGEST_MESSAGE) throw new ApiError(413, "uploadTooLarge", "Request Too Large");
  return { source, threadId };
}

/**
 * `users.messages.send`, with the message as `raw` or as uploaded content.
 * @throws ApiError 400 in Gmail's wording
 */
export function sendRequest(
  request: ApiRequest,
  state: MailboxState,
  now: number,
  mailboxOf: Mailboxes,
): StoredMessage {
  const { source, threadId } = readGivenMessage(request, request.body);
  return sendMessage(state, source, threadId, now, mailboxOf);
}

/**
 * Sends a message as Gmail does: checks its recipients, fills in what is missing, files it under SENT, and delivers it to
 * mailboxes of the world.
 * @throws ApiError 400 in Gmail's wording
 */
export function sendMessage(
  state: MailboxState,
  source: Buffer,
  threadId: string | undefined,
  now: number,
  mailboxOf: Mailboxes,
): StoredMessage {
  if (source.length === 0)
    throw new ApiError(
      400,
      "invalidArgument",
      "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
    );
  const recipients = recipientsOf(source);
  if (recipients.length === 0) throw new ApiError(400, "invalidArgument", "Recipient address required");
  const sent = fileMessage(state, source, threadId, now, "SENT");
  const delivered = Buffer.from(
    sent.source.toString("latin1").replace(/^Bcc:.*\r?\n(?:[ \t].*\r?\n)*/im, ""),
    "latin1",
  );
  for (const recipient of new Set(recipients)) {
    const mailbox = mailboxOf(recipient);
    if (!mailbox) continue;
    if (mailbox === state) sent.labelIds.push("INBOX", "UNREAD");
    else deliver(mailbox, delivered, now);
  }
  return sent;
}

/** Everyone that a message names. @throws ApiError 400 "Invalid To header" and the like */
export function recipientsOf(source: Buffer): string[] {
  const raw = undecodedHeaders(source);
  return ["To", "Cc", "Bcc"].flatMap((name) => addressesOf(name, headerValue(raw, name)));
}

/** Puts a message of the account's own into its mailbox, with the headers that Gmail fills in, and into its thread. */
export function fileMessage(
  state: MailboxState,
  source: Buffer,
  threadId: string | undefined,
  now: number,
  label: "SENT" | "DRAFT",
): StoredMessage {
  const whole = completed(state, withOwnSender(state, source), now);
  const thread = threadId === undefined ? undefined : joinableThread(state, threadId, headersOf(whole));
  return addMessage(state, {
    source: whole,
    labelIds: [label],
    internalDate: now,
    ...(thread !== undefined && { threadId: thread }),
  });
}

/** Gmail sends as nobody but the account and its verified aliases: another From is replaced without a word. */
function withOwnSender({ account, aliases }: MailboxState, source: Buffer): Buffer {
  const senders = addressesOf("From", headerValue(undecodedHeaders(source), "From"));
  if (senders.length > 1) throw new ApiError(400, "invalidArgument", "Invalid From header");
  const allowed = aliases.filter(({ verificationStatus }) => verificationStatus === "accepted");
  const addresses = [account.email, ...allowed.map(({ sendAsEmail }) => sendAsEmail)];
  if (senders.every((sender) => addresses.includes(sender))) return source;
  const text = source.toString("latin1");
  const own = Buffer.from(`From: ${account.name} <${account.email}>\r\n`).toString("latin1");
  return Buffer.from(
    text.replace(/^From:.*\r?\n(?:[ \t].*\r?\n)*/im, () => own),
    "latin1",
  );
}

/** The message with the header fields that Gmail adds where they are missing. */
function completed({ account, historyId }: MailboxState, source: Buffer, now: number): Buffer {
  const headers = headersOf(source);
  const missing = (name: string) => headerValue(headers, name) === undefined;
  const fields = [
    missing("From") ? `From: ${account.name} <${account.email}>\r\n` : "",
    missing("Date") ? `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}\r\n` : "",
    missing("Message-ID") ? `Message-ID: <${now}.${historyId}@mail.example.com>\r\n` : "",
  ];
  return Buffer.concat([Buffer.from(fields.join("")), source]);
}

/** Into the recipient's inbox, and into the thread that it answers there. */
function deliver(mailbox: MailboxState, source: Buffer, now: number): void {
  const headers = headersOf(source);
  const thread = mailbox.messages.find(({ threadId }) => belongsTo(mailbox, threadId, headers));
  addMessage(mailbox, {
    source,
    labelIds: ["INBOX", "UNREAD"],
    internalDate: now,
    ...(thread && { threadId: thread.threadId }),
  });
}

type Headers = Parameters<typeof headerValue>[0];

/** Gmail, "Manage threads": the thread must exist, and Subject and References must fit; otherwise a new thread begins. */
function joinableThread(state: MailboxState, threadId: string, headers: Headers): string | undefined {
  if (!/^[0-9a-f]{1,16}$/.test(threadId)) throw new ApiError(400, "invalidArgument", "Invalid thread_id value");
  if (!state.messages.some((message) => message.threadId === threadId))
    throw new ApiError(404, "notFound", "Requested entity was not found.");
  return belongsTo(state, threadId, headers) ? threadId : undefined;
}

function belongsTo(state: MailboxState, threadId: string, headers: Headers): boolean {
  const thread = state.messages.filter((message) => message.threadId === threadId);
  const bare = (subject: string | undefined) => (subject ?? "").replace(/^(\s*(re|fwd?|aw|wg):)+/i, "").trim();
  const subject = bare(headerValue(headers, "Subject"));
  const references = `${headerValue(headers, "References") ?? ""} ${headerValue(headers, "In-Reply-To") ?? ""}`;
  return (
    thread.some(({ payload }) => bare(headerValue(payload.headers, "Subject")) === subject) &&
    thread.some(({ payload }) => references.includes(headerValue(payload.headers, "Message-ID") ?? "\0"))
  );
}

function addressesOf(name: string, value: string | undefined): string[] {
  if (value === undefined || value.trim() === "") return [];
  const parts = value.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "" && !/^[^<@]*:;?$/.test(part))
    .map((part) => {
      const address = /<([^>]*)>\s*$/.exec(part)?.[1] ?? part;
      if (!ADDRESS.test(address)) throw new ApiError(400, "invalidArgument", `Invalid ${name} header`);
      return address.toLowerCase();
    });
}
