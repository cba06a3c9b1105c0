import { type MailHeader, rawHeader, readable } from "./mail-header.ts";

/** A part of a mail as Gmail gives it (Gmail API, "MessagePart"). */
export interface MailPart {
  partId?: string | null | undefined;
  mimeType?: string | null | undefined;
  filename?: string | null | undefined;
  headers?: readonly MailHeader[] | null | undefined;
  body?:
    | {
        attachmentId?: string | null | undefined;
        /** The part's bytes, base64url. */
        data?: string | null | undefined;
        size?: number | null | undefined;
      }
    | null
    | undefined;
  parts?: readonly MailPart[] | null | undefined;
}

/** A file that comes with a mail. */
export interface Attachment {
  /**
   * Number of its part in the mail, such as `1` or `1.2`. It stays the same, unlike Gmail's own id for the content, which
   * is long and another one each time that the mail is read.
   */
  id: string;
  name: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** True for pictures that the body shows in its place. */
  inline: boolean;
}

/** An attachment with the part that holds it. */
export interface AttachedPart {
  part: MailPart;
  attachment: Attachment;
}

/** Multipart containers within one another; Gmail itself refuses far fewer. */
const DEEPEST = 40;

/** The container's subtype in lower case, or undefined when the part is no container. */
export function multipartKind(part: MailPart): string | undefined {
  const type = part.mimeType?.toLowerCase() ?? "";
  return type.startsWith("multipart/") ? type.slice("multipart/".length) : undefined;
}

/** The attachments of a mail, in the order of its parts. Works without part headers and bodies too. */
export function listAttachments(payload: MailPart | null | undefined): Attachment[] {
  return attachedParts(payload).map(({ attachment }) => attachment);
}

/** {@link listAttachments}, each with the part that it is. */
export function attachedParts(payload: MailPart | null | undefined): AttachedPart[] {
  return payload ? collect(payload, undefined, 0) : [];
}

function collect(part: MailPart, container: string | undefined, depth: number): AttachedPart[] {
  if (depth > DEEPEST) return [];
  const kind = multipartKind(part);
  if (isAttachment(part)) return [{ part, attachment: describe(part, container) }];
  return (part.parts ?? []).flatMap((child) => collect(child, kind, depth + 1));
}

/** Whether the part is a file and not a piece of the body: it has a name, or is a mail by itself. */
export function isAttachment(part: MailPart): boolean {
  if (multipartKind(part) !== undefined) return false;
  const disposition = rawHeader(part.headers, "Content-Disposition");
  return Boolean(part.filename) || /^\s*attachment/i.test(disposition) || isMail(part);
}

function isMail(part: MailPart): boolean {
  return part.mimeType?.toLowerCase() === "message/rfc822";
}

function describe(part: MailPart, container: string | undefined): Attachment {
  const mimeType = part.mimeType ?? "application/octet-stream";
  const disposition = rawHeader(part.headers, "Content-Disposition");
  const picture = mimeType.toLowerCase().startsWith("image/");
  return {
    // A mail that is nothing but a file has one part without a number.
    id: part.partId || "0",
    name: readable(part.filename ?? "") || (isMail(part) ? "message.eml" : "unnamed"),
    mimeType,
    size: part.body?.size ?? 0,
    inline:
      picture && (container === "related" || /^\s*inline/i.test(disposition)) && !/^\s*attachment/i.test(disposition),
  };
}
