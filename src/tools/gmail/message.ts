import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { textPartsKeptApart } from "../../content/mail-body.ts";
import type { MailPart } from "../../content/mail-parts.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";

/** Gmail answers 404 to an id that no message has, and 400 ("Invalid id value") to one that none could have. */
const NO_SUCH_MESSAGE = new Set([400, 404]);

/**
 * Reads a message with its headers, its text and the list of its attachments, but not their content. Text that Gmail
 * keeps apart for its size is fetched too.
 * @throws ToolError `not_found` that names the id
 */
export async function fetchMessage(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Message> {
  const message = await getFull(gmail, id);
  await fetchTextKeptApart(gmail, message);
  return message;
}

/** Fills in the text of a message that Gmail keeps apart for its size. */
export async function fetchTextKeptApart(gmail: gmail_v1.Gmail, message: gmail_v1.Schema$Message): Promise<void> {
  const apart = textPartsKeptApart(message.payload);
  await Promise.all(apart.map(({ part, id }) => fillIn(gmail, message.id ?? "", part, id)));
}

async function getFull(gmail: gmail_v1.Gmail, id: string): Promise<gmail_v1.Schema$Message> {
  try {
    const { data } = await gmail.users.messages.get({
      userId: "me",
      id,
      format: "full",
      fields: "id,threadId,labelIds,internalDate,payload",
    });
    return data;
  } catch (error) {
    throw explainNoMessage(error, id);
  }
}

/** Tells which id no message has; every other failure stays as it is. */
export function explainNoMessage(error: unknown, id: string): unknown {
  if (!(error instanceof GoogleApiError) || !NO_SUCH_MESSAGE.has(error.status)) return error;
  return new ToolError(
    "not_found",
    `No message has the id ${id}`,
    "It may be deleted, or belong to another account. gmail_search gives message ids.",
    { cause: error },
  );
}

async function fillIn(gmail: gmail_v1.Gmail, messageId: string, part: MailPart, id: string): Promise<void> {
  const { data } = await gmail.users.messages.attachments.get({ userId: "me", messageId, id, fields: "data" });
  if (part.body) part.body.data = data.data;
}
