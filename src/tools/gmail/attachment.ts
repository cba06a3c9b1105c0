import { Readable } from "node:stream";
import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { decodeBase64Field } from "../../content/base64-json.ts";
import { readable } from "../../content/mail-header.ts";
import { type AttachedPart, attachedParts } from "../../content/mail-parts.ts";
import { decodedContent, type SourcePart } from "../../content/mime-source.ts";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { explainNoMessage } from "./message.ts";
import { fetchRawMessage } from "./raw-message.ts";

/** Bytes of an attachment; Gmail itself takes and gives fewer. */
const LARGEST_BYTES = 60_000_000;

/** Attachments that are named in an error. */
const MOST_NAMED = 20;

/** An attachment by its number or its name. */
export const attachmentName = z
  .string()
  .min(1, "expected an attachment's id, such as 1, or its file name")
  .max(1_000, "expected an attachment's id, such as 1, or its file name");

/**
 * What is attached to a message, with its parts.
 * @throws ToolError `not_found` that names the id
 */
export async function fetchAttached(gmail: gmail_v1.Gmail, messageId: string): Promise<AttachedPart[]> {
  const { data } = await gmail.users.messages
    .get({ userId: "me", id: messageId, format: "full", fields: "payload" })
    .catch((error: unknown) => {
      throw explainNoMessage(error, messageId);
    });
  return attachedParts(data.payload);
}

/**
 * The attachment of that number, or else of that name.
 * @throws ToolError `not_found` that names the attachments there are, `invalid_input` when several have the name
 */
export function chooseAttached(attached: readonly AttachedPart[], wanted: string): AttachedPart {
  const byId = attached.find(({ attachment }) => attachment.id === wanted);
  if (byId) return byId;
  const name = readable(wanted);
  const [first, ...others] = attached.filter(({ attachment }) => attachment.name === name);
  if (first && others.length === 0) return first;
  const shown = first ? [first, ...others] : attached;
  const there = shown
    .slice(0, MOST_NAMED)
    .map(({ attachment }) => `${attachment.id} (${shorten(attachment.name, 100)})`)
    .join(", ");
  throw first
    ? new ToolError("invalid_input", `Several attachments have the name ${name}`, `Give one of the ids: ${there}.`)
    : new ToolError(
        "not_found",
        `The message has no attachment ${wanted}`,
        there === "" ? "It has none at all." : `It has: ${there}.`,
      );
}

/**
 * An attachment's bytes as they come in. Gmail gives them as base64 in JSON, of which no more is held than a piece.
 * @throws ToolError when the answer breaks off, or Gmail gives no content
 */
export async function* readAttached(
  gmail: gmail_v1.Gmail,
  messageId: string,
  { part }: AttachedPart,
): AsyncGenerator<Buffer> {
  const id = part.body?.attachmentId;
  if (!id) {
    // Parts without a name come with the message itself, but for mails within it, which Gmail only takes apart.
    yield part.body?.data
      ? Buffer.from(part.body.data, "base64url")
      : await cutOut(gmail, messageId, part.partId ?? "");
    return;
  }
  const { data } = await gmail.users.messages.attachments.get(
    { userId: "me", messageId, id, fields: "data" },
    { responseType: "stream" },
  );
  if (!(data instanceof Readable)) throw new Error("a download answers with a stream");
  let size = 0;
  try {
    for await (const piece of decodeBase64Field(data, "data")) {
      size += piece.length;
      if (size > LARGEST_BYTES)
        throw new ToolError("invalid_input", "The attachment is larger than mail can be", "Open it in Gmail.");
      yield piece;
    }
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError("network_error", "The attachment broke off on its way", "Try again.", { cause: error });
  } finally {
    data.destroy();
  }
}

/** The content of a part, out of the whole message. */
async function cutOut(gmail: gmail_v1.Gmail, messageId: string, partId: string): Promise<Buffer> {
  const { source } = await fetchRawMessage(gmail, messageId);
  const numbers = partId === "" ? [] : partId.split(".").map(Number);
  const found = numbers.reduce<SourcePart | undefined>((part, number) => part?.parts[number], source);
  if (!found) throw new ToolError("google_error", "Gmail gives no content for this attachment", "Open it in Gmail.");
  return decodedContent(found);
}
