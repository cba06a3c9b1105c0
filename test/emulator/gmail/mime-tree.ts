/** A header as the Gmail API gives it: name as written, value unfolded and decoded. */
export interface Header {
  name: string;
  value: string;
}

/** A MIME part as the Gmail API's MessagePart has it, with the content still as bytes. */
export interface MimePart {
  partId: string;
  mimeType: string;
  filename: string;
  headers: Header[];
  /** Content after transfer decoding, in the part's own charset; empty for containers. */
  content: Buffer;
  parts: MimePart[];
}

/** Parses a whole message into its tree. */
export function parseMime(source: Buffer): MimePart {
  return parsePart(source.toString("latin1"), "");
}

function parsePart(text: string, partId: string): MimePart {
  const split = /^\r?\n|\r?\n\r?\n/.exec(text);
  const headers = parseHeaders(split ? text.slice(0, split.index) : text);
  const body = split ? text.slice(split.index + split[0].length) : "";
  const contentType = headerValue(headers, "Content-Type") ?? "text/plain";
  const mimeType = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  const boundary = parameter(contentType, "boundary");
  if (mimeType.startsWith("multipart/") && boundary !== undefined) {
    const parts = splitParts(body, boundary).map((part, index) =>
      parsePart(part, partId === "" ? `${index}` : `${partId}.${index}`),
    );
    return { partId, mimeType, filename: "", headers, content: Buffer.alloc(0), parts };
  }
  const disposition = headerValue(headers, "Content-Disposition") ?? "";
  const filename = parameter(disposition, "filename") ?? parameter(contentType, "name") ?? "";
  return {
    partId,
    mimeType,
    filename,
    headers,
    content: decodeTransfer(body, headerValue(headers, "Content-Transfer-Encoding")),
    parts: [],
  };
}

/** Splits at delimiter lines (RFC 2046 section 5.1.1); what stands before the first and after the last is dropped. */
function splitParts(body: string, boundary: string): string[] {
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pieces = `\r\n${body}`.split(new RegExp(`\\r?\\n--${escaped}(--)?[ \\t]*(?=\\r?\\n|$)`));
  const parts: string[] = [];
  for (let at = 1; at + 1 < pieces.length && pieces[at] === undefined; at += 2)
    parts.push((pieces[at + 1] ?? "").replace(/^\r?\n/, ""));
  return parts;
}

function parseHeaders(text: string): Header[] {
  return rawHeaders(text).map(({ name, value }) => ({ name, value: decodeWords(value) }));
}

/** Header fields unfolded, with their encoded words as they came. */
function rawHeaders(text: string): Header[] {
  const unfolded = text.replace(/\r?\n[ \t]+/g, " ");
  return unfolded.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(":");
    return colon <= 0 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }];
  });
}

/**
 * A message's header fields before encoded words are decoded. Addresses are split on these: a decoded name can hold a
 * comma (RFC 2047 section 6.2: structure first, then words).
 */
export function undecodedHeaders(source: Buffer): Header[] {
  const text = source.toString("latin1");
  const end = /\r?\n\r?\n/.exec(text)?.index;
  return rawHeaders(text.slice(0, end));
}

/** A message's header fields, decoded, without reading what it says. */
export function headersOf(source: Buffer): Header[] {
  return undecodedHeaders(source).map(({ name, value }) => ({ name, value: decodeWords(value) }));
}

/** The first header of that name, without regard to case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

/** RFC 2047 encoded words; bytes that are not ASCII are taken for UTF-8, as Gmail does. */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, "$1$2");
  const decoded = joined.replace(/=\?([^?*]+)(?:\*[^?]*)?\?([BbQq])\?([^?]*)\?=/g, (_, charset, encoding, text) => {
    const bytes =
      encoding.toLowerCase() === "b" ? Buffer.from(text, "base64") : decodeQuotedPrintable(text.replaceAll("_", " "));
    return decodeCharset(bytes, charset);
  });
  return /[\x80-\xff]/.test(decoded) && decoded === joined ? Buffer.from(decoded, "latin1").toString("utf8") : decoded;
}

/** Text of bytes in a charset; one that is not known is taken for ISO-8859-1. */
export function decodeCharset(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/** A parameter of a structured header; also in RFC 2231's extended form, whole or in pieces. */
export function parameter(header: string, name: string): string | undefined {
  const plain = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(header);
  if (plain) return (plain[1] ?? plain[2] ?? "").replace(/\\(.)/g, "$1");
  const pieces = [...header.matchAll(new RegExp(`;\\s*${name}\\*(\\d+)?(\\*)?=(?:"([^"]*)"|([^;\\s]+))`, "gi"))];
  if (pieces.length === 0) return undefined;
  const joined = pieces.map((piece) => piece[3] ?? piece[4] ?? "").join("");
  const extended = /^[\w-]*'[\w-]*'(.*)$/.exec(joined);
  return extended ? decodeURIComponent(extended[1] ?? "") : joined;
}

function decodeTransfer(body: string, encoding: string | undefined): Buffer {
  switch (encoding?.trim().toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64");
    case "quoted-printable":
      return decodeQuotedPrintable(body);
    default:
      return Buffer.from(body, "latin1");
  }
}

function decodeQuotedPrintable(text: string): Buffer {
  const joined = text.replace(/=[ \t]*\r?\n/g, "");
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}
