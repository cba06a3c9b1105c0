import * as z from "zod";
import { addressText } from "../../content/address-list.ts";
import { composeBody } from "../../content/quoted-message.ts";
import { headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { chooseAlias, loadAliases, senderNote } from "./aliases.ts";
import { bodyText, checkRecipients, composing, recipients } from "./compose-input.ts";
import { SEND_MAIL } from "./gmail-scopes.ts";
import { withFiles } from "./outgoing-files.ts";
import { sendMail } from "./send-mail.ts";
import { contentOf, sentSchema, sentText } from "./sent-text.ts";

/** Sends a new message. */
export const gmailSend = defineTool({
  name: "gmail_send",
  title: "Send mail",
  description: "Sends a new email at once. Returns the id of the sent message and who it went to.",
  service: "gmail",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  transfer: true,
  outward: true,
  foreign: false,
  scopes: SEND_MAIL,
  input: z.strictObject({
    to: recipients.default([]).describe("Addresses, bare or Name <address>."),
    cc: recipients.default([]),
    bcc: recipients.default([]),
    subject: headerText(900),
    body: bodyText,
    ...composing,
  }),
  output: sentSchema,
  audience: ({ to, cc, bcc, subject, body, attachments }) => ({
    recipients: [...to, ...cc, ...bcc].map(({ address }) => address),
    content: contentOf(subject, body, attachments),
  }),
  async run({ to, cc, bcc, subject, body, format, from, attachments }, call) {
    checkRecipients({ to, cc, bcc });
    const aliases = from === undefined ? undefined : await loadAliases(await call.google.gmail(), call);
    const sender = from === undefined ? undefined : chooseAlias(aliases, from);
    const sent = await withFiles(attachments, call, (files) =>
      sendMail(call, {
        ...(sender && { from: sender }),
        ...{ to, cc, bcc, subject, attachments: files },
        ...composeBody(body, format),
      }),
    );
    const people = { to: to.map(addressText), cc: cc.map(addressText), bcc: bcc.map(addressText) };
    const going = { ...people, from: sender?.address, files: attachments.length };
    return {
      text: sentText(`Sent ${JSON.stringify(subject)}`, going, sent) + senderNote(aliases, sender),
      data: { ...sent, ...people },
    };
  },
});
