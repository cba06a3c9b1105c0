import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { attachmentContent } from "../../content/attachment-content.ts";
import { pieceOf } from "../../content/bound.ts";
import type { AttachedPart } from "../../content/mail-parts.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import { offset, resourceId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { attachmentName, chooseAttached, fetchAttached, readAttached } from "./attachment.ts";
import { READ_MAIL } from "./gmail-scopes.ts";

/** An attachment's content for the model. */
export const gmailGetAttachment = defineTool({
  name: "gmail_get_attachment",
  title: "Read attachment",
  description:
    "Reads one attachment of a message: text, PDF, Office files and attached mails as text, pictures as images. Save others with gmail_download_attachment.",
  service: "gmail",
  tier: "extended",
  kind: "read",
  idempotent: true,
  transfer: true,
  outward: false,
  foreign: true,
  scopes: READ_MAIL,
  input: z.strictObject({
    message_id: resourceId("message"),
    attachment: attachmentName.describe("Its id in the message, or its file name."),
    offset,
  }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const chosen = chooseAttached(await fetchAttached(gmail, input.message_id), input.attachment);
    const bytes = await readWhole(gmail, input.message_id, chosen);
    const { name, mimeType } = chosen.attachment;
    const title = `${shorten(name, 200)} (${shorten(mimeType, 100)}, ${formatBytes(bytes.length)})`;
    const content = await attachmentContent(bytes, chosen);
    if ("image" in content) {
      return { text: title, images: [{ mimeType: content.image, data: bytes.toString("base64") }] };
    }
    const { text, total, next } = pieceOf(content.text, input.offset);
    return {
      text: `${title}\n\n${text === "" ? "(empty)" : text}`,
      ...(next !== undefined && { note: `Cut: ${total} characters in all. Read on with offset ${next}.` }),
    };
  },
});

async function readWhole(gmail: gmail_v1.Gmail, messageId: string, one: AttachedPart): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readAttached(gmail, messageId, one)) pieces.push(piece);
  return Buffer.concat(pieces);
}
