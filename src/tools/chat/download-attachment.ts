import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import * as z from "zod";
import { formatBytes, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { saveContent } from "../content.ts";
import { localFolder } from "../input.ts";
import { defineTool } from "../tool.ts";
import { messageId, spaceId } from "./chat-input.ts";
import { READ_MESSAGES } from "./chat-scopes.ts";

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
    folder: localFolder,
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
    const place = { name: attachment.contentName || "attachment", folder: input.folder };
    const { path, bytes } = await saveContent(call, place, { url: mediaAddress(resourceName), resumable: false });
    const type = attachment.contentType ?? "application/octet-stream";
    return { text: `Saved ${path} (${formatBytes(bytes)}, ${type}).`, data: { path, bytes, type } };
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

/** Where the content is (Chat API, "media.download"): the name goes into the path as it is, slashes and all. */
function mediaAddress(resourceName: string): string {
  const path = encodeURI(resourceName).replaceAll("?", "%3F").replaceAll("#", "%23");
  return `https://chat.googleapis.com/v1/media/${path}?alt=media`;
}
