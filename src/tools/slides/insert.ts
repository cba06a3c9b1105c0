import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import { readBody } from "../../content/deck-from-markdown.ts";
import { readInline } from "../../content/deck-inline.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { tableRequests } from "./deck-requests.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { boxOn, newId, objectId, slideMarkdown } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";
import { writeText } from "./text-requests.ts";

/** Points; larger than any slide. */
const LONGEST = 4000;
const MOST_INT = 2 ** 31 - 1;
/** Points: below the title of a slide. */
const PLACE = { x: 40, y: 110 };

const length = z
  .number("expected points")
  .min(-LONGEST, `expected points from -${LONGEST} to ${LONGEST}`)
  .max(LONGEST, `expected points from -${LONGEST} to ${LONGEST}`);
const side = length.min(1, `expected points from 1 to ${LONGEST}`);

const input = z.strictObject({
  presentation_id: fileId,
  slide_id: objectId,
  text: slideMarkdown.optional().describe("Markdown."),
  shape: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,60}$/, "expected a shape type of the Slides API such as RECTANGLE")
    .optional()
    .describe("Such as RECTANGLE, RIGHT_ARROW."),
  rows: z
    .array(z.array(z.string().max(2000, "expected at most 2000 characters")).max(20, "expected at most 20 cells"))
    .min(1, "expected at least one row")
    .max(100, "expected at most 100 rows")
    .optional(),
  image_url: z
    .string()
    .max(2048, "expected at most 2048 characters")
    .refine((value) => isWebAddress(value), "expected the web address of a PNG, JPEG or GIF")
    .optional()
    .describe("Public; Google fetches it."),
  spreadsheet_id: fileId.optional(),
  chart_id: z.int("expected a chart's number").min(0, "expected a chart's number").max(MOST_INT).optional(),
  x: length.optional().describe("Points; a slide has 720 × 405."),
  y: length.optional(),
  width: side.optional(),
  height: side.optional(),
});
type Input = z.output<typeof input>;

/** Puts one element on a slide. */
export const slidesInsert = defineSlidesTool({
  name: "slides_insert",
  title: "Insert on slide",
  description:
    "Puts one element on a slide: a text box (text), shape (shape, text), table (rows), image (image_url) or linked Sheets chart (spreadsheet_id, chart_id). Returns its id.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input,
  output: z.strictObject({ id: z.string() }),
  audience: ({ image_url }) => ({
    recipients: image_url === undefined ? [] : [new URL(image_url).hostname],
    content: image_url === undefined ? "" : `Google would fetch ${image_url}`,
  }),
  async run(given, call) {
    const id = newId();
    const { what, requests } = elementFor(given, id);
    const slides = await call.google.slides();
    await slides.presentations.batchUpdate({
      presentationId: given.presentation_id,
      fields: "presentationId",
      requestBody: { requests },
    });
    return { text: `Inserted the ${what} on slide ${given.slide_id}, id ${id}.`, data: { id } };
  },
});

/** @throws ToolError `invalid_input` unless the input describes one element */
function elementFor(given: Input, id: string): { what: string; requests: slides_v1.Schema$Request[] } {
  const described = [
    given.text !== undefined || given.shape !== undefined,
    given.rows !== undefined,
    given.image_url !== undefined,
    given.spreadsheet_id !== undefined || given.chart_id !== undefined,
  ].filter(Boolean).length;
  if (described !== 1)
    throw new ToolError(
      "invalid_input",
      `text: ${described === 0 ? "nothing" : "more than one thing"} to insert came, expected one of text or shape, rows, image_url, chart_id`,
      "Insert one element a call.",
    );
  const box = (width: number | undefined, height: number | undefined) =>
    boxOn(given.slide_id, {
      x: given.x ?? PLACE.x,
      y: given.y ?? PLACE.y,
      width: given.width ?? width,
      height: given.height ?? height,
    });
  if (given.rows) {
    const cells = given.rows.map((row) => row.map(readInline));
    return { what: "table", requests: tableRequests(cells, id, box(undefined, undefined)) };
  }
  if (given.image_url !== undefined) {
    const elementProperties = box(given.height, given.width);
    return { what: "image", requests: [{ createImage: { objectId: id, url: given.image_url, elementProperties } }] };
  }
  if (given.text === undefined && given.shape === undefined)
    return { what: "chart", requests: [chart(given, id, box(480, 270))] };
  const shapeType = given.shape ?? "TEXT_BOX";
  const made = { createShape: { objectId: id, shapeType, elementProperties: box(300, given.shape ? 150 : 60) } };
  return {
    what: given.shape ? "shape" : "text box",
    requests: [made, ...writeText({ objectId: id }, readBody(given.text ?? "").body)],
  };
}

function chart(
  { spreadsheet_id: spreadsheetId, chart_id: chartId }: Input,
  objectId: string,
  elementProperties: slides_v1.Schema$PageElementProperties,
): slides_v1.Schema$Request {
  if (spreadsheetId === undefined || chartId === undefined)
    throw new ToolError("invalid_input", "chart_id: expected it together with spreadsheet_id", "Give both.");
  return { createSheetsChart: { objectId, spreadsheetId, chartId, linkingMode: "LINKED", elementProperties } };
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
