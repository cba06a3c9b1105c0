import type { DeckSlide, DeckTable, Paragraph } from "./deck.ts";
import { writeInline } from "./deck-inline-markdown.ts";

/** Numbers with more digits would move what is nested below them out of the list. */
const HIGHEST_NUMBER = 99;

/** A line that would begin a slide inside notes, with any backslashes before it. */
const ENDS_NOTES = /^(?=\\* {0,3}(?:#{1,2}(?:[ \t]|$)|(?:-{3,}|\*{3,}|_{3,})[ \t]*$))/;

/** The line that begins a slide: its heading, or a break where it has none. */
export function writeHeading({ level, title }: Pick<DeckSlide, "level" | "title">): string {
  if (level === 0) return "---";
  return `${"#".repeat(level)} ${writeInline(title, "heading").join("<br>")}`.trimEnd();
}

/** Paragraphs and lists, as `readBody` reads them. */
export function writeParagraphs(paragraphs: readonly Paragraph[]): string {
  let text = "";
  let before: Paragraph | undefined;
  const numbers: number[] = [];
  let depth = -1;
  for (const paragraph of paragraphs) {
    const { list, runs } = paragraph;
    if (runs.length === 0) continue;
    if (text !== "") text += list && before?.list ? "\n" : "\n\n";
    if (!list) {
      depth = -1;
      numbers.length = 0;
      text += writeInline(runs, "paragraph").join("\n");
    } else {
      depth = Math.min(list.level, depth + 1);
      numbers.length = Math.min(numbers.length, depth + 1);
      numbers[depth] = list.kind === "number" ? (numbers[depth] ?? 0) + 1 : 0;
      const mark = list.kind === "number" ? `${Math.min(numbers[depth] ?? 1, HIGHEST_NUMBER)}.` : "-";
      const indent = " ".repeat(4 * depth);
      text += `${indent}${mark} ${writeInline(runs, "paragraph").join(`\n${indent}    `)}`;
    }
    before = paragraph;
  }
  return text;
}

/** A table with its first row as head. */
export function writeTable(table: DeckTable): string {
  const width = Math.max(1, ...table.map((row) => row.length));
  const line = (row: DeckTable[number]) =>
    `|${Array.from({ length: width }, (_, index) => writeInline(row[index] ?? [], "cell").join("<br>")).join("|")}|`;
  const [head = [], ...rows] = table;
  return [line(head), `|${"-|".repeat(width)}`, ...rows.map(line)].join("\n");
}

/** Speaker notes below their own line. */
export function writeNotes(notes: string): string {
  const lines = notes.replaceAll("\v", "\n").trim().split("\n");
  return `Notes:\n${lines.map((line) => line.replace(ENDS_NOTES, "\\")).join("\n")}`;
}

/** A whole slide. */
export function writeSlide(slide: DeckSlide): string {
  const parts = [writeHeading(slide), writeParagraphs(slide.body), ...slide.tables.map(writeTable)];
  return [...parts, ...(slide.notes.trim() === "" ? [] : [writeNotes(slide.notes)])]
    .filter((part) => part !== "")
    .join("\n\n");
}
