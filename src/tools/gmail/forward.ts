import * as z from "zod";
import { answerReferences, forwardSubject } from "../../content/answer.ts";
import { readHeader } from "../../content/mail-header.ts";
import { readMailHtml } from "../../content/mail-html.ts";
import { toMailPart } from "../../content/mime-source.ts";
import { composeBody, quoteForwarded } from "../../content/quoted-message.ts";
import { filesOf } from "../../content/source-files.ts";
import { resourceId } from "../input.ts";
import { oncePerCall } from "../once-per-call.ts";
import { type Call, defineTool } from "../tool.ts";
import { chooseAlias, loadAliases } from "./aliases.ts";
import type { Answer } from "./compose-answer.ts";
import { bodyText, checkRecipients, composing, recipients } from "./compose-input.ts";
import { ANSWER_MAIL } from "./gmail-scopes.ts";
import { fetchRawMessage } from "./raw-message.ts";
import { sendAnswer } from "./send-answer.ts";
import { addressesOf, contentOf, sentSchema } from "./sent-text.ts";

const input = z.strictObject({
  message_id: resourceId("message"),
  to: recipients.default([]),
  cc: recipients.default([]),
  bcc: recipients.default([]),
  body: bodyText.default("").describe("Stands above the forwarded message."),
  ...composing,
});

const prepare = oncePerCall(composeForward);

/** Sends a message on to others, with what came with it. */
export const gmailForward = defineTool({
  name: "gmail_forward",
  title: "Forward mail",
  description: "Forwards a message with its attachments at once. Returns who it went to.",
  service: "gmail",
  tier: "extended",
  kind: "destructive",
  idempotent: false,
  transfer: true,
  outward: true,
  foreign: false,
  scopes: ANSWER_MAIL,
  input,
  output: sentSchema,
  async audience(given, call) {
    const { mail } = await prepare(given, call);
    const files = [...(mail.attachments ?? []).map(({ name }) => name), ...given.attachments];
    return { recipients: addressesOf(mail), content: contentOf(mail.subject, mail.text ?? "", files) };
  },
  run: async (given, call) => sendAnswer("Forwarded", await prepare(given, call), given.attachments, call),
});

async function composeForward(given: z.output<typeof input>, call: Call): Promise<Answer> {
  checkRecipients(given);
  const gmail = await call.google.gmail();
  const [original, aliases] = await Promise.all([
    fetchRawMessage(gmail, given.message_id),
    given.from === undefined ? undefined : loadAliases(gmail, call),
  ]);
  const payload = toMailPart(original.source);
  const withHtml = given.format === "markdown";
  const attachments = filesOf(original.source, withHtml ? readMailHtml(payload) : undefined);
  const pictures = new Set(attachments.flatMap(({ cid }) => cid ?? []));
  const quote = quoteForwarded({ payload, date: original.date, timeZone: call.account.timeZone, pictures });
  return {
    threadId: original.threadId,
    mail: {
      ...(given.from !== undefined && { from: chooseAlias(aliases, given.from) }),
      to: given.to,
      cc: given.cc,
      bcc: given.bcc,
      subject: forwardSubject(readHeader(payload.headers, "Subject")),
      ...answerReferences(payload.headers),
      ...composeBody(given.body, given.format, quote),
      attachments,
    },
  };
}
