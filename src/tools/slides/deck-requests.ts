import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import type { DeckSlide, DeckTable } from "../../content/deck.ts";
import { createSlide, type LayoutName, layoutNamed } from "./layouts.ts";
import { boxOn } from "./slides-input.ts";
import { writeRuns, writeText } from "./text-requests.ts";

type Request = slides_v1.Schema$Request;

/** Points: where the text of a slide of Google's own theme begins, how wide it is, how high one line. */
const BODY = { x: 25, y: 95, width: 670, line: 26, lowest: 300 };

/** The layout that shows what a slide has to say; a first slide with a `#` heading is the title slide. */
function layoutFor(slide: DeckSlide, isFirst: boolean): LayoutName {
  const simple = slide.tables.length === 0 && slide.body.every(({ list }) => list === undefined);
  if (slide.level === 1 && isFirst && simple) return "TITLE";
  if (slide.body.length > 0) return "TITLE_AND_BODY";
  if (slide.level === 0) return "BLANK";
  return slide.level === 1 && simple ? "SECTION_HEADER" : "TITLE_ONLY";
}

/** Everything of a slide but its notes, which exist only when the slide does. */
export function deckSlideRequests(
  slide: DeckSlide,
  { id, layouts, isFirst }: { id: string; layouts: readonly slides_v1.Schema$Page[] | undefined; isFirst: boolean },
): Request[] {
  const layout = layoutNamed(layouts, layoutFor(slide, isFirst));
  const ids = { slide: id, title: `${id}_title`, body: `${id}_body` };
  const top = Math.min(BODY.y + slide.body.length * BODY.line, BODY.lowest);
  return [
    createSlide(layout, ids),
    ...(layout.title === undefined ? [] : writeRuns({ objectId: ids.title }, slide.title)),
    ...(layout.body === undefined ? [] : writeText({ objectId: ids.body }, slide.body)),
    ...slide.tables.flatMap((table, index) =>
      tableRequests(table, `${id}_table${index}`, boxOn(id, { x: BODY.x, y: top + index * BODY.line })),
    ),
  ];
}

/** A table with the text of its cells. */
export function tableRequests(
  table: DeckTable,
  objectId: string,
  elementProperties: slides_v1.Schema$PageElementProperties,
): Request[] {
  const columns = Math.max(1, ...table.map((row) => row.length));
  return [
    { createTable: { objectId, elementProperties, rows: table.length, columns } },
    ...table.flatMap((row, rowIndex) =>
      row.flatMap((cell, columnIndex) => writeRuns({ objectId, cellLocation: { rowIndex, columnIndex } }, cell)),
    ),
  ];
}
