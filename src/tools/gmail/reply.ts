import * as z from "zod";
import { resourceId } from "../input.ts";
import { oncePerCall } from "../once-per-call.ts";
import { defineTool } from "../tool.ts";
import { composeAnswer } from "./compose-answer.ts";
import { bodyText, composing, recipients } from "./compose-input.ts";
import { ANSWER_MAIL } from "./gmail-scopes.ts";
import { sendAnswer } from "./send-answer.ts";
import { addressesOf, contentOf, sentSchema } from "./sent-text.ts";

const input = z.strictObject({
  message_id: resourceId("message"),
  body: bodyText,
  reply_all: z.boolean().default(false),
  cc: recipients.default([]).describe("Added to whom the reply goes anyway."),
  bcc: recipients.default([]),
  ...composing,
});

const prepare = oncePerCall((given: z.output<typeof input>, call) => composeAnswer(given, call));

/** Answers a message, to its sender or to everyone, in its conversation. */
export const gmailReply = defineTool({
  name: "gmail_reply",
  title: "Reply to mail",
  description:
    "Replies to a message at once, in its thread, quoting it; recipients and subject follow from it. Returns who it went to.",
  service: "gmail",
  tier: "core",
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
    return { recipients: addressesOf(mail), content: contentOf(mail.subject, given.body, given.attachments) };
  },
  run: async (given, call) => sendAnswer("Replied", await prepare(given, call), given.attachments, call),
});
