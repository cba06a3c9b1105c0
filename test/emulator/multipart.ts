/** One part of a multipart body: headers by lower-case name, and content. */
export interface Part {
  headers: Record<string, string>;
  content: Buffer;
}

/**
 * Splits a multipart body (RFC 2046 section 5.1).
 * @returns undefined when the body does not fit its content type
 */
export function parseMultipart(contentType: string, body: Buffer): Part[] | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const text = body.toString("latin1");
  const pieces = text.split(`--${boundary}`);
  const end = pieces.pop();
  if (pieces.length < 2 || end === undefined || !end.startsWith("--")) return undefined;
  return pieces.slice(1).map((piece) => parsePart(piece.replace(/^\r?\n/, "").replace(/\r?\n$/, "")));
}

function parsePart(piece: string): Part {
  const split = /\r?\n\r?\n/.exec(piece);
  const head = split ? piece.slice(0, split.index) : piece;
  const content = split ? piece.slice(split.index + split[0].length) : "";
  const headers = Object.fromEntries(
    head
      .split(/\r?\n/)
      .filter((line) => line.includes(":"))
      .map((line) => [line.slice(0, line.indexOf(":")).trim().toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { headers, content: Buffer.from(content, "latin1") };
}
