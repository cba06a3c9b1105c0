import { Marked, type Token, type TokenizerAndRendererExtension } from "marked";
import { decodeEntities } from "../html-entities.ts";
import { type Inline, joined, type Span } from "./blocks.ts";
import { storable } from "./storable.ts";

type Style = Omit<Span, "kind" | "text">;

/** `[^1]`, the mark of a footnote, which is not in GitHub's grammar of Markdown that `marked` reads. */
const noteMark: TokenizerAndRendererExtension = {
  name: "noteMark",
  level: "inline",
  start: (source) => source.indexOf("[^"),
  tokenizer(source) {
    const [raw, id] = /^\[\^([^\]\s]{1,50})\]/.exec(source) ?? [];
    return raw === undefined ? undefined : { type: "noteMark", raw, id };
  },
};

/** `[^1]: text`, with lines that go on indented. */
const note: TokenizerAndRendererExtension = {
  name: "note",
  level: "block",
  start: (source) => source.match(/^\[\^[^\]\s]+\]:/m)?.index,
  tokenizer(source) {
    const [raw, id, text] = /^\[\^([^\]\s]{1,50})\]:[ \t]*([^\n]*(?:\n[ \t]+[^\n]+)*)(?:\n+|$)/.exec(source) ?? [];
    return raw === undefined ? undefined : { type: "note", raw, id, text };
  },
};

/** GitHub's Markdown with footnotes. */
export const markdown = new Marked({ gfm: true }).use({ extensions: [noteMark, note] });

/** HTML tags that Markdown has no sign for, or whose sign would not be read in its place. */
const TAGS: Readonly<Record<string, Style>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  s: { strike: true },
  del: { strike: true },
  u: { underline: true },
  sup: { script: "sup" },
  sub: { script: "sub" },
  code: { code: true },
};

/** A line of Markdown, without blocks. `\n` in the result is a line break that was asked for. */
export function parseInlines(source: string): Inline[] {
  return inlinesOf(markdown.Lexer.lexInline(source, markdown.defaults));
}

/** Tokens of a line as inlines. */
export function inlinesOf(tokens: readonly Token[] | undefined): Inline[] {
  return joined(walk(tokens ?? [], {}));
}

function walk(tokens: readonly Token[], outer: Style): Inline[] {
  const inlines: Inline[] = [];
  const open: { tag: string; style: Style }[] = [];
  for (const token of tokens) {
    const style = Object.assign({}, outer, ...open.map((one) => one.style));
    if (token.type !== "html") {
      inlines.push(...inlineOf(token, style));
      continue;
    }
    const [, slash, name = ""] = /^<(\/?)([a-z]+)\s*\/?>$/i.exec(token.raw.trim()) ?? [];
    const tag = name.toLowerCase();
    const known = TAGS[tag];
    if (tag === "br") inlines.push({ kind: "text", text: "\n", ...style });
    else if (known && !slash) open.push({ tag, style: known });
    else if (known && open.some((one) => one.tag === tag))
      open.splice(
        open.findLastIndex((one) => one.tag === tag),
        1,
      );
    else if (!token.raw.startsWith("<!--")) inlines.push({ kind: "text", text: token.raw, ...style });
  }
  return inlines;
}

function inlineOf(token: Token, style: Style): Inline[] {
  switch (token.type) {
    case "strong":
      return walk(token.tokens ?? [], { ...style, bold: true });
    case "em":
      return walk(token.tokens ?? [], { ...style, italic: true });
    case "del":
      return walk(token.tokens ?? [], { ...style, strike: true });
    case "codespan":
      return [{ kind: "text", text: token.text, ...style, code: true }];
    case "br":
      return [{ kind: "text", text: "\n", ...style }];
    case "link":
      return walk(token.tokens ?? [], isLinkable(token.href) ? { ...style, href: token.href } : style);
    case "image":
      return picture(token.href, token.text, style);
    case "noteMark":
      return [{ kind: "note", id: token.id }];
    case "checkbox":
      return [];
    case "escape":
      return [{ kind: "text", text: token.text, ...style }];
    default:
      if (token.type === "text" && token.tokens) return walk(token.tokens, style);
      return [{ kind: "text", text: storable(decodeEntities(token.raw)).replace(/[ \t]*\n[ \t]*/g, " "), ...style }];
  }
}

/** Docs fetches pictures from the web alone. */
function picture(uri: string, alt: string, style: Style): Inline[] {
  if (/^https?:\/\//i.test(uri)) return [{ kind: "picture", uri, alt }];
  return [{ kind: "text", text: alt || "picture", ...style }];
}

function isLinkable(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|tel:|ftp:\/\/)./i.test(href);
}
