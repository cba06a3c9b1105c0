/** Characters that a tool returns unless asked for more (ARCHITECTURE, "What a tool returns"). */
export const DEFAULT_CHARACTERS = 20_000;

/** A piece of a longer text, and where the rest begins. */
export interface Piece {
  text: string;
  /** Characters of the whole text. */
  total: number;
  /** Offset to read on from, absent when the piece reaches the end. */
  next?: number;
}

/**
 * Takes up to `limit` characters from `offset`, ending at a line end where one is near and never inside a surrogate pair.
 * @param offset UTF-16 characters to skip
 * @param limit most UTF-16 characters to return
 */
export function pieceOf(text: string, offset = 0, limit = DEFAULT_CHARACTERS): Piece {
  const start = Math.min(offset, text.length);
  if (text.length - start <= limit) return { text: text.slice(start), total: text.length };
  let end = start + limit;
  const lineEnd = text.lastIndexOf("\n", end);
  if (lineEnd > start + limit * 0.8) end = lineEnd + 1;
  else if (isLowSurrogate(text.charCodeAt(end)) && end - start > 1) end -= 1;
  return { text: text.slice(start, end), total: text.length, next: end };
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
