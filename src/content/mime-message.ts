import type { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";

/** Someone who gets or sends a mail. */
export interface MailAddress {
  /** Display name, empty for none. */
  readonly name: string;
  readonly address: string;
}

/** A file that goes with a mail. */
export interface OutgoingFile {
  readonly name: string;
  /** Left out, it is told by the name. */
  readonly mimeType?: string;
  /** Bytes, as far as they are known. */
  readonly size: number;
  /** Its bytes; a function that begins to read them; or a whole MIME part of another mail, headers and all. */
  readonly content: Buffer | (() => Readable) | { readonly part: Buffer };
  /** Content id by which the HTML shows it. */
  readonly cid?: string;
}

/** A mail to be built. */
export interface OutgoingMail {
  /** Left out, Gmail puts in the account's own address and name. */
  from?: MailAddress;
  to?: readonly MailAddress[];
  cc?: readonly MailAddress[];
  bcc?: readonly MailAddress[];
  replyTo?: readonly MailAddress[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: readonly OutgoingFile[];
  /** Message-ID of the mail that this one answers, and those before it (RFC 5322 section 3.6.4). */
  inReplyTo?: string;
  references?: readonly string[];
  /** Further header fields, kept as they stood in an earlier version of the mail. */
  headers?: readonly { readonly name: string; readonly value: string }[];
}

/** Headers that Google is to write itself; a generated Message-ID would also tell the name of this computer. */
const LEFT_TO_GOOGLE = /^(?:Date|Message-ID):[^\r]*(?:\r\n[ \t][^\r]*)*\r\n/gim;

/** Base64 writes 57 bytes as a line of 76 characters and its end (RFC 2045 section 6.8). */
const LINE_BYTES = 57;
const LINE_LENGTH = 78;

/** Builds a mail as RFC 5322 and MIME have it, Bcc included, because Gmail takes the recipients from the headers. */
export async function buildMimeMessage(mail: OutgoingMail): Promise<Buffer> {
  return await compile(mail).build();
}

/** {@link buildMimeMessage}, piece by piece; attached files are read as the mail is. */
export function streamMimeMessage(mail: OutgoingMail): Readable {
  return compile(mail).createReadStream();
}

/** About as many bytes as the built mail has, and not much fewer. */
export function estimateBytes({ text = "", html = "", attachments = [] }: OutgoingMail): number {
  const encoded = (bytes: number) => Math.ceil(bytes / LINE_BYTES) * LINE_LENGTH;
  const files = attachments.map(({ size, content }) => ("part" in content ? content.part.length : encoded(size)) + 500);
  // Quoted-printable writes three characters for a byte that is not ASCII.
  const texts = [text, html].map((part) => encoded(part.length) + 3 * (Buffer.byteLength(part) - part.length));
  return [...files, ...texts].reduce((sum, bytes) => sum + bytes, 2_000);
}

function compile(mail: OutgoingMail) {
  const node = new MailComposer({
    ...(mail.from && { from: mailboxOf(mail.from) }),
    to: (mail.to ?? []).map(mailboxOf),
    cc: (mail.cc ?? []).map(mailboxOf),
    bcc: (mail.bcc ?? []).map(mailboxOf),
    ...(mail.replyTo && mail.replyTo.length > 0 && { replyTo: mail.replyTo.map(mailboxOf) }),
    subject: mail.subject,
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo }),
    ...(mail.references && { references: [...mail.references] }),
    headers: (mail.headers ?? []).map(keptHeader),
    ...(mail.text !== undefined && { text: mail.text }),
    ...(mail.html !== undefined && { html: mail.html }),
    attachments: (mail.attachments ?? []).map(attachmentOf),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "windows",
  }).compile();
  node.keepBcc = true;
  const build = node.buildHeaders.bind(node);
  node.buildHeaders = () => build().replace(LEFT_TO_GOOGLE, "");
  return node;
}

function mailboxOf({ name, address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

function attachmentOf({ name, mimeType, content, cid }: OutgoingFile) {
  const common = { ...(cid !== undefined && { cid }) };
  if ("part" in content) return { ...common, raw: content.part };
  return {
    ...common,
    filename: name,
    ...(mimeType !== undefined && { contentType: mimeType }),
    contentDisposition: cid === undefined ? "attachment" : "inline",
    content: Buffer.isBuffer(content) ? content : content(),
  };
}

/** ASCII goes out as it came, encoded words and all; the rest has to be encoded anew. */
function keptHeader({ name, value }: { name: string; value: string }) {
  return /^[\x20-\x7e]*$/.test(value)
    ? { key: name, value: { prepared: true, foldLines: true, value } }
    : { key: name, value };
}
