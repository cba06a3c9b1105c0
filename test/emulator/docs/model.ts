/** A style or another message as Google's JSON has it. */
export type Json = Record<string, unknown>;

/** One UTF-16 code unit of a paragraph, or an object that takes the place of one. The last of each paragraph is a newline. */
export interface Unit {
  char: string;
  /** What stands here instead of text: the field of `ParagraphElement` and its value. */
  object?: { name: string; value: Json };
  style: Json;
  insertions?: string[];
  deletions?: string[];
}

export interface Bullet {
  listId: string;
  nestingLevel: number;
  textStyle: Json;
}

export interface Paragraph {
  kind: "paragraph";
  units: Unit[];
  style: Json;
  bullet?: Bullet;
}

export interface Cell {
  content: Block[];
  style: Json;
}

export interface Row {
  cells: Cell[];
  style: Json;
}

export interface Table {
  kind: "table";
  rows: Row[];
  columns: Json[];
}

export interface SectionBreak {
  kind: "sectionBreak";
  style: Json;
}

export interface Contents {
  kind: "contents";
  content: Block[];
}

export type Block = Paragraph | Table | SectionBreak | Contents;

/** A body, header, footer or footnote: each has an index space of its own. */
export interface Segment {
  kind: "body" | "header" | "footer" | "footnote";
  id: string;
  content: Block[];
}

export interface StoredList {
  preset: string;
  nestingLevels: Json[];
}

export interface NamedRange {
  id: string;
  name: string;
  /** What it covers; what is deleted leaves it by itself. */
  units: Set<Unit>;
}

export interface DocTab {
  id: string;
  title: string;
  iconEmoji?: string;
  parentId?: string;
  body: Segment;
  /** Headers, footers and footnotes by their ids. */
  segments: Map<string, Segment>;
  lists: Map<string, StoredList>;
  inlineObjects: Map<string, Json>;
  namedRanges: NamedRange[];
  documentStyle: Json;
  namedStyles: { namedStyleType: string; textStyle: Json; paragraphStyle: Json }[];
}

/** A document. Tabs are in their outline's order, children after their parent. */
export interface StoredDocument {
  id: string;
  tabs: DocTab[];
  revision: number;
  /** Counts what was made, for ids. */
  count: number;
}

export function paragraph(text: string, style: Json = {}): Paragraph {
  return { kind: "paragraph", units: unitsOf(`${text}\n`), style: { namedStyleType: "NORMAL_TEXT", ...style } };
}

/** The units of a text, all of one style. */
export function unitsOf(text: string, style: Json = {}): Unit[] {
  return text.split("").map((char) => ({ char, style: { ...style } }));
}

export function textOf({ units }: Paragraph): string {
  return units.map(({ char }) => char).join("");
}

export function newTab(id: string, title: string): DocTab {
  return {
    id,
    title,
    body: {
      kind: "body",
      id: "",
      content: [{ kind: "sectionBreak", style: { sectionType: "CONTINUOUS" } }, paragraph("")],
    },
    segments: new Map(),
    lists: new Map(),
    inlineObjects: new Map(),
    namedRanges: [],
    documentStyle: {
      pageNumberStart: 1,
      marginTop: points(72),
      marginBottom: points(72),
      marginLeft: points(72),
      marginRight: points(72),
      pageSize: { height: points(792), width: points(612) },
    },
    namedStyles: STYLE_SIZES.map(([namedStyleType, size]) => ({
      namedStyleType,
      textStyle: {
        ...(namedStyleType === "NORMAL_TEXT" && { bold: false, italic: false, underline: false, strikethrough: false }),
        fontSize: points(size),
        ...(namedStyleType === "NORMAL_TEXT" && { weightedFontFamily: { fontFamily: "Arial", weight: 400 } }),
      },
      paragraphStyle: { namedStyleType: "NORMAL_TEXT", direction: "LEFT_TO_RIGHT" },
    })),
  };
}

const STYLE_SIZES: readonly (readonly [string, number])[] = [
  ["NORMAL_TEXT", 11],
  ["HEADING_1", 20],
  ["HEADING_2", 16],
  ["HEADING_3", 14],
  ["HEADING_4", 12],
  ["HEADING_5", 11],
  ["HEADING_6", 11],
  ["TITLE", 26],
  ["SUBTITLE", 15],
];

export function points(magnitude: number): Json {
  return { magnitude, unit: "PT" };
}

/** How many indexes a block takes: a table one for itself, its end, each row and each cell. */
export function sizeOf(block: Block): number {
  switch (block.kind) {
    case "paragraph":
      return block.units.length;
    case "sectionBreak":
      return 1;
    case "contents":
      return 2 + sizeOfAll(block.content);
    case "table":
      return 2 + block.rows.reduce((sum, row) => sum + rowSize(row), 0);
  }
}

export function rowSize(row: Row): number {
  return 1 + row.cells.reduce((sum, { content }) => sum + 1 + sizeOfAll(content), 0);
}

export function sizeOfAll(content: readonly Block[]): number {
  return content.reduce((sum, block) => sum + sizeOf(block), 0);
}

/** An id of Docs' shape, new for the document. */
export function newId(document: StoredDocument, prefix: string): string {
  document.count += 1;
  return `${prefix}.${document.count.toString(36).padStart(4, "0")}${document.id.slice(-8).toLowerCase()}`;
}
