import MailComposer from "nodemailer/lib/mail-composer";
import { markdownToHtml } from "./markdown-to-html.ts";

/** Someone who gets or sends a mail. */
export interface MailAddress {
  /** Display name, empty for none. */
  readonly name: string;
  readonly address: string;
}

/** A mail to be built. */
export interface OutgoingMail {
  /** Left out, Gmail puts in the account's own address and name. */
  from?: MailAddress;
  to: readonly MailAddress[];
  cc?: readonly MailAddress[];
  bcc?: readonly MailAddress[];
  subject: string;
  body: string;
  /** `markdown` gives the mail an HTML alternative beside the text. */
  format: "markdown" | "plain";
  /** Message-ID of the mail that this one answers, and those before it (RFC 5322 section 3.6.4). */
  inReplyTo?: string;
  references?: readonly string[];
}

/** Headers that Google is to write itself; a generated Message-ID would also tell the name of this computer. */
const LEFT_TO_GOOGLE = /^(?:Date|Message-ID):[^\r]*(?:\r\n[ \t][^\r]*)*\r\n/gim;

/** Builds a mail as RFC 5322 and MIME have it, Bcc included, because Gmail takes the recipients from the headers. */
export async function buildMimeMessage(mail: OutgoingMail): Promise<Buffer> {
  const node = new MailComposer({
    ...(mail.from && { from: mailboxOf(mail.from) }),
    to: mail.to.map(mailboxOf),
    cc: (mail.cc ?? []).map(mailboxOf),
    bcc: (mail.bcc ?? []).map(mailboxOf),
    subject: mail.subject,
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo }),
    ...(mail.references && { references: [...mail.references] }),
    text: mail.body,
    ...(mail.format === "markdown" && { html: markdownToHtml(mail.body) }),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "windows",
  }).compile();
  node.keepBcc = true;
  return withoutHeadersOfGoogle(await node.build());
}

function mailboxOf({ name, address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

function withoutHeadersOfGoogle(message: Buffer): Buffer {
  const end = message.indexOf("\r\n\r\n");
  const head = message
    .subarray(0, end + 2)
    .toString("latin1")
    .replace(LEFT_TO_GOOGLE, "");
  return Buffer.concat([Buffer.from(head, "latin1"), message.subarray(end + 2)]);
}
