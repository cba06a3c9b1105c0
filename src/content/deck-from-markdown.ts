import type { Token, Tokens } from "marked";
import { type DeckSlide, type DeckTable, mergeRuns, type Paragraph, type TextRun, trimRuns } from "./deck.ts";
import { lexBlocks, readInline, runsOf } from "./deck-inline.ts";

/** A heading that begins a slide; deeper ones are bold lines on it. */
const HEADING = /^ {0,3}(#{1,2})(?:[ \t]+(.*))?$/;
const BREAK = /^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
/** What begins the speaker notes of a slide. */
const NOTES = /^(?:speaker )?notes:[ \t]*(.*)$/i;
/** A line of notes that would end them, or looks like one that was kept from it. */
const KEPT = /^(\\*)\\(?= {0,3}(?:#{1,2}(?:[ \t]|$)|(?:-{3,}|\*{3,}|_{3,})[ \t]*$))/;

interface Lines {
  level: DeckSlide["level"];
  title: string;
  body: string[];
  notes: string[] | undefined;
}

/**
 * A deck in Markdown: each `#` or `##` heading begins a slide, `---` one without a title; what follows a line `Notes:`
 * is said by the speaker, as it stands. Slides that say nothing are left out.
 */
export function readDeck(source: string): DeckSlide[] {
  return splitSlides(source)
    .map(({ level, title, body, notes }) => ({
      level,
      title: readInline(title),
      ...readBody(body.join("\n")),
      notes: (notes ?? []).join("\n").trim(),
    }))
    .filter((slide) => slide.level > 0 || slide.body.length + slide.tables.length > 0 || slide.notes !== "");
}

function splitSlides(source: string): Lines[] {
  const slides: Lines[] = [];
  let slide: Lines = { level: 0, title: "", body: [], notes: undefined };
  let fence: string | undefined;
  const begin = (level: DeckSlide["level"], title: string) => {
    slide = { level, title, body: [], notes: undefined };
    slides.push(slide);
    fence = undefined;
  };
  begin(0, "");
  for (const line of source.split(/\r\n?|\n/)) {
    const heading = fence === undefined ? HEADING.exec(line) : null;
    const notes = fence === undefined && slide.notes === undefined ? NOTES.exec(line) : null;
    if (heading) begin(heading[1] === "#" ? 1 : 2, (heading[2] ?? "").replace(/(?:^|[ \t]+)#+[ \t]*$/, ""));
    else if (fence === undefined && BREAK.test(line)) begin(0, "");
    else if (notes) slide.notes = [notes[1] ?? ""];
    else if (slide.notes) slide.notes.push(line.replace(KEPT, "$1"));
    else {
      fence = fenceAfter(line, fence);
      slide.body.push(line);
    }
  }
  return slides;
}

/** The open code fence after this line: as in Markdown, it ends with as many marks as it began with, or more. */
function fenceAfter(line: string, fence: string | undefined): string | undefined {
  const marks = FENCE.exec(line)?.[1];
  if (fence === undefined) return marks;
  const ends = marks?.startsWith(fence) && line.trim() === marks;
  return ends ? undefined : fence;
}

/** Markdown as the paragraphs and tables of a slide. */
export function readBody(source: string): { body: Paragraph[]; tables: DeckTable[] } {
  const body: Paragraph[] = [];
  const tables: DeckTable[] = [];
  for (const token of lexBlocks(source)) {
    if (token.type === "table") tables.push(tableOf(token.header, token.rows));
    else body.push(...paragraphsOf(token));
  }
  return { body: body.filter(({ runs }) => runs.length > 0), tables };
}

function paragraphsOf(token: Token): Paragraph[] {
  const inner: readonly Token[] = "tokens" in token ? (token.tokens ?? []) : [];
  switch (token.type) {
    case "space":
    case "def":
    case "hr":
      return [];
    case "heading":
      return [{ runs: trimRuns(runsOf(inner, { bold: true })) }];
    case "list":
      return listOf(token.ordered === true, token.items, 0);
    case "blockquote":
      return inner.flatMap(paragraphsOf);
    case "code":
      return String(token.text)
        .split("\n")
        .map((line) => ({ runs: line.trim() === "" ? [] : [{ text: line, code: true }] }));
    case "html":
      return /^\s*<!--[\s\S]*-->\s*$/.test(token.raw) ? [] : [{ runs: readInline(token.raw.trim()) }];
    default:
      return [{ runs: trimRuns(runsOf(inner.length > 0 ? inner : [token])) }];
  }
}

function listOf(ordered: boolean, items: readonly Tokens.ListItem[], level: number): Paragraph[] {
  return items.flatMap(({ tokens }) => {
    const own: TextRun[] = [];
    const below: Paragraph[] = [];
    for (const token of tokens) {
      if (token.type === "list") below.push(...listOf(token.ordered === true, token.items, level + 1));
      else for (const { runs } of paragraphsOf(token)) own.push(...(own.length > 0 ? [{ text: "\v" }, ...runs] : runs));
    }
    return [{ runs: trimRuns(mergeRuns(own)), list: { kind: ordered ? "number" : "bullet", level } }, ...below];
  });
}

function tableOf(header: readonly Tokens.TableCell[], rows: readonly (readonly Tokens.TableCell[])[]): DeckTable {
  return [header, ...rows].map((row) => row.map(({ tokens }) => trimRuns(runsOf(tokens))));
}
