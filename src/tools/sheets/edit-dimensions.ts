import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { columnIndex, parseRange } from "../../content/a1.ts";
import { fileId } from "../input.ts";
import { type Book, gridOf, loadBook, tabById } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, invalidInput, needed } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const EXPECTED_PIXELS = "expected pixels from 2 to 2000";

const input = z.strictObject({
  spreadsheet_id: fileId,
  action: z.enum(["insert", "delete", "move", "resize", "fit", "hide", "show"]),
  range: cellRange
    .refine(isWhole, "expected whole rows such as Costs!3:5, or columns such as Costs!B:D")
    .describe("As Costs!3:5 or Costs!B:D."),
  before: z
    .string()
    .regex(/^([A-Za-z]{1,3}|[1-9]\d{0,7})$/, "expected a row's number or a column's letters")
    .optional(),
  pixels: z.int(EXPECTED_PIXELS).min(2, EXPECTED_PIXELS).max(2000, EXPECTED_PIXELS).optional(),
});
type Input = z.output<typeof input>;

/** Changes rows and columns as a whole. */
export const sheetsEditDimensions = defineSheetsTool({
  name: "sheets_edit_dimensions",
  title: "Rows and columns",
  description:
    "Inserts, deletes, moves, resizes, fits, hides or shows rows or columns; inserted ones get the range's places.",
  tier: "extended",
  kind: "destructive",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    const sheets = await call.google.sheets();
    const book = await loadBook(sheets, given.spreadsheet_id);
    await sendBatch(sheets, given.spreadsheet_id, [requestFor(book, given)]);
    return {
      text: `Done: ${given.action} ${given.range}${given.before === undefined ? "" : ` before ${given.before}`}.`,
    };
  },
});

/** Whether a range is whole rows or whole columns with both ends. */
function isWhole(range: string): boolean {
  const parsed = parseRange(range);
  if (parsed?.kind !== "cells") return false;
  const { startRow, endRow, startColumn, endColumn } = parsed.area;
  const rows = startRow !== undefined && endRow !== undefined;
  const columns = startColumn !== undefined && endColumn !== undefined;
  return (rows && startColumn === undefined) || (columns && startRow === undefined);
}

function requestFor(book: Book, given: Input): sheets_v4.Schema$Request {
  const grid = gridOf(book, given.range);
  const rows = grid.startColumnIndex === undefined;
  const range = {
    sheetId: grid.sheetId,
    dimension: rows ? "ROWS" : "COLUMNS",
    startIndex: (rows ? grid.startRowIndex : grid.startColumnIndex) ?? 0,
    endIndex: (rows ? grid.endRowIndex : grid.endColumnIndex) ?? 0,
  };
  switch (given.action) {
    case "insert": {
      const tab = tabById(book, grid.sheetId);
      const size = (rows ? tab?.rows : tab?.columns) ?? 0;
      // At the end there is nothing after them whose format they could take.
      return { insertDimension: { range, inheritFromBefore: range.startIndex >= size } };
    }
    case "delete":
      return { deleteDimension: { range } };
    case "move":
      return { moveDimension: { source: range, destinationIndex: placeOf(needed(given.before, "before"), rows) } };
    case "resize": {
      const properties = { pixelSize: needed(given.pixels, "pixels") };
      return { updateDimensionProperties: { range, properties, fields: "pixelSize" } };
    }
    case "fit":
      return { autoResizeDimensions: { dimensions: range } };
    case "hide":
    case "show": {
      const properties = { hiddenByUser: given.action === "hide" };
      return { updateDimensionProperties: { range, properties, fields: "hiddenByUser" } };
    }
  }
}

function placeOf(before: string, rows: boolean): number {
  if (rows && /^\d+$/.test(before)) return Number(before) - 1;
  const column = rows ? undefined : columnIndex(before);
  if (column === undefined)
    throw invalidInput(`before: got ${before}; expected ${rows ? "a row's number" : "a column's letters"}`);
  return column;
}
