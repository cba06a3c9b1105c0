import * as z from "zod";
import { parseAddressList } from "../../content/address-list.ts";
import { rawHeader, readable, readHeader } from "../../content/mail-header.ts";
import { readMailHtml, readMailPlainText } from "../../content/mail-html.ts";
import type { OutgoingFile, OutgoingMail } from "../../content/mime-message.ts";
import { type SourcePart, toMailPart } from "../../content/mime-source.ts";
import { composeBody, quoteWithin } from "../../content/quoted-message.ts";
import { filesOf } from "../../content/source-files.ts";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { chooseAlias, loadAliases } from "./aliases.ts";
import { bodyText, composing, recipients } from "./compose-input.ts";
import { draftId, fetchDraft } from "./draft.ts";
import { draftText, keptSchema } from "./draft-text.ts";
import { WRITE_DRAFTS } from "./gmail-scopes.ts";
import { withFiles } from "./outgoing-files.ts";
import { parseRaw } from "./raw-message.ts";
import { keepDraft } from "./send-mail.ts";

const input = z.strictObject({
  draft_id: draftId,
  to: recipients.optional(),
  cc: recipients.optional(),
  bcc: recipients.optional(),
  subject: headerText(900).optional(),
  body: bodyText.optional().describe("Quoted history below it stays."),
  ...composing,
  remove_attachments: z
    .array(z.string().max(1_000, "expected a file name"))
    .max(100, "expected at most 100 file names")
    .default([])
    .describe("File names."),
});
type UpdateInput = z.output<typeof input>;

/** Changes the named parts of a draft and keeps the rest. */
export const gmailUpdateDraft = defineTool({
  name: "gmail_update_draft",
  title: "Change draft",
  description:
    "Changes the given parts of a draft and keeps the rest; attachments are added. The draft id stays, its message id changes.",
  service: "gmail",
  tier: "extended",
  kind: "write",
  idempotent: false,
  transfer: true,
  outward: false,
  foreign: false,
  scopes: WRITE_DRAFTS,
  input,
  output: keptSchema,
  async run(given, call) {
    checkChange(given);
    const gmail = await call.google.gmail();
    const [message, aliases] = await Promise.all([
      fetchDraft(gmail, given.draft_id, "raw"),
      given.from === undefined ? undefined : loadAliases(gmail, call),
    ]);
    const source = parseRaw(message.raw);
    const mail = changed(source, given);
    const sender = given.from === undefined ? undefined : chooseAlias(aliases, given.from);
    const { kept, files } = await withFiles(given.attachments, call, async (added) => {
      const attachments = [...mail.attachments, ...added];
      const threadId = mail.inReplyTo === undefined ? undefined : (message.threadId ?? undefined);
      const whole = { ...mail, ...(sender && { from: sender }), attachments };
      return { kept: await keepDraft(call, whole, { id: given.draft_id, threadId }), files: attachments.length };
    });
    return draftText("Draft changed", kept, sender ? { ...mail, from: sender } : mail, files);
  },
});

function checkChange({ draft_id: _, format, attachments, remove_attachments: removed, ...parts }: UpdateInput): void {
  const changes = Object.values(parts).some((part) => part !== undefined) || attachments.length + removed.length > 0;
  if (changes) return;
  const hint = format === "plain" ? "format: goes with body only" : "expected at least one part to change";
  throw new ToolError("invalid_input", hint, "Give what is to change: to, cc, bcc, subject, body, from, attachments.");
}

/** Headers that are written anew, or that Google writes. */
const NOT_KEPT =
  /^(?:content-.*|mime-version|from|to|cc|bcc|reply-to|subject|date|message-id|in-reply-to|references|received|x-received|return-path|delivered-to)$/i;

/** The draft as it is with the changes in it, but for its sender and for files that are added. */
function changed(source: SourcePart, given: UpdateInput): OutgoingMail & { attachments: OutgoingFile[] } {
  const { headers } = source;
  const people = (name: string) => parseAddressList(rawHeader(headers, name));
  const [from] = people("From");
  const inReplyTo = rawHeader(headers, "In-Reply-To");
  const references = rawHeader(headers, "References")
    .split(/\s+/)
    .filter((id) => id !== "");
  const body = changedBody(source, given);
  return {
    ...(from && { from }),
    to: given.to ?? people("To"),
    cc: given.cc ?? people("Cc"),
    bcc: given.bcc ?? people("Bcc"),
    replyTo: people("Reply-To"),
    subject: given.subject ?? readHeader(headers, "Subject"),
    ...(inReplyTo && { inReplyTo }),
    ...(references.length > 0 && { references }),
    headers: headers.filter(({ name }) => !NOT_KEPT.test(name)),
    ...body,
    attachments: without(filesOf(source, body.html), given.remove_attachments),
  };
}

function changedBody(source: SourcePart, { body, format }: UpdateInput): { text?: string; html?: string } {
  const payload = toMailPart(source);
  const text = readMailPlainText(payload);
  const html = readMailHtml(payload);
  if (body !== undefined) return composeBody(body, format, quoteWithin(text, html));
  return { ...(text !== undefined && { text }), ...(html !== undefined && { html }) };
}

/** @throws ToolError `not_found` that names the files there are */
function without(files: OutgoingFile[], names: readonly string[]): OutgoingFile[] {
  const removed = names.map(readable);
  const missing = removed.find((name) => !files.some((file) => file.name === name));
  if (missing === undefined) return files.filter(({ name }) => !removed.includes(name));
  const there = files.map(({ name }) => name).join(", ");
  throw new ToolError(
    "not_found",
    `The draft has no attachment ${JSON.stringify(missing)}`,
    there === "" ? "It has none at all." : `It has: ${there}.`,
  );
}
