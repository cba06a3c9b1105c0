import { Parser } from "htmlparser2";

/** Decodes HTML character references, as Gmail's snippets hold them (`&#39;`, `&amp;`); tags are dropped. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  let decoded = "";
  const parser = new Parser({
    ontext: (piece) => {
      decoded += piece;
    },
  });
  parser.end(text.replaceAll("<", "&lt;"));
  return decoded;
}
