import { isLow, type Place, placesOf, Refusal, rangeOf, segmentsOf, tabOf, targetOf } from "./locate.ts";
import {
  type Block,
  type Json,
  newId,
  type Paragraph,
  type StoredDocument,
  sizeOf,
  sizeOfAll,
  textOf,
  type Unit,
  unitsOf,
} from "./model.ts";
import type { Given } from "./requests.ts";

/** Characters that are stripped from inserted text ("InsertTextRequest", `text`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Google strips
const STRIPPED = /[\u0000-\u0008\u000c-\u001f\ue000-\uf8ff]/g;

/** `insertText`. */
export function insertText(document: StoredDocument, given: Given<"insertText">): Json {
  if (given.text === "") throw new Refusal("Insert text requests must specify text to insert.");
  const { place, index } = targetOf(document, given);
  insertAt(document, place, index, given.text);
  return {};
}

/** Puts text into a paragraph; every newline in it splits the paragraph, and both parts keep its style and bullet. */
export function insertAt(document: StoredDocument, place: Place, index: number, text: string): void {
  const at = index - place.start;
  const added = unitsOf(text.replace(STRIPPED, ""), neighbourStyle(place.paragraph, at));
  place.paragraph.units.splice(at, 0, ...added);
  splitAtNewlines(document, place);
}

/** Text takes the style of what is before it, at a paragraph's start of what follows; a link goes on only inside it. */
function neighbourStyle({ units }: Paragraph, at: number): Json {
  const before = units[at - 1]?.style;
  const after = units[at]?.style ?? {};
  if (!before) return withoutLink(after);
  const inLink = before.link !== undefined && JSON.stringify(before.link) === JSON.stringify(after.link);
  return inLink ? before : withoutLink(before);
}

function withoutLink(style: Json): Json {
  if (style.link === undefined) return style;
  const { link: _link, underline: _underline, foregroundColor: _color, ...rest } = style;
  return rest;
}

function splitAtNewlines(document: StoredDocument, { paragraph, container, at }: Place): void {
  const parts: Paragraph[] = [];
  let units: Unit[] = [];
  for (const unit of paragraph.units) {
    units.push(unit);
    if (unit.char !== "\n") continue;
    const heading = parts.length > 0 && paragraph.style.headingId !== undefined;
    const style = { ...paragraph.style, ...(heading && { headingId: newId(document, "h") }) };
    parts.push({ ...paragraph, ...(paragraph.bullet && { bullet: { ...paragraph.bullet } }), style, units });
    units = [];
  }
  if (units.length > 0) throw new Error("a paragraph ends with a newline");
  container.splice(at, 1, ...parts);
}

const INVALID_DELETION = "Invalid deletion range. Cannot delete the requested range.";

/** `deleteContentRange`. @throws Refusal for a range that would break the structure */
export function deleteContentRange(document: StoredDocument, given: Given<"deleteContentRange">): Json {
  const { startIndex = 0, endIndex } = given.range ?? {};
  if (endIndex !== undefined && endIndex <= startIndex) throw new Refusal("The range should not be empty.");
  const { segment, start, end } = rangeOf(document, given.range);
  if (end === sizeOfAll(segment.content))
    throw new Refusal("The range cannot include the newline character at the end of the segment.");
  if (segment.kind === "body" && start === 0) throw new Refusal(INVALID_DELETION);
  deleteIn(segment.content, 0, start, end);
  return {};
}

/** Deletes within one sequence of blocks, which begins at `first`. */
export function deleteIn(content: Block[], first: number, start: number, end: number): void {
  let index = first;
  for (const block of content) {
    const next = index + sizeOf(block);
    const within = index < start && end < next;
    const inner = within ? innerContent(block, index, start, end) : undefined;
    if (inner) {
      deleteIn(inner.content, inner.first, start, end);
      return;
    }
    index = next;
  }
  if (end > index - 1) throw new Refusal(INVALID_DELETION);
  deleteHere(content, first, start, end);
}

/** The content of a table's cell, or of a table of contents, that a range within the block lies in. */
function innerContent(
  block: Block,
  at: number,
  start: number,
  end: number,
): { content: Block[]; first: number } | undefined {
  if (block.kind === "contents") return { content: block.content, first: at + 1 };
  if (block.kind !== "table") return undefined;
  let index = at + 1;
  for (const { cells } of block.rows) {
    index += 1;
    for (const { content } of cells) {
      const cellEnd = index + 1 + sizeOfAll(content);
      if (start > index && end < cellEnd) return { content, first: index + 1 };
      index = cellEnd;
    }
  }
  throw new Refusal(INVALID_DELETION);
}

function deleteHere(content: Block[], first: number, start: number, end: number): void {
  const kept: Block[] = [];
  let carried: Unit[] = [];
  let index = first;
  for (const block of content) {
    const next = index + sizeOf(block);
    const overlaps = index < end && start < next;
    if (block.kind !== "paragraph") {
      if (overlaps && (start > index || end < next)) throw new Refusal(INVALID_DELETION);
      // The newline before a table or a break is deleted only with it.
      if (!overlaps && carried.length > 0) throw new Refusal(INVALID_DELETION);
      if (!overlaps && index === end && newlineDeleted(content, first, start, end)) throw new Refusal(INVALID_DELETION);
      if (!overlaps) kept.push(block);
    } else if (!overlaps && carried.length === 0) {
      kept.push(block);
    } else {
      const from = Math.max(0, start - index);
      const to = Math.max(0, Math.min(block.units.length, end - index));
      if (isLow(block.units[from]?.char) || (isLow(block.units[to]?.char) && to > from))
        throw new Refusal(INVALID_DELETION);
      const rest = [...carried, ...block.units.slice(0, from), ...block.units.slice(to)];
      const complete = rest.at(-1)?.char === "\n";
      if (complete) kept.push({ ...block, units: rest });
      carried = complete ? [] : rest;
    }
    index = next;
  }
  content.splice(0, content.length, ...kept);
}

/** Whether the range ends with a paragraph's newline, so that what follows would take its place. */
function newlineDeleted(content: Block[], first: number, start: number, end: number): boolean {
  let index = first;
  for (const block of content) {
    const next = index + sizeOf(block);
    if (next === end) return block.kind === "paragraph" && start < next;
    index = next;
  }
  return false;
}

/** `replaceAllText`: in every segment of the tabs that are named, or of all. */
export function replaceAllText(document: StoredDocument, given: Given<"replaceAllText">): Json {
  const { text, matchCase, searchByRegex } = given.containsText ?? { text: "", matchCase: false, searchByRegex: false };
  if (text === "") throw new Refusal("The search text must not be empty.");
  const pattern = searchByRegex ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const tabIds = given.tabsCriteria?.tabIds ?? [];
  const tabs = tabIds.length > 0 ? tabIds.map((id) => tabOf(document, id)) : document.tabs;
  let occurrencesChanged = 0;
  for (const segment of tabs.flatMap(segmentsOf)) {
    for (const place of [...placesOf(segment.content)].reverse()) {
      const found = [...textOf(place.paragraph).matchAll(new RegExp(pattern, matchCase ? "g" : "gi"))];
      for (const match of found.reverse()) {
        const style = place.paragraph.units[match.index]?.style ?? {};
        const added = unitsOf(given.replaceText.replace(STRIPPED, ""), style);
        place.paragraph.units.splice(match.index, match[0].length, ...added);
        occurrencesChanged += 1;
      }
      if (found.length > 0) splitAtNewlines(document, place);
    }
  }
  return { replaceAllText: occurrencesChanged === 0 ? {} : { occurrencesChanged } };
}
