import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { numberFormatType, rgb } from "../../content/sheet-format.ts";
import { fileId } from "../input.ts";
import { type Book, closedRange, type GridRange, gridOf, loadBook } from "./book.ts";
import { checkMerge } from "./check-merge.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, color, colorOrNone, invalidInput } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const EXPECTED_PIXELS = "expected pixels from 2 to 2000, or 0 to fit";
const pixels = z
  .int(EXPECTED_PIXELS)
  .min(0, EXPECTED_PIXELS)
  .max(2000, EXPECTED_PIXELS)
  .refine((value) => value !== 1, EXPECTED_PIXELS);

const input = z.strictObject({
  spreadsheet_id: fileId,
  ranges: z.array(cellRange).min(1, "expected at least one range").max(50, "expected at most 50 ranges"),
  number_format: z
    .string()
    .max(200, "expected a pattern such as #,##0.00")
    .optional()
    .describe("As 0.00%, yyyy-mm-dd, @."),
  background: colorOrNone.optional().describe("As #ff8800, or none."),
  text_color: color.optional(),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  font_size: z
    .int("expected points from 1 to 400")
    .min(1, "expected points from 1 to 400")
    .max(400, "expected points from 1 to 400")
    .optional(),
  align: z.enum(["left", "center", "right"]).optional(),
  wrap: z.enum(["overflow", "clip", "wrap"]).optional(),
  borders: z.enum(["all", "outer", "bottom", "none"]).optional(),
  merge: z.enum(["all", "rows", "columns", "none"]).optional(),
  column_width: pixels.optional().describe("0 fits."),
  row_height: pixels.optional(),
});
type Input = z.output<typeof input>;

/** Changes how cells look. */
export const sheetsFormat = defineSheetsTool({
  name: "sheets_format",
  title: "Format cells",
  description: "Formats cells; what is not named stays.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    if (Object.keys(given).length === 2) throw invalidInput("number_format: expected at least one field to change");
    const sheets = await call.google.sheets();
    const book = await loadBook(sheets, given.spreadsheet_id);
    const ranges = given.ranges.map((range) => gridOf(book, range));
    if (given.merge !== undefined && given.merge !== "none")
      await checkMerge(sheets, given.spreadsheet_id, book, ranges, given.merge);
    await sendBatch(
      sheets,
      given.spreadsheet_id,
      ranges.flatMap((range) => requestsFor(book, range, given)),
    );
    return { text: `Formatted ${given.ranges.join(", ")}.` };
  },
});

function requestsFor(book: Book, range: GridRange, given: Input): sheets_v4.Schema$Request[] {
  const { format, fields } = cellFormat(given);
  return [
    ...(given.merge === undefined ? [] : [merging(range, given.merge)]),
    ...(fields.length === 0
      ? []
      : [
          {
            repeatCell: {
              range,
              cell: { userEnteredFormat: format },
              fields: `userEnteredFormat(${fields.join(",")})`,
            },
          },
        ]),
    ...(given.borders === undefined ? [] : [{ updateBorders: { range, ...borders(given.borders) } }]),
    ...(given.column_width === undefined ? [] : [sizing(book, range, "COLUMNS", given.column_width)]),
    ...(given.row_height === undefined ? [] : [sizing(book, range, "ROWS", given.row_height)]),
  ];
}

/** What of a cell's format is named, and the mask that keeps the rest. */
function cellFormat(given: Input): { format: sheets_v4.Schema$CellFormat; fields: string[] } {
  const text = {
    ...(given.bold !== undefined && { bold: given.bold }),
    ...(given.italic !== undefined && { italic: given.italic }),
    ...(given.font_size !== undefined && { fontSize: given.font_size }),
    ...(given.text_color !== undefined && { foregroundColorStyle: { rgbColor: rgb(given.text_color) } }),
  };
  const pattern = given.number_format;
  const format: sheets_v4.Schema$CellFormat = {
    ...(pattern && { numberFormat: { type: numberFormatType(pattern), pattern } }),
    ...(given.background !== undefined &&
      given.background !== "none" && { backgroundColorStyle: { rgbColor: rgb(given.background) } }),
    ...(given.align !== undefined && { horizontalAlignment: given.align.toUpperCase() }),
    ...(given.wrap !== undefined && {
      wrapStrategy: given.wrap === "overflow" ? "OVERFLOW_CELL" : given.wrap.toUpperCase(),
    }),
    ...(Object.keys(text).length > 0 && { textFormat: text }),
  };
  const { textFormat: _, ...others } = format;
  const fields = [
    ...Object.keys(others),
    ...(pattern === "" ? ["numberFormat"] : []),
    ...(given.background === "none" ? ["backgroundColorStyle"] : []),
    ...Object.keys(text).map((name) => `textFormat.${name}`),
  ];
  return { format, fields };
}

const SIDES = {
  all: ["top", "bottom", "left", "right", "innerHorizontal", "innerVertical"],
  outer: ["top", "bottom", "left", "right"],
  bottom: ["bottom"],
  none: ["top", "bottom", "left", "right", "innerHorizontal", "innerVertical"],
} as const;

function borders(kind: keyof typeof SIDES) {
  const border = kind === "none" ? { style: "NONE" } : { style: "SOLID", colorStyle: { rgbColor: rgb("#000000") } };
  return Object.fromEntries(SIDES[kind].map((side) => [side, border]));
}

function merging(range: GridRange, merge: "all" | "rows" | "columns" | "none"): sheets_v4.Schema$Request {
  return merge === "none"
    ? { unmergeCells: { range } }
    : { mergeCells: { range, mergeType: `MERGE_${merge.toUpperCase()}` } };
}

/** Widths of the range's columns or heights of its rows. */
function sizing(book: Book, range: GridRange, dimension: "ROWS" | "COLUMNS", size: number): sheets_v4.Schema$Request {
  const closed = closedRange(book, range);
  const [startIndex, endIndex] =
    dimension === "ROWS"
      ? [closed.startRowIndex, closed.endRowIndex]
      : [closed.startColumnIndex, closed.endColumnIndex];
  const dimensions = { sheetId: range.sheetId, dimension, startIndex, endIndex };
  return size === 0
    ? { autoResizeDimensions: { dimensions } }
    : { updateDimensionProperties: { range: dimensions, properties: { pixelSize: size }, fields: "pixelSize" } };
}
