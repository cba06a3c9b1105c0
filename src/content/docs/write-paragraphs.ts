import type { Inline, ParagraphBlock, Span } from "./blocks.ts";
import { CODE_TEXT, paragraphLook, spanLook } from "./looks.ts";
import { at, type Place, paragraphStyle, plain, type Request, textStyle } from "./requests.ts";
import { type ListParagraph, listRequests } from "./write-list.ts";

/** The request, by its place in the batch, that makes a footnote. */
export interface NoteRequest {
  id: string;
  request: number;
}

/** Something that is put into the text by a request of its own. */
interface Insertion {
  /** Index at which it goes in while none of those after it are there. */
  index: number;
  content: Exclude<Inline, Span> | { kind: "pageBreak" };
}

interface Line {
  block: ParagraphBlock;
  /** Indexes while the tabs of lists are there, and when they are gone. */
  tabbed: [number, number];
  final: [number, number];
  spans: { final: [number, number]; span: Span }[];
}

/** Paragraphs with their indexes. */
export interface Run {
  start: number;
  text: string;
  insertions: Insertion[];
  lines: Line[];
  /** Index of the last newline, while tabs are there and when they are gone. */
  tabbedEnd: number;
  end: number;
}

/** Counts where everything will be: the text first, then what is inserted into it, then the tabs that lists remove. */
export function layOut(paragraphs: readonly ParagraphBlock[], start: number): Run {
  const run: Run = { start, text: "", insertions: [], lines: [], tabbedEnd: start, end: start };
  let afterText = false;
  const append = (text: string, tabs = 0) => {
    run.text += text;
    run.tabbedEnd += text.length;
    run.end += text.length - tabs;
  };
  const insert = (content: Insertion["content"], size: number) => {
    run.insertions.push({ index: start + run.text.length, content });
    run.tabbedEnd += size;
    run.end += size;
  };
  for (const block of paragraphs) {
    if (afterText) append("\n");
    afterText = block.role !== "pageBreak";
    if (!afterText) {
      // It brings a newline of its own.
      insert({ kind: "pageBreak" }, 2);
      continue;
    }
    const level = block.list?.level ?? 0;
    const tabbedStart = run.tabbedEnd;
    const finalStart = run.end;
    append("\t".repeat(level), level);
    const spans: Line["spans"] = [];
    for (const inline of block.inlines) {
      const from = run.end;
      if (inline.kind === "text") append(block.list ? withoutTabs(inline.text, from === finalStart) : inline.text);
      else if (inline.kind !== "raw") insert(inline, 1);
      if (inline.kind === "text") spans.push({ final: [from, run.end], span: inline });
    }
    run.lines.push({ block, tabbed: [tabbedStart, run.tabbedEnd], final: [finalStart, run.end], spans });
  }
  return run;
}

/** Tabs that begin a text would be taken for levels. */
function withoutTabs(text: string, begins: boolean): string {
  return begins ? text.replace(/^\t+/, (tabs) => "    ".repeat(tabs.length)) : text;
}

export function paragraphRequests(
  run: Run,
  place: Place,
  isPlain: boolean,
): { requests: Request[]; notes: NoteRequest[] } {
  const requests: Request[] = [];
  if (run.text !== "") requests.push({ insertText: { location: at(place, run.start), text: run.text } });
  const notes = insertAll(run.insertions, place, requests);
  if (!isPlain) requests.push(...plain(place, [run.start, run.tabbedEnd + 1]));
  for (const list of listsOf(run.lines).reverse()) requests.push(...listOf(list, place));
  for (const { block, final, spans } of run.lines) {
    const whole = [final[0], final[1] + 1] as const;
    requests.push(...paragraphStyle(place, whole, paragraphLook(block)));
    if (block.role === "code") requests.push(...textStyle(place, whole, CODE_TEXT));
    if (block.list?.done) requests.push(...textStyle(place, final, { strikethrough: true }));
    for (const { final: span, span: look } of spans) requests.push(...textStyle(place, span, spanLook(look)));
  }
  return { requests, notes };
}

/** From the last to the first, so that none moves what is before it. */
function insertAll(insertions: readonly Insertion[], place: Place, requests: Request[]): NoteRequest[] {
  const notes: NoteRequest[] = [];
  for (const { index, content } of [...insertions].reverse()) {
    const location = at(place, index);
    if (content.kind === "picture") requests.push({ insertInlineImage: { location, uri: content.uri } });
    if (content.kind === "pageBreak") requests.push({ insertPageBreak: { location } });
    if (content.kind !== "note") continue;
    notes.push({ id: content.id, request: requests.length });
    requests.push({ createFootnote: { location } });
  }
  return notes;
}

/** Lines of one list that follow each other. */
function listsOf(lines: readonly Line[]): Line[][] {
  const lists: Line[][] = [];
  let before: Line | undefined;
  for (const line of lines) {
    const { list } = line.block;
    if (list && before?.block.list?.list === list.list) lists.at(-1)?.push(line);
    else if (list) lists.push([line]);
    before = line;
  }
  return lists;
}

/** Lists are made from the last to the first, so that the tabs of those before still are there. */
function listOf(lines: readonly Line[], place: Place): Request[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return [];
  const moved = first.tabbed[0] - first.final[0];
  const paragraphs = lines.flatMap(({ block: { list }, final }): ListParagraph[] =>
    list
      ? [{ start: final[0] + moved, end: final[1] + moved, level: list.level, type: list.type, item: list.item }]
      : [],
  );
  return listRequests(place, paragraphs, last.tabbed[1] + 1);
}

/** What new words do not take over from those around them; font, size and colour they do. */
export const EMPHASIS: readonly string[] = ["bold", "italic", "underline", "strikethrough", "baselineOffset", "link"];

/**
 * A line's requests into an existing paragraph; `\n` makes another one.
 * @param reset fields of the text's style that it is not to take over from its surroundings
 * @returns how many indexes it takes, too
 */
export function inlineRequests(
  inlines: readonly Inline[],
  place: Place,
  index: number,
  reset: readonly string[] = [],
): { requests: Request[]; notes: NoteRequest[]; length: number } {
  const block: ParagraphBlock = { kind: "paragraph", role: "text", level: 0, quote: 0, inlines: [...inlines] };
  const run = layOut([block], index);
  const requests: Request[] = [];
  if (run.text !== "") requests.push({ insertText: { location: at(place, index), text: run.text } });
  const notes = insertAll(run.insertions, place, requests);
  requests.push(...textStyle(place, [index, run.end], {}, reset));
  for (const { spans } of run.lines)
    for (const { final, span } of spans) requests.push(...textStyle(place, final, spanLook(span)));
  return { requests, notes, length: run.end - index };
}
