import type { Token, Tokens } from "marked";
import {
  type Block,
  type Content,
  type Inline,
  joined,
  type ListPlace,
  type ListType,
  type ParagraphBlock,
} from "./blocks.ts";
import { inlinesOf, markdown, parseInlines } from "./parse-inlines.ts";
import { storable } from "./storable.ts";

/** How Markdown and documents mark a page break in text. */
export const PAGE_BREAK = "<!-- pagebreak -->";

interface Around {
  quote: number;
  list?: ListPlace;
}

/** Reads Markdown into blocks. HTML comments say nothing, but for the page break. */
export function parseMarkdown(source: string): Content {
  const reader = new Reader();
  const blocks = reader.blocks(markdown.lexer(storable(source.replace(/\r\n?/g, "\n"))), { quote: 0 });
  return { blocks: reader.withoutLooseMarks(blocks), notes: reader.notes };
}

class Reader {
  readonly notes = new Map<string, Inline[]>();
  #lists = 0;

  blocks(tokens: readonly Token[], around: Around): Block[] {
    return tokens.flatMap((token) => this.#block(token, around));
  }

  #block(token: Token, around: Around): Block[] {
    switch (token.type) {
      case "heading":
        return [paragraphBlock(oneLine(inlinesOf(token.tokens)), around, { role: "heading", level: token.depth })];
      case "paragraph":
      case "text":
        return lines(inlinesOf(token.tokens ?? [token])).map((inlines, index) =>
          paragraphBlock(inlines, index === 0 ? around : further(around)),
        );
      case "code":
        return codeLines(token.text, around);
      case "blockquote":
        return this.blocks(token.tokens ?? [], { ...further(around), quote: around.quote + 1 });
      case "list":
        return this.#list(asList(token), around);
      case "table":
        return [tableBlock(asTable(token))];
      case "hr":
        return [paragraphBlock([], around, { role: "rule" })];
      case "html":
        return htmlBlocks(token.raw, around);
      case "note":
        this.notes.set(token.id, oneLine(parseInlines(token.text.replace(/\s*\n\s*/g, " "))));
        return [];
      default:
        return [];
    }
  }

  #list(list: Tokens.List, around: Around): Block[] {
    this.#lists += around.list ? 0 : 1;
    const level = around.list ? around.list.level + 1 : 0;
    return list.items.flatMap((item) => {
      const type: ListType = item.task ? "check" : list.ordered ? "number" : "bullet";
      const name = around.list?.list ?? `list${this.#lists}`;
      const done = item.task && item.checked ? { done: true } : {};
      const place = { list: name, type, level: Math.min(level, 8), ...done };
      const [first, ...rest] = item.tokens.filter(({ type: kind }) => kind !== "checkbox" && kind !== "space");
      const opens = first?.type === "text" || first?.type === "paragraph" || first?.type === "heading";
      const lead: Block[] = opens
        ? this.#block(first, { ...around, list: { ...place, item: true } })
        : [paragraphBlock([], { ...around, list: { ...place, item: true } })];
      const others = opens ? rest : first ? [first, ...rest] : [];
      return [...lead, ...this.blocks(others, { ...around, list: { ...place, item: false } })];
    });
  }

  /** A mark without its note is the text that it looks like. */
  withoutLooseMarks(blocks: readonly Block[]): Block[] {
    const settle = (inlines: readonly Inline[]) =>
      joined(
        inlines.map((one) =>
          one.kind === "note" && !this.notes.has(one.id) ? { kind: "text", text: `[^${one.id}]` } : one,
        ),
      );
    return blocks.map((block) =>
      block.kind === "table"
        ? { ...block, rows: block.rows.map((row) => row.map(settle)) }
        : { ...block, inlines: settle(block.inlines) },
    );
  }
}

function asList(token: Token): Tokens.List {
  if (!isList(token)) throw new Error("a list token has items");
  return token;
}

function isList(token: Token): token is Tokens.List {
  return token.type === "list" && "items" in token;
}

function asTable(token: Token): Tokens.Table {
  if (!isTable(token)) throw new Error("a table token has rows");
  return token;
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table" && "rows" in token;
}

/** What comes after the first paragraph of a list item belongs to it without a bullet of its own. */
function further(around: Around): Around {
  return around.list ? { ...around, list: { ...around.list, item: false } } : around;
}

function paragraphBlock(inlines: Inline[], around: Around, more: Partial<ParagraphBlock> = {}): ParagraphBlock {
  return { kind: "paragraph", role: "text", level: 0, ...around, inlines, ...more };
}

/** Splits at line breaks: a document's paragraphs are its lines. */
function lines(inlines: readonly Inline[]): Inline[][] {
  const result: Inline[][] = [[]];
  for (const inline of inlines) {
    if (inline.kind !== "text") result.at(-1)?.push(inline);
    else
      for (const [index, text] of inline.text.split("\n").entries()) {
        if (index > 0) result.push([]);
        if (text !== "") result.at(-1)?.push({ ...inline, text });
      }
  }
  return result.map(trimmed).filter((line, index) => line.length > 0 || index === 0);
}

function oneLine(inlines: readonly Inline[]): Inline[] {
  return trimmed(
    inlines.map((one) => (one.kind === "text" ? { ...one, text: one.text.replace(/\s*\n\s*/g, " ") } : one)),
  );
}

function trimmed(inlines: readonly Inline[]): Inline[] {
  const result = inlines.map((one) => ({ ...one }));
  const [first] = result;
  const last = result.at(-1);
  if (first?.kind === "text" && !first.code) first.text = first.text.trimStart();
  if (last?.kind === "text" && !last.code) last.text = last.text.trimEnd();
  return joined(result);
}

function codeLines(text: string, around: Around): Block[] {
  // An empty line before the closing fence has its line end twice in the token.
  const all = text.replace(/\n$/, "").split("\n");
  return all.map((line, index) =>
    paragraphBlock(line === "" ? [] : [{ kind: "text", text: line }], further(around), {
      role: "code",
      edge: { first: index === 0, last: index === all.length - 1 },
    }),
  );
}

function tableBlock({ header, rows, align }: Tokens.Table): Block {
  const cells = (row: readonly Tokens.TableCell[]) => row.map(({ tokens }) => trimmed(inlinesOf(tokens)));
  return {
    kind: "table",
    rows: [cells(header), ...rows.map(cells)],
    alignments: align.map((alignment) => alignment ?? undefined),
  };
}

function htmlBlocks(raw: string, around: Around): Block[] {
  const pieces = raw.split(/(<!--[\s\S]*?-->)/);
  return pieces.flatMap((piece) => {
    if (/^<!--\s*page ?break\s*-->$/i.test(piece)) return [paragraphBlock([], { quote: 0 }, { role: "pageBreak" })];
    if (piece.startsWith("<!--") || piece.trim() === "") return [];
    const found = lines(parseInlines(piece.trim()));
    return found.filter((line) => line.length > 0).map((line) => paragraphBlock(line, around));
  });
}
