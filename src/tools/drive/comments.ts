import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { shorten } from "../../content/table.ts";
import { fileId, pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { READ_FILES } from "./drive-scopes.ts";
import { readOfTarget } from "./file.ts";

const REPLY = "id,author(displayName,me),content,createdTime,action,deleted";
const FIELDS = `nextPageToken,comments(id,author(displayName,me),content,createdTime,resolved,quotedFileContent(value),replies(${REPLY}))`;

/** Characters of one quoted passage, one comment and one reply that are shown. */
const LONGEST = { quote: 500, comment: 4_000, reply: 2_000 };
/** Characters of a comment's replies in all; the newest are shown. */
const MOST_REPLIED = 12_000;

/** Shows what people wrote beside a file. */
export const driveListComments = defineTool({
  name: "drive_list_comments",
  title: "List comments",
  description:
    "Lists the comments on a Drive file of any kind, with replies, quoted text and ids. Open ones unless include_resolved.",
  service: "drive",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_FILES,
  input: z.strictObject({
    file_id: fileId,
    include_resolved: z.boolean().default(false),
    page_size: pageSize(100, 50),
    page_token: pageToken.optional(),
  }),
  async run({ file_id, include_resolved, page_size, page_token }, call) {
    const { timeZone } = call.account;
    const drive = await call.google.drive();
    const { name, result } = await readOfTarget(drive, file_id, async (id) => {
      const { data } = await drive.comments.list({
        fileId: id,
        pageSize: page_size,
        fields: FIELDS,
        ...(page_token !== undefined && { pageToken: page_token }),
      });
      return data;
    });
    const all = result.comments ?? [];
    const comments = all.filter(({ resolved }) => include_resolved || !resolved);
    const hidden = all.length - comments.length;
    const { shown, cut } = within(comments.map((comment) => renderComment(comment, timeZone)));
    const notes = [
      ...(hidden > 0 ? [`${hidden} resolved left out.`] : []),
      ...(cut > 0 ? [`${cut} more do not fit here: ask for a smaller page_size.`] : []),
      ...(result.nextPageToken ? [`More: page_token ${result.nextPageToken}`] : []),
    ];
    return {
      text: shown === "" ? `${name}: no comment.` : `${name}. Times in ${timeZone}.\n\n${shown}`,
      ...(notes.length > 0 && { note: notes.join("\n") }),
    };
  },
});

/** As many whole comments as the bound lets through, and how many it does not. */
function within(comments: readonly string[]): { shown: string; cut: number } {
  const shown: string[] = [];
  let characters = 0;
  for (const comment of comments) {
    characters += comment.length + 2;
    if (characters > DEFAULT_CHARACTERS && shown.length > 0) break;
    shown.push(comment);
  }
  return { shown: shown.join("\n\n"), cut: comments.length - shown.length };
}

function renderComment(comment: drive_v3.Schema$Comment, timeZone: string): string {
  const quote = comment.quotedFileContent?.value;
  const head = `- ${comment.id}${comment.resolved ? " (resolved)" : ""}, ${saidBy(comment, timeZone)}`;
  return [
    head,
    ...(quote ? [`  > ${shorten(plain(quote), LONGEST.quote)}`] : []),
    `  ${shorten(comment.content ?? "", LONGEST.comment)}`,
    ...newest((comment.replies ?? []).filter(({ deleted }) => !deleted).map((reply) => renderReply(reply, timeZone))),
  ].join("\n");
}

/** As many of the last replies as the bound lets through. */
function newest(replies: readonly string[]): string[] {
  let characters = 0;
  let first = replies.length;
  while (first > 0 && characters + (replies[first - 1]?.length ?? 0) <= MOST_REPLIED) {
    first -= 1;
    characters += replies[first]?.length ?? 0;
  }
  return first === 0 ? [...replies] : [`  - (${first} earlier replies left out)`, ...replies.slice(first)];
}

function renderReply(reply: drive_v3.Schema$Reply, timeZone: string): string {
  const action = reply.action === "resolve" ? " (resolved it)" : reply.action === "reopen" ? " (reopened it)" : "";
  return `  - ${saidBy(reply, timeZone)}${action}: ${shorten(reply.content ?? "", LONGEST.reply)}`.trimEnd();
}

function saidBy({ author, createdTime }: drive_v3.Schema$Reply, timeZone: string): string {
  const who = author?.me ? "you" : shorten(author?.displayName ?? "somebody", 100);
  return `${who}, ${formatInstant(createdTime ?? "", timeZone)}`;
}

/** Google escapes quoted passages for HTML. */
function plain(quote: string): string {
  return quote
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
