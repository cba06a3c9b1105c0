import type { Alignment, Block, Inline, ListPlace, ParagraphBlock, TableBlock } from "./blocks.ts";
import { plainText } from "./blocks.ts";
import { PAGE_BREAK } from "./parse-markdown.ts";
import { escapedStart, renderInlines } from "./render-inlines.ts";

/** A piece of Markdown, and what decides how much room is before it. */
interface Piece {
  text: string;
  quote: number;
  /** The list that it is an item of. */
  item?: string;
}

/** Blocks and footnotes as Markdown that reads back as the same. */
export function renderMarkdown(blocks: readonly Block[], notes: ReadonlyMap<string, Inline[]> = new Map()): string {
  const pieces = new Writer().pieces(blocks);
  let text = "";
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    text += before ? gap(before, piece) : "";
    text += prefixed(piece.text, piece.quote);
  }
  const definitions = [...notes].map(([id, inlines]) => `[^${id}]: ${renderInlines(inlines)}`);
  return [text, ...definitions].filter((part) => part !== "").join("\n\n");
}

/** Items of a list stand close together; everything else is apart by an empty line, which a quote goes on over. */
function gap(before: Piece, piece: Piece): string {
  const quote = "> ".repeat(Math.min(before.quote, piece.quote)).trimEnd();
  if (piece.item !== undefined && piece.item === before.item && before.quote === piece.quote) return "\n";
  // A quote that becomes shallower would swallow the next line without an empty one.
  return `\n${quote}\n`;
}

function prefixed(text: string, quote: number): string {
  if (quote === 0) return text;
  const prefix = "> ".repeat(quote);
  return text
    .split("\n")
    .map((line) => (line === "" ? prefix.trimEnd() : prefix + line))
    .join("\n");
}

class Writer {
  /** For each level of the list that goes on: the width of its markers and the number of its last item. */
  #levels: { width: number; number: number; type: ListPlace["type"] }[] = [];
  #list: string | undefined;
  /** Lists that follow each other take turns in their markers, so that they are not read as one. */
  #other = false;

  pieces(blocks: readonly Block[]): Piece[] {
    const pieces: Piece[] = [];
    for (let at = 0; at < blocks.length; at += 1) {
      const block = blocks[at];
      if (!block) continue;
      if (block.kind === "table") {
        this.#leaveList();
        pieces.push({ text: table(block), quote: 0 });
      } else if (block.role === "code") {
        const end = this.#codeEnd(blocks, at);
        pieces.push(this.#code(blocks.slice(at, end).filter((one) => one.kind === "paragraph")));
        at = end - 1;
      } else {
        pieces.push(this.#paragraph(block));
      }
    }
    return pieces;
  }

  #codeEnd(blocks: readonly Block[], start: number): number {
    let end = start + 1;
    for (; end < blocks.length; end += 1) {
      const before = blocks[end - 1];
      const next = blocks[end];
      if (next?.kind !== "paragraph" || next.role !== "code" || before?.kind !== "paragraph") break;
      if (before.edge?.last || next.edge?.first || before.quote !== next.quote) break;
      if (before.list?.level !== next.list?.level) break;
    }
    return end;
  }

  #code(lines: readonly ParagraphBlock[]): Piece {
    const code = lines.map(({ inlines }) => plainText(inlines));
    const longest = Math.max(2, ...code.map((line) => /^\s*(`+)/.exec(line)?.[1]?.length ?? 0));
    const fence = "`".repeat(longest + 1);
    const [first] = lines;
    const indent = first ? this.#continued(first) : "";
    const text = [fence, ...code, fence].map((line) => (line === "" ? "" : indent + line)).join("\n");
    return { text, quote: first?.quote ?? 0 };
  }

  #paragraph(block: ParagraphBlock): Piece {
    const line = lineOf(block);
    if (!block.list) {
      this.#leaveList();
      return { text: line, quote: block.quote };
    }
    if (!block.list.item) return { text: this.#continued(block) + line, quote: block.quote };
    return { text: this.#item(block.list, line), quote: block.quote, item: block.list.list };
  }

  #item(place: ListPlace, line: string): string {
    if (this.#list !== place.list) {
      this.#other = this.#list !== undefined && !this.#other;
      this.#levels = [];
      this.#list = place.list;
    }
    // A level that is skipped cannot be said in Markdown.
    const level = Math.min(place.level, this.#levels.length);
    const last = this.#levels[level];
    const number = last && sameMarkers(last.type, place.type) ? last.number + 1 : 1;
    const bullet = this.#other ? "*" : "-";
    const marker = place.type === "number" ? `${number}${this.#other ? ")" : "."} ` : `${bullet} `;
    const box = place.type === "check" ? (place.done ? "[x] " : "[ ] ") : "";
    const indent = " ".repeat(this.#levels.slice(0, level).reduce((sum, { width }) => sum + width, 0));
    this.#levels = [...this.#levels.slice(0, level), { width: marker.length, number, type: place.type }];
    return `${indent}${marker}${box}${line}`.trimEnd();
  }

  /** The indent of what belongs to the item before. */
  #continued({ list }: ParagraphBlock): string {
    if (!list || this.#levels.length === 0) {
      this.#leaveList();
      return "";
    }
    this.#levels = this.#levels.slice(0, list.level + 1);
    return " ".repeat(this.#levels.reduce((sum, { width }) => sum + width, 0));
  }

  #leaveList(): void {
    this.#levels = [];
    this.#list = undefined;
    this.#other = false;
  }
}

function sameMarkers(one: ListPlace["type"], other: ListPlace["type"]): boolean {
  return (one === "number") === (other === "number");
}

function lineOf({ role, level, inlines }: ParagraphBlock): string {
  if (role === "rule") return "---";
  if (role === "pageBreak") return PAGE_BREAK;
  const text = renderInlines(inlines).trim();
  return role === "heading" ? `${"#".repeat(level)} ${text}`.trim() : escapedStart(text);
}

const RULES: Readonly<Record<NonNullable<Alignment>, string>> = { left: ":-", center: ":-:", right: "-:" };

function table({ rows, alignments }: TableBlock): string {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? "").join(" | ")} |`;
  const rule = line(Array.from({ length: columns }, (_, index) => ruleOf(alignments[index])));
  const [head = [], ...body] = rows.map((row) => row.map((cell) => renderInlines(cell, true).trim()));
  return [line(head), rule, ...body.map(line)].join("\n");
}

function ruleOf(alignment: Alignment): string {
  return alignment === undefined ? "-" : RULES[alignment];
}
