import { Readable } from "node:stream";
import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import { z } from "zod";
import { formatBytes, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import type { NewFile } from "../../files/local-files.ts";
import { type Call, defineTool } from "../tool.ts";
import { messageId, spaceId } from "./chat-input.ts";
import { READ_MESSAGES } from "./chat-scopes.ts";

/** Chat takes files up to 200 MB ("Upload media as a file attachment"). */
const LARGEST_BYTES = 210_000_000;

/** Saves what was attached to a message. */
export const chatDownloadAttachment = defineTool({
  name: "chat_download_attachment",
  title: "Download chat attachment",
  description: "Saves a file that was uploaded to a Chat message on this computer. Returns its path.",
  service: "chat",
  tier: "complete",
  kind: "write",
  idempotent: false,
  transfer: true,
  outward: false,
  foreign: true,
  scopes: READ_MESSAGES,
  input: z.strictObject({
    space_id: spaceId,
    message_id: messageId,
    attachment: z
      .int("expected a whole number from 1 up")
      .min(1, "expected a whole number from 1 up")
      .default(1)
      .describe("Its number in the message."),
    folder: z
      .string()
      .max(4096, "expected a folder")
      .optional()
      .describe("An allowed folder; default: the exchange folder."),
  }),
  output: z.strictObject({ path: z.string(), bytes: z.number(), type: z.string() }),
  async run(input, call) {
    const chat = await call.google.chat();
    const { data } = await chat.spaces.messages.get({
      name: `spaces/${input.space_id}/messages/${input.message_id}`,
      fields: "attachment(contentName,contentType,source,attachmentDataRef(resourceName),driveDataRef(driveFileId))",
    });
    const attachment = chosen(data.attachment ?? [], input.attachment);
    const resourceName = uploaded(attachment);
    const file = await call.files.create(attachment.contentName || "attachment", input.folder);
    try {
      const { data: content } = await chat.media.download({ resourceName, alt: "media" }, { responseType: "stream" });
      const bytes = await save(content, file, call);
      const path = await file.finish();
      const type = attachment.contentType ?? "application/octet-stream";
      return { text: `Saved ${path} (${formatBytes(bytes)}, ${type}).`, data: { path, bytes, type } };
    } finally {
      await file.discard();
    }
  },
});

function chosen(attachments: readonly chat_v1.Schema$Attachment[], number: number): chat_v1.Schema$Attachment {
  const attachment = attachments[number - 1];
  if (attachment) return attachment;
  const there = attachments.map(({ contentName }, index) => `${index + 1}. ${shorten(contentName ?? "", 100)}`);
  throw new ToolError(
    "not_found",
    `The message has no attachment ${number}`,
    there.length === 0 ? "It has none at all." : `It has: ${there.join(", ")}.`,
  );
}

/** @throws ToolError `invalid_input` for a file of Drive, which Chat only points to */
function uploaded({ driveDataRef, attachmentDataRef }: chat_v1.Schema$Attachment): string {
  if (attachmentDataRef?.resourceName) return attachmentDataRef.resourceName;
  throw new ToolError(
    "invalid_input",
    "This attachment is a file in Drive",
    `Read or download it with the Drive tools${driveDataRef?.driveFileId ? `: file ${driveDataRef.driveFileId}` : ""}.`,
  );
}

async function save(content: unknown, file: NewFile, call: Call): Promise<number> {
  if (!(content instanceof Readable)) throw new Error("a download answers with a stream");
  let bytes = 0;
  for await (const chunk of content) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > LARGEST_BYTES) {
      content.destroy();
      throw new ToolError("invalid_input", "The attachment is larger than Chat's limit", "Open it in Chat.");
    }
    await file.write(piece);
    call.progress(bytes);
  }
  return bytes;
}
