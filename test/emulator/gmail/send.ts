import { ApiError } from "../api.ts";
import { headerValue, parseMime } from "./mime-tree.ts";
import { addMessage, type MailboxState, type StoredMessage } from "./state.ts";

const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+\.[^\s@<>,;:"]+$/;

/**
 * Sends a message as Gmail does: checks its recipients and sender, fills in what is missing, files it under SENT, and
 * delivers it to mailboxes of the world.
 * @throws ApiError 400 in Gmail's wording
 */
export function sendMessage(
  state: MailboxState,
  source: Buffer,
  threadId: string | undefined,
  now: number,
  mailboxOf: (email: string) => MailboxState | undefined,
): StoredMessage {
  if (source.length === 0)
    throw new ApiError(
      400,
      "invalidArgument",
      "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
    );
  const { headers } = parseMime(source);
  const recipients = ["To", "Cc", "Bcc"].flatMap((name) => addressesOf(name, headerValue(headers, name)));
  if (recipients.length === 0) throw new ApiError(400, "invalidArgument", "Recipient address required");
  const from = addressesOf("From", headerValue(headers, "From"))[0];
  if (from !== undefined && from !== state.account.email)
    throw new ApiError(400, "invalidArgument", "Invalid From header");
  const whole = Buffer.concat([
    Buffer.from(
      [
        from === undefined ? `From: ${state.account.name} <${state.account.email}>\r\n` : "",
        headerValue(headers, "Date") === undefined ? `Date: ${new Date(now).toUTCString()}\r\n` : "",
        headerValue(headers, "Message-ID") === undefined
          ? `Message-ID: <${now}.${state.historyId}@mail.example.com>\r\n`
          : "",
      ].join(""),
    ),
    source,
  ]);
  const thread = threadId === undefined ? undefined : joinableThread(state, threadId, headers);
  const sent = addMessage(state, {
    source: whole,
    labelIds: ["SENT"],
    internalDate: now,
    ...(thread !== undefined && { threadId: thread }),
  });
  const delivered = Buffer.from(whole.toString("latin1").replace(/^Bcc:.*\r\n(?:[ \t].*\r\n)*/im, ""), "latin1");
  for (const recipient of new Set(recipients)) {
    const mailbox = mailboxOf(recipient);
    if (!mailbox) continue;
    if (mailbox === state) sent.labelIds.push("INBOX", "UNREAD");
    else addMessage(mailbox, { source: delivered, labelIds: ["INBOX", "UNREAD"], internalDate: now });
  }
  return sent;
}

/** Gmail, "Manage threads": the thread must exist, and Subject and References must fit; otherwise a new thread begins. */
function joinableThread(
  state: MailboxState,
  threadId: string,
  headers: Parameters<typeof headerValue>[0],
): string | undefined {
  const thread = state.messages.filter((message) => message.threadId === threadId);
  if (thread.length === 0) throw new ApiError(404, "notFound", "Requested entity was not found.");
  const bare = (subject: string | undefined) => (subject ?? "").replace(/^(\s*(re|fwd?|aw|wg):)+/i, "").trim();
  const sameSubject = thread.some(
    ({ payload }) => bare(headerValue(payload.headers, "Subject")) === bare(headerValue(headers, "Subject")),
  );
  const references = `${headerValue(headers, "References") ?? ""} ${headerValue(headers, "In-Reply-To") ?? ""}`;
  const refers = thread.some(({ payload }) => references.includes(headerValue(payload.headers, "Message-ID") ?? "\0"));
  return sameSubject && refers ? threadId : undefined;
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
