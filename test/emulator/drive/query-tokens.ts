import { ApiError } from "../api.ts";

/** A piece of a query: a quoted string, a symbol, or a word. */
export interface Token {
  kind: "text" | "symbol" | "word";
  value: string;
}

export function invalidQuery(): ApiError {
  return new ApiError(400, "invalid", "Invalid Value", { location: "q", locationType: "parameter" });
}

/**
 * Splits a query. In strings, `\'` is a quote and `\\` a backslash.
 * @throws ApiError 400 `invalid` at a character that belongs nowhere, or a string without an end
 */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\.)*)'|(!=|<=|>=|[=<>(){}])|([A-Za-z]\w*(?:\.\w+)*))/sy;
  const end = query.trimEnd().length;
  while (pattern.lastIndex < end) {
    const [, text, symbol, word] = pattern.exec(query) ?? [];
    if (text !== undefined) tokens.push({ kind: "text", value: text.replace(/\\(.)/gs, "$1") });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol });
    else if (word !== undefined) tokens.push({ kind: "word", value: word });
    else throw invalidQuery();
  }
  return tokens;
}
