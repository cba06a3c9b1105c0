import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { fileId, resourceId } from "../input.ts";
import { type Audience, type Call, defineTool } from "../tool.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { fetchTarget, nameOf, targetId } from "./file.ts";
import { commentText } from "./file-input.ts";
import { placeOf } from "./readers.ts";

const common = { service: "drive", foreign: false, scopes: MAKE_FILES } as const;
const commentId = resourceId("comment");

/** Addresses that a comment mentions (`+ada@example.com`) get it by mail. */
const MENTION = /[+@]([^\s@+,;:<>()]{1,64}@[\p{L}\p{N}.-]{1,253}[\p{L}\p{N}])/gu;

/** Who is told of a comment: those who see the file, and those whom it mentions. */
async function toldOf(call: Call, fileId: string, text: string): Promise<Audience> {
  const { name, readers } = await placeOf(call, fileId);
  const mentioned = Array.from(text.matchAll(MENTION), ([, address]) => address ?? "");
  return { recipients: [...new Set([...readers, ...mentioned])], content: `Comment on “${name}”:\n\n${text}` };
}

/** Writes a comment on a file. */
export const driveAddComment = defineTool({
  ...common,
  name: "drive_add_comment",
  title: "Add comment",
  description: "Comments on a Drive file; all who see the file can read it. Returns the comment's id.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  input: z.strictObject({
    file_id: fileId,
    text: commentText,
    quote: z.string().max(1000, "expected at most 1000 characters").optional().describe("Passage that it is about."),
  }),
  output: z.strictObject({ id: z.string() }),
  audience: ({ file_id, text }, call) => toldOf(call, file_id, text),
  async run({ file_id, text, quote }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, "id,name");
    const { data } = await drive.comments.create({
      fileId: file.id ?? file_id,
      fields: "id",
      requestBody: {
        content: text,
        ...(quote !== undefined && { quotedFileContent: { mimeType: "text/plain", value: quote } }),
      },
    });
    return { text: `Commented on ${nameOf(file)}: comment ${data.id}.`, data: { id: data.id ?? "" } };
  },
});

/** Answers a comment, resolves it or opens it again. */
export const driveReplyComment = defineTool({
  ...common,
  name: "drive_reply_comment",
  title: "Reply to comment",
  description: "Replies to a comment on a Drive file, resolves it, or reopens it.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  input: z.strictObject({
    file_id: fileId,
    comment_id: commentId,
    text: commentText.optional(),
    action: z.enum(["resolve", "reopen"]).optional(),
  }),
  output: z.strictObject({ id: z.string() }),
  audience: ({ file_id, text }, call) =>
    text === undefined ? { recipients: [], content: "" } : toldOf(call, file_id, text),
  async run({ file_id, comment_id, text, action }, call) {
    if (text === undefined && action === undefined)
      throw new ToolError(
        "invalid_input",
        "text: expected text, action or both",
        "Write something, or name an action.",
      );
    const drive = await call.google.drive();
    const { data } = await drive.replies.create({
      fileId: await targetId(drive, file_id),
      commentId: comment_id,
      fields: "id",
      requestBody: { ...(text !== undefined && { content: text }), ...(action && { action }) },
    });
    const done = [
      ...(text === undefined ? [] : ["Replied"]),
      ...(action ? [action === "resolve" ? "resolved" : "reopened"] : []),
    ];
    return { text: `${done.join(" and ")}: comment ${comment_id}, reply ${data.id}.`, data: { id: data.id ?? "" } };
  },
});

/** Deletes a comment with its replies. */
export const driveDeleteComment = defineTool({
  ...common,
  name: "drive_delete_comment",
  title: "Delete comment",
  description: "Deletes your own comment on a Drive file, with its replies. To close it, use drive_reply_comment.",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: false,
  input: z.strictObject({ file_id: fileId, comment_id: commentId }),
  async run({ file_id, comment_id }, call) {
    const drive = await call.google.drive();
    await drive.comments.delete({ fileId: await targetId(drive, file_id), commentId: comment_id });
    return { text: `Deleted comment ${comment_id}.` };
  },
});
