import { z } from "zod";
import { buildMimeMessage } from "../../content/mime-message.ts";
import { ToolError } from "../../errors.ts";
import { emailAddress, headerText, type Mailbox, mailbox } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEND_MAIL } from "./gmail-scopes.ts";
import { findAlias, sendMail } from "./send-mail.ts";

/** Recipients of one message (Gmail Help, "Limits for sending & getting mail"). */
const MOST_RECIPIENTS = 500;

/** Characters of a body. */
const LONGEST_BODY = 1_000_000;

const recipients = z.array(mailbox).max(MOST_RECIPIENTS, `expected at most ${MOST_RECIPIENTS} recipients`).default([]);

/** Sends a new message. */
export const gmailSend = defineTool({
  name: "gmail_send",
  title: "Send mail",
  description: "Sends a new email at once, from this account. Returns the id of the sent message and who it went to.",
  service: "gmail",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: SEND_MAIL,
  input: z.strictObject({
    to: recipients.describe("Addresses, each bare or as Name <address>."),
    cc: recipients,
    bcc: recipients,
    subject: headerText(900),
    body: z
      .string()
      .max(LONGEST_BODY, `expected at most ${LONGEST_BODY} characters`)
      .refine((value) => !value.includes("\0"), "expected text without NUL characters"),
    format: z.enum(["markdown", "plain"]).default("markdown").describe("How body is written."),
    from: emailAddress.optional().describe("Send-as alias; default: the account's own address."),
  }),
  output: z.strictObject({
    id: z.string(),
    threadId: z.string(),
    subject: z.string(),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    bcc: z.array(z.string()),
  }),
  audience: ({ to, cc, bcc, subject, body }) => ({
    recipients: [...to, ...cc, ...bcc].map(({ address }) => address),
    content: `Subject: ${subject}\n\n${body}`,
  }),
  async run(input, call) {
    const { to, cc, bcc, subject, body, format } = input;
    const count = to.length + cc.length + bcc.length;
    if (count === 0) throw invalid("to: expected at least one recipient in to, cc or bcc");
    if (count > MOST_RECIPIENTS) throw invalid(`to, cc and bcc: expected at most ${MOST_RECIPIENTS} recipients in all`);
    const gmail = await call.google.gmail();
    const from = input.from === undefined ? undefined : await findAlias(gmail, input.from);
    const message = await buildMimeMessage({ ...(from && { from }), to, cc, bcc, subject, body, format });
    const sent = await sendMail(gmail, message);
    const people = { to: to.map(addressText), cc: cc.map(addressText), bcc: bcc.map(addressText) };
    return { text: describe(sent, subject, people, from?.address), data: { ...sent, subject, ...people } };
  },
});

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}

function addressText({ name, address }: Mailbox): string {
  return name === "" ? address : `${name} <${address}>`;
}

function describe(
  sent: { id: string; threadId: string },
  subject: string,
  people: Readonly<Record<"to" | "cc" | "bcc", readonly string[]>>,
  from: string | undefined,
): string {
  const who = Object.entries(people)
    .filter(([, addresses]) => addresses.length > 0)
    .map(([field, addresses]) => `${field} ${addresses.join(", ")}`);
  const sender = from === undefined ? "" : ` from ${from}`;
  return `Sent ${JSON.stringify(subject)}${sender} ${who.join("; ")}.\nMessage ${sent.id}, thread ${sent.threadId}.`;
}
