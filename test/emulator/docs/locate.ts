import { ApiError } from "../api.ts";
import {
  type Block,
  type DocTab,
  type Paragraph,
  type SectionBreak,
  type Segment,
  type StoredDocument,
  sizeOf,
  sizeOfAll,
} from "./model.ts";
import type { Location, Range } from "./requests.ts";

/** A paragraph and where it is. */
export interface Place {
  paragraph: Paragraph;
  start: number;
  end: number;
  /** The blocks that it stands among, and its position there. */
  container: Block[];
  at: number;
  /** Whether a table or a table of contents is around it. */
  nested: boolean;
}

/** A refusal as Docs words it, without the name of the request, which the caller puts before it. */
export class Refusal extends Error {}

/** Every paragraph of some content with its indexes, in their order. */
export function* placesOf(content: Block[], start = 0, nested = false): Generator<Place> {
  let index = start;
  for (const [at, block] of content.entries()) {
    if (block.kind === "paragraph")
      yield { paragraph: block, start: index, end: index + block.units.length, container: content, at, nested };
    if (block.kind === "contents") yield* placesOf(block.content, index + 1, true);
    if (block.kind === "table") {
      let inner = index + 1;
      for (const row of block.rows) {
        inner += 1;
        for (const cell of row.cells) {
          yield* placesOf(cell.content, inner + 1, true);
          inner += 1 + sizeOfAll(cell.content);
        }
      }
    }
    index += sizeOf(block);
  }
}

/** The tab that a request names, or the first. */
export function tabOf(document: StoredDocument, tabId: string | undefined): DocTab {
  const tab = tabId ? document.tabs.find(({ id }) => id === tabId) : document.tabs[0];
  if (!tab) throw new Refusal(`The tab with ID ${tabId} was not found.`);
  return tab;
}

export function segmentOf(tab: DocTab, segmentId: string | undefined): Segment {
  const segment = segmentId ? tab.segments.get(segmentId) : tab.body;
  if (!segment) throw new Refusal(`Segment with ID ${segmentId} was not found.`);
  return segment;
}

/** Every segment of a tab. */
export function segmentsOf(tab: DocTab): Segment[] {
  return [tab.body, ...tab.segments.values()];
}

/** Where something is to be inserted. */
export interface Target {
  tab: DocTab;
  segment: Segment;
  place: Place;
  index: number;
}

/** @throws Refusal for a place outside every paragraph, and for a request that names none or two */
export function targetOf(
  document: StoredDocument,
  given: { location?: Location | undefined; endOfSegmentLocation?: Omit<Location, "index"> | undefined },
): Target {
  const { location, endOfSegmentLocation } = given;
  if ((location === undefined) === (endOfSegmentLocation === undefined))
    throw new Refusal("Exactly one of location and endOfSegmentLocation must be specified.");
  const named = location ?? endOfSegmentLocation;
  const tab = tabOf(document, named?.tabId);
  const segment = segmentOf(tab, named?.segmentId);
  const index = location ? (location.index ?? 0) : sizeOfAll(segment.content) - 1;
  return { tab, segment, ...insertionPoint(segment, index) };
}

function insertionPoint(segment: Segment, index: number): { place: Place; index: number } {
  checkIndex(segment, index);
  const place = [...placesOf(segment.content)].find(({ start, end }) => start <= index && index < end);
  if (!place)
    throw new Refusal(
      "The insertion index must be inside the bounds of an existing paragraph. You can still create new paragraphs by inserting newlines.",
    );
  // An index inside a character is moved behind it (Google, "Structural edit rules and behavior").
  const inside = isLow(place.paragraph.units[index - place.start]?.char) && index > place.start;
  return { place, index: inside ? index + 1 : index };
}

/** @throws Refusal for an index that the segment does not have */
export function checkIndex(segment: Segment, index: number): void {
  const end = sizeOfAll(segment.content);
  if (index < 0) throw new Refusal(`Index ${index} must be greater than or equal to 0.`);
  if (index >= end)
    throw new Refusal(`Index ${index} must be less than the end index of the referenced segment, ${end}.`);
}

/** @throws Refusal for an empty range and one outside the segment */
export function rangeOf(
  document: StoredDocument,
  range: Range | undefined,
): { tab: DocTab; segment: Segment; start: number; end: number } {
  if (!range) throw new Refusal("The range is required.");
  const tab = tabOf(document, range.tabId);
  const segment = segmentOf(tab, range.segmentId);
  const { startIndex: start = 0, endIndex: end } = range;
  if (end === undefined || end <= start) throw new Refusal("The range should not be empty.");
  checkIndex(segment, start);
  checkIndex(segment, end - 1);
  return { tab, segment, start, end };
}

/** The paragraphs that a range overlaps. */
export function placesIn(segment: Segment, start: number, end: number): Place[] {
  return [...placesOf(segment.content)].filter((place) => place.start < end && start < place.end);
}

export function isLow(char: string | undefined): boolean {
  return char !== undefined && /^[\udc00-\udfff]$/.test(char);
}

/** A refusal of the whole request, as the API's front end words it. */
export function invalidArgument(message: string): ApiError {
  return new ApiError(400, "badRequest", message);
}

/** The section break at an index; undefined for the first, whose headers and footers are the document's. */
export function sectionBreakAt(tab: DocTab, wanted: number): SectionBreak | undefined {
  let index = 0;
  for (const block of tab.body.content) {
    if (index === wanted && block.kind === "sectionBreak") return index === 0 ? undefined : block;
    index += sizeOf(block);
  }
  throw new Refusal("There is no section break at the given location.");
}
