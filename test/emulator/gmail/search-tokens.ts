/** A piece of a search: a bracket, a word or phrase, or an operator with its value; `minus` when it is negated. */
export interface SearchToken {
  minus: boolean;
  kind: "open" | "close" | "word" | "phrase" | "operator";
  /** The bracket, the text, or the operator's value without quotes. */
  value: string;
  /** Lower-case name of an operator. */
  name: string;
}

const PATTERN =
  /\s*(-)?(?:([({])|([)}])|([A-Za-z][\w]*):(?=\S)(?:"([^"]*)"|([({])|([^\s(){}"]+))|\+?"([^"]*)"|([^\s(){}"]+)|(["\s]))/gy;

/** Splits a search. Gmail refuses none: what fits nothing is text. */
export function tokenizeSearch(query: string): SearchToken[] {
  const tokens: SearchToken[] = [];
  for (const found of query.matchAll(PATTERN)) {
    const [, minus, open, close, name = "", quoted, group, bare, phrase, word] = found;
    const base = { minus: minus !== undefined, name: name.toLowerCase() };
    if (open !== undefined) tokens.push({ ...base, kind: "open", value: open });
    else if (close !== undefined) tokens.push({ ...base, kind: "close", value: close });
    else if (group !== undefined) tokens.push({ ...base, kind: "open", value: group });
    else if (name !== "") tokens.push({ ...base, kind: "operator", value: quoted ?? bare ?? "" });
    else if (phrase !== undefined) tokens.push({ ...base, kind: "phrase", value: phrase });
    else if (word !== undefined) tokens.push({ ...base, kind: "word", value: word.replace(/^\+/, "") });
  }
  return tokens;
}

/** Words as Gmail counts them: letters and digits, in lower case, without regard to accents. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Whether the words of `wanted` stand in the text, one after the other. Gmail matches whole words alone. */
export function containsWords(text: string, wanted: string): boolean {
  const sought = wordsOf(wanted);
  const words = wordsOf(text);
  return sought.length > 0 && words.some((_, start) => sought.every((word, index) => words[start + index] === word));
}
