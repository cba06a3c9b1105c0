import * as z from "zod";
import { withoutDoubles } from "../../content/address-list.ts";
import type { OutgoingMail } from "../../content/mime-message.ts";
import { composeBody } from "../../content/quoted-message.ts";
import { ToolError } from "../../errors.ts";
import { headerText, resourceId } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { chooseAlias, loadAliases } from "./aliases.ts";
import { composeAnswer } from "./compose-answer.ts";
import { bodyText, composing, recipients } from "./compose-input.ts";
import { draftText, keptSchema } from "./draft-text.ts";
import { isGranted, READ_MAIL, WRITE_DRAFTS } from "./gmail-scopes.ts";
import { withFiles } from "./outgoing-files.ts";
import { keepDraft } from "./send-mail.ts";

const input = z.strictObject({
  to: recipients.default([]),
  cc: recipients.default([]),
  bcc: recipients.default([]),
  subject: headerText(900).optional(),
  body: bodyText.default(""),
  reply_to: resourceId("message").optional().describe("Message to answer; gives recipients, subject and thread."),
  reply_all: z.boolean().default(false),
  ...composing,
});
type DraftInput = z.output<typeof input>;

/** Keeps a new mail, or an answer to one, as a draft. */
export const gmailCreateDraft = defineTool({
  name: "gmail_create_draft",
  title: "Create draft",
  description: "Writes a draft, new or as a reply in a thread, without sending it. Returns its draft id.",
  service: "gmail",
  tier: "core",
  kind: "write",
  idempotent: false,
  transfer: true,
  outward: false,
  foreign: false,
  scopes: WRITE_DRAFTS,
  input,
  output: keptSchema,
  async run(given, call) {
    const { mail, threadId } = await compose(given, call);
    const kept = await withFiles(given.attachments, call, (attachments) =>
      keepDraft(call, { ...mail, attachments }, { threadId }),
    );
    return draftText("Draft made", kept, mail, given.attachments.length);
  },
});

async function compose(given: DraftInput, call: Call): Promise<{ mail: OutgoingMail; threadId?: string }> {
  return given.reply_to === undefined
    ? { mail: await composeNew(given, call) }
    : composeReply(given, given.reply_to, call);
}

async function composeNew(given: DraftInput, call: Call): Promise<OutgoingMail> {
  if (given.reply_all) throw invalid("reply_all: goes with reply_to only");
  const { to, cc, bcc, subject = "", body, format, from } = given;
  const aliases = from === undefined ? undefined : await loadAliases(await call.google.gmail(), call);
  return {
    ...(from !== undefined && { from: chooseAlias(aliases, from) }),
    ...{ to, cc, bcc, subject },
    ...composeBody(body, format),
  };
}

/** Recipients that are named join those who are answered; another subject would begin another conversation. */
async function composeReply(
  given: DraftInput,
  messageId: string,
  call: Call,
): Promise<{ mail: OutgoingMail; threadId: string }> {
  if (given.subject !== undefined) throw invalid("subject: follows from the message that reply_to names");
  if (!isGranted(READ_MAIL, call))
    throw new ToolError(
      "missing_scope",
      "This sign-in may write drafts but not read mail, which a reply takes",
      "Sign in again and allow reading mail, or write a new draft without reply_to.",
    );
  const { mail, threadId } = await composeAnswer({ ...given, message_id: messageId }, call);
  return { mail: { ...mail, to: withoutDoubles([...mail.to, ...given.to]) }, threadId };
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Leave it out and call again.");
}
