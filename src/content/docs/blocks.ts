/**
 * A document as a sequence of blocks: what Markdown and Google Docs both can say. Markdown is read into it and written
 * from it, and so is a document's structure.
 */
export type Block = ParagraphBlock | TableBlock;

/** Text of one style, without line ends but for `\n` in a table's cell. */
export interface Span {
  kind: "text";
  text: string;
  bold?: true;
  italic?: true;
  strike?: true;
  underline?: true;
  code?: true;
  script?: "sup" | "sub";
  href?: string;
}

/** A picture in the text. */
export interface Picture {
  kind: "picture";
  uri: string;
  alt: string;
}

/** The mark of a footnote. */
export interface NoteMark {
  kind: "note";
  id: string;
}

/** Markdown that stands as it is, such as the signs around a suggestion; it is only read from documents, never written. */
export interface Raw {
  kind: "raw";
  markdown: string;
}

export type Inline = Span | Picture | NoteMark | Raw;

export type ListType = "bullet" | "number" | "check";

/** Where a paragraph is in a list. */
export interface ListPlace {
  /** The same for all paragraphs of one list. */
  list: string;
  type: ListType;
  /** Nesting, from 0. */
  level: number;
  /** False for a further paragraph of the item before. */
  item: boolean;
  /** Whether a checkbox is ticked. */
  done?: boolean;
}

export interface ParagraphBlock {
  kind: "paragraph";
  /** A code block is a paragraph for each of its lines. */
  role: "text" | "heading" | "code" | "rule" | "pageBreak";
  /** Of a heading: 1 to 6. */
  level: number;
  /** How many quotes it is in. */
  quote: number;
  list?: ListPlace;
  /** Of a line of code: whether it is the first and the last of its block. */
  edge?: { first: boolean; last: boolean };
  inlines: Inline[];
}

export type Alignment = "left" | "center" | "right" | undefined;

export interface TableBlock {
  kind: "table";
  /** The first row is the head. */
  rows: Inline[][][];
  alignments: Alignment[];
}

/** What Markdown says: its blocks and its footnotes by their marks. */
export interface Content {
  blocks: Block[];
  notes: Map<string, Inline[]>;
}

const STYLES = ["bold", "italic", "strike", "underline", "code", "script", "href"] as const;

/** Whether two spans look the same. */
export function sameStyle(one: Span, other: Span): boolean {
  return STYLES.every((style) => one[style] === other[style]);
}

/** Neighbours of one style joined, and what is empty left out. */
export function joined(inlines: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const inline of inlines) {
    const last = result.at(-1);
    if (inline.kind !== "text") result.push(inline);
    else if (last?.kind === "text" && sameStyle(last, inline)) last.text += inline.text;
    else if (inline.text !== "") result.push({ ...inline });
  }
  return result;
}

/** The text alone. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map((inline) => (inline.kind === "text" ? inline.text : "")).join("");
}
