import { textParameter } from "./header-parameter.ts";
import { headerParameter, type MailHeader, rawHeader } from "./mail-header.ts";
import type { MailPart } from "./mail-parts.ts";

/** A part of a mail's source. */
export interface SourcePart {
  /** Fields as they stand there, unfolded, in their order. */
  headers: { name: string; value: string }[];
  /** The whole part, its headers included. */
  source: Buffer;
  /** What stands after the headers, in its transfer encoding. */
  body: Buffer;
  /** In lower case, without parameters. */
  mimeType: string;
  filename: string;
  parts: SourcePart[];
}

/** Containers within one another; Gmail itself refuses far fewer. */
const DEEPEST = 40;
const MOST_PARTS = 1_000;

/** Reads a mail as it went over the wire (RFC 5322, RFC 2045, RFC 2046). Nothing in it makes this fail. */
export function parseMimeSource(source: Buffer): SourcePart {
  return parsePart(source, 0, "text/plain");
}

function parsePart(source: Buffer, depth: number, byDefault: string): SourcePart {
  const { head, body } = splitHead(source);
  const headers = parseHeaders(head);
  const type = rawHeader(headers, "Content-Type");
  const mimeType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/.exec(type.trim())?.[0].toLowerCase() ?? byDefault;
  const boundary = mimeType.startsWith("multipart/") ? headerParameter(type, "boundary") : undefined;
  const inner = mimeType === "multipart/digest" ? "message/rfc822" : "text/plain";
  const pieces = boundary && depth < DEEPEST ? splitAt(body, boundary) : [];
  const filename = textParameter(rawHeader(headers, "Content-Disposition"), "filename") ?? textParameter(type, "name");
  return {
    headers,
    source,
    body,
    mimeType,
    filename: filename ?? "",
    parts: pieces.map((piece) => parsePart(piece, depth + 1, inner)),
  };
}

/** Headers end at the first empty line; a part that begins with one has none. */
function splitHead(source: Buffer): { head: string; body: Buffer } {
  if (source[0] === 0x0a) return { head: "", body: source.subarray(1) };
  if (source[0] === 0x0d && source[1] === 0x0a) return { head: "", body: source.subarray(2) };
  const ends = ["\r\n\r\n", "\n\n"].map((end) => ({ at: source.indexOf(end), length: end.length }));
  const [first] = ends.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
  if (!first) return { head: headText(source), body: Buffer.alloc(0) };
  return { head: headText(source.subarray(0, first.at)), body: source.subarray(first.at + first.length) };
}

/** Bytes that are not ASCII are UTF-8 (RFC 6532), or else are kept one by one. */
function headText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

function parseHeaders(head: string): { name: string; value: string }[] {
  return head
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).trim();
      return colon > 0 && /^[\x21-\x7e]+$/.test(name) ? [{ name, value: line.slice(colon + 1).trim() }] : [];
    });
}

/** The pieces between delimiter lines (RFC 2046 section 5.1.1), without the line end that belongs to the delimiter. */
function splitAt(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const pieces: Buffer[] = [];
  let start: number | undefined;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const after = body.subarray(at + delimiter.length, at + delimiter.length + 80).toString("latin1");
    const line = /^(--)?[ \t]*(?:\r?\n|$)/.exec(after);
    if (!line) continue;
    if (start !== undefined) pieces.push(withoutLineEnd(body.subarray(start, at)));
    start = line[1] === undefined ? at + delimiter.length + line[0].length : undefined;
    if (start === undefined || pieces.length >= MOST_PARTS) break;
  }
  if (start !== undefined && pieces.length < MOST_PARTS) pieces.push(body.subarray(start));
  return pieces;
}

function withoutLineEnd(piece: Buffer): Buffer {
  const end = piece.at(-1) === 0x0a ? (piece.at(-2) === 0x0d ? 2 : 1) : 0;
  return piece.subarray(0, piece.length - end);
}

/** A part's content without its transfer encoding (RFC 2045 section 6). */
export function decodedContent({ headers, body }: SourcePart): Buffer {
  switch (rawHeader(headers, "Content-Transfer-Encoding").toLowerCase()) {
    case "base64":
      return Buffer.from(body.toString("latin1"), "base64");
    case "quoted-printable":
      return decodeQuotedPrintable(body.toString("latin1"));
    default:
      return body;
  }
}

function decodeQuotedPrintable(text: string): Buffer {
  const decoded = text
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(decoded, "latin1");
}

/** The part as Gmail would give it, for what reads mail from Gmail. Attachments' content is left out. */
export function toMailPart(part: SourcePart, partId = ""): MailPart {
  const isText = part.mimeType.startsWith("text/") && part.parts.length === 0;
  const headers: MailHeader[] = part.headers;
  return {
    partId,
    mimeType: part.mimeType,
    filename: part.filename,
    headers,
    body: isText ? { data: decodedContent(part).toString("base64url") } : { size: part.body.length },
    parts: part.parts.map((inner, index) => toMailPart(inner, partId === "" ? `${index}` : `${partId}.${index}`)),
  };
}
