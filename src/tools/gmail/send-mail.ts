import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import type { MailAddress } from "../../content/mime-message.ts";
import { ToolError } from "../../errors.ts";
import { nearestNames } from "./nearest.ts";

/** Bytes above which a message goes through the upload path: the JSON body takes less, and base64 a third more. */
const LARGEST_IN_JSON = 5_000_000;

/** Gmail takes 25 MB as a person counts them, encoded (Gmail Help, "Send attachments with your Gmail message"). */
const LARGEST = 36_700_160;

/** What Gmail says of a message that it sent. */
export interface SentMail {
  id: string;
  threadId: string;
}

/**
 * Sends a finished MIME message, into a thread if one is named.
 * @throws ToolError `invalid_input` when it is larger than Gmail takes
 */
export async function sendMail(gmail: gmail_v1.Gmail, message: Buffer, threadId?: string): Promise<SentMail> {
  if (message.length > LARGEST) {
    throw new ToolError("invalid_input", "The message is larger than Gmail takes (25 MB)", "Send less at once.");
  }
  const thread = threadId === undefined ? undefined : { threadId };
  const common = { userId: "me", fields: "id,threadId" };
  const { data } =
    message.length > LARGEST_IN_JSON
      ? await gmail.users.messages.send({
          ...common,
          media: { mimeType: "message/rfc822", body: message },
          ...(thread && { requestBody: thread }),
        })
      : await gmail.users.messages.send({ ...common, requestBody: { raw: message.toString("base64url"), ...thread } });
  return { id: data.id ?? "", threadId: data.threadId ?? "" };
}

/**
 * The account's send-as alias of that address, with the name it sends under. Gmail would silently send from the main
 * address when an alias is not set up, so it is looked up first.
 * @throws ToolError `not_found` that names the aliases there are
 */
export async function findAlias(gmail: gmail_v1.Gmail, address: string): Promise<MailAddress> {
  const { data } = await gmail.users.settings.sendAs.list({ userId: "me" });
  const usable = (data.sendAs ?? []).filter(
    ({ isPrimary, verificationStatus }) => isPrimary || !verificationStatus || verificationStatus === "accepted",
  );
  const alias = usable.find(({ sendAsEmail }) => sendAsEmail?.toLowerCase() === address.toLowerCase());
  if (alias?.sendAsEmail) return { name: alias.displayName ?? "", address: alias.sendAsEmail };
  const names = nearestNames(
    address,
    usable.flatMap(({ sendAsEmail }) => sendAsEmail ?? []),
  );
  throw new ToolError(
    "not_found",
    `This account cannot send as ${address}`,
    `It can send as: ${names.join(", ")}. Leave "from" out to send from the account's own address.`,
  );
}
