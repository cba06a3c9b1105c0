import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";

import { isShaded } from "./looks.ts";

type Element = docs_v1.Schema$StructuralElement;

/** What stands in a flat text for the edge of a table, a row or a cell, or another index that holds no text. */
const STRUCTURE = "\uffff";
/** What stands for a picture, a chip or another object. */
const OBJECT = "\ufffc";

/** The text of a segment, where every character is at its own index, so that what is found there can be edited there. */
export function flatText(content: readonly Element[]): string {
  let flat = "";
  const put = (start: number | null | undefined, end: number | null | undefined, text: string | undefined) => {
    flat += STRUCTURE.repeat(Math.max(0, (start ?? 0) - flat.length));
    flat += text ?? OBJECT.repeat(Math.max(0, (end ?? 0) - (start ?? 0)));
  };
  for (const { elements } of paragraphsOf(content))
    for (const { startIndex, endIndex, textRun } of elements) put(startIndex, endIndex, textRun?.content ?? undefined);
  return flat;
}

/** A paragraph by its indexes. */
export interface FoundParagraph {
  start: number;
  /** After its newline. */
  end: number;
  style: string;
  text: string;
  elements: readonly docs_v1.Schema$ParagraphElement[];
  /** Whether it says nothing at all: without text, and neither an item of a list nor a line of code. */
  empty: boolean;
  /** Whether a table is around it. */
  inTable: boolean;
  /** Whether its newline has to stay: it is the last of its segment or cell, or a table or break follows. */
  fixed: boolean;
}

/** Every paragraph of a segment in its order, those in tables included. */
export function paragraphsOf(content: readonly Element[], inTable = false): FoundParagraph[] {
  return content.flatMap(({ startIndex, endIndex, paragraph, table, tableOfContents }, at): FoundParagraph[] => {
    if (table)
      return (table.tableRows ?? []).flatMap((row) =>
        (row.tableCells ?? []).flatMap((cell) => paragraphsOf(cell.content ?? [], true)),
      );
    if (tableOfContents) return paragraphsOf(tableOfContents.content ?? [], true);
    if (!paragraph) return [];
    const elements = paragraph.elements ?? [];
    const text = elements.map(({ textRun }) => textRun?.content ?? "").join("");
    return [
      {
        start: startIndex ?? 0,
        end: endIndex ?? 0,
        style: paragraph.paragraphStyle?.namedStyleType ?? "NORMAL_TEXT",
        text,
        empty: text === "\n" && elements.length === 1 && !paragraph.bullet && !isShaded(paragraph.paragraphStyle),
        elements,
        inTable,
        fixed: content[at + 1]?.paragraph === undefined,
      },
    ];
  });
}

/** Level of a heading: 0 for the document's title, 1 to 6; undefined for another paragraph. */
export function headingLevel(style: string): number | undefined {
  if (style === "TITLE") return 0;
  const level = /^HEADING_([1-6])$/.exec(style)?.[1];
  return level === undefined ? undefined : Number(level);
}

/** Index of every occurrence; where there is none, differences of quotes, dashes and spaces are overlooked. */
export function occurrences(flat: string, wanted: string): number[] {
  const exact = indexesOf(flat, wanted);
  return exact.length > 0 ? exact : indexesOf(alike(flat), alike(wanted));
}

function indexesOf(text: string, wanted: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ""; at = text.indexOf(wanted, at + wanted.length))
    found.push(at);
  return found;
}

/** Characters that people do not tell apart as one; the length stays. */
function alike(text: string): string {
  return text
    .replace(/[\u2018\u2019\u201a\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201e\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u00a0\u202f\u2009\v]/g, " ");
}
