import { Lexer, Marked, type Token } from "marked";
import { mergeRuns, type TextRun, trimRuns } from "./deck.ts";
import { decodeEntities } from "./html-entities.ts";

/** Links that may be set; others become plain text. */
const SAFE_TARGET = /^(?:https?:|mailto:|tel:)\S+$/i;

/** GitHub's Markdown with line ends kept; a bare address stays text, so that what is read can be written back. */
const markdown = new Marked({ gfm: true, breaks: true, tokenizer: { url: () => undefined } });

/** A character reference as Markdown knows them: with its semicolon. */
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|\w{1,31});/gi;

type Style = Omit<TextRun, "text">;

const TAGS: ReadonlyMap<string, "bold" | "italic" | "strike"> = new Map([
  ["b", "bold"],
  ["strong", "bold"],
  ["i", "italic"],
  ["em", "italic"],
  ["s", "strike"],
  ["del", "strike"],
]);

/** The blocks of a slide's Markdown. */
export function lexBlocks(source: string): Token[] {
  return markdown.lexer(source);
}

/** One line of Markdown as runs. */
export function readInline(source: string): TextRun[] {
  return trimRuns(runsOf(new Lexer(markdown.defaults).inlineTokens(source)));
}

/** Inline tokens as runs. Tags for bold, italic, struck text and line breaks are understood, other HTML is text. */
export function runsOf(tokens: readonly Token[], style: Style = {}): TextRun[] {
  const open: Style = { ...style };
  return mergeRuns(tokens.flatMap((token) => runsOfToken(token, open, style)));
}

function runsOfToken(token: Token, style: Style, outer: Style): TextRun[] {
  const inner: readonly Token[] = "tokens" in token ? (token.tokens ?? []) : [];
  switch (token.type) {
    case "strong":
      return runsOf(inner, { ...style, bold: true });
    case "em":
      return runsOf(inner, { ...style, italic: true });
    case "del":
      return runsOf(inner, { ...style, strike: true });
    case "codespan":
      return [{ ...style, code: true, text: String(token.text) }];
    case "link":
    case "image": {
      const target = String(token.href);
      const linked = SAFE_TARGET.test(target) ? { ...style, link: target } : style;
      return inner.length > 0 ? runsOf(inner, linked) : [{ ...linked, text: String(token.text || target) }];
    }
    case "br":
      return [{ ...style, text: "\v" }];
    case "html":
      return tag(token.raw, style, outer);
    case "escape":
      return [{ ...style, text: String(token.text) }];
    case "checkbox":
      return [{ ...style, text: token.checked ? "☑ " : "☐ " }];
    default:
      return inner.length > 0 ? runsOf(inner, style) : [{ ...style, text: token.raw.replace(ENTITY, decodeEntities) }];
  }
}

/** A tag switches a style on or off for what follows; a comment says nothing. */
function tag(raw: string, style: Style, outer: Style): TextRun[] {
  if (raw.startsWith("<!--")) return [];
  const [, closing, name = ""] = /^<(\/?)([a-z]+)\s*\/?>$/i.exec(raw) ?? [];
  if (name.toLowerCase() === "br") return [{ ...style, text: "\v" }];
  const key = TAGS.get(name.toLowerCase());
  if (key === undefined) return [{ ...style, text: raw }];
  if (closing !== "/") style[key] = true;
  else if (outer[key] === undefined) delete style[key];
  return [];
}
