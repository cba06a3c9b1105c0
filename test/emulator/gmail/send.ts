import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { headerValue, parseMime, undecodedHeaders } from "./mime-tree.ts";
import { addMessage, type MailboxState, type StoredMessage } from "./state.ts";

const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/;

/** Bytes of a message that Gmail takes (`mediaUpload.maxSize` of `users.messages.send`). */
const LARGEST_MESSAGE = 36_700_160;

const sendSchema = z.object({ raw: z.string().optional(), threadId: z.string().optional() });

type Mailboxes = (email: string) => MailboxState | undefined;

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
  const { raw, threadId } = sendSchema.parse(request.body ?? {});
  const { media } = request;
  if (media && !/^message\//i.test(media.mimeType))
    throw new ApiError(
      400,
      "badContent",
      `Media type '${media.mimeType}' is not supported. Valid media types: [message/*]`,
    );
  const source = media?.content ?? Buffer.from(raw ?? "", "base64url");
  if (source.length > LARGEST_MESSAGE) throw new ApiError(413, "uploadTooLarge", "Request Too Large");
  return sendMessage(state, source, threadId, now, mailboxOf);
}

/**
 * Sends a message as Gmail does: checks its recipients and sender, fills in what is missing, files it under SENT, and
 * delivers it to mailboxes of the world. Gmail replaces a From that is not the account's; the emulator refuses it, so
 * that nobody relies on it.
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
  const { headers } = parseMime(source);
  const raw = undecodedHeaders(source);
  const recipients = ["To", "Cc", "Bcc"].flatMap((name) => addressesOf(name, headerValue(raw, name)));
  if (recipients.length === 0) throw new ApiError(400, "invalidArgument", "Recipient address required");
  checkSender(state, addressesOf("From", headerValue(raw, "From")));
  const whole = completed(state, source, headers, now);
  const thread = threadId === undefined ? undefined : joinableThread(state, threadId, headers);
  const sent = addMessage(state, {
    source: whole,
    labelIds: ["SENT"],
    internalDate: now,
    ...(thread !== undefined && { threadId: thread }),
  });
  const delivered = Buffer.from(whole.toString("latin1").replace(/^Bcc:.*\r?\n(?:[ \t].*\r?\n)*/im, ""), "latin1");
  for (const recipient of new Set(recipients)) {
    const mailbox = mailboxOf(recipient);
    if (!mailbox) continue;
    if (mailbox === state) sent.labelIds.push("INBOX", "UNREAD");
    else deliver(mailbox, delivered, now);
  }
  return sent;
}

function checkSender({ account, aliases }: MailboxState, senders: readonly string[]): void {
  const allowed = aliases.filter(({ verificationStatus }) => verificationStatus === "accepted");
  const addresses = [account.email, ...allowed.map(({ sendAsEmail }) => sendAsEmail)];
  if (senders.length > 1 || senders.some((sender) => !addresses.includes(sender)))
    throw new ApiError(400, "invalidArgument", "Invalid From header");
}

/** The message with the header fields that Gmail adds where they are missing. */
function completed({ account, historyId }: MailboxState, source: Buffer, headers: Headers, now: number): Buffer {
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
  const { headers } = parseMime(source);
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
