import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { columnIndex } from "../../content/a1.ts";
import { fileId } from "../input.ts";
import { closedRange, type GridRange, gridOf, loadBook } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, columnName, invalidInput, oneCell } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const columns = z.array(columnName).max(20, "expected at most 20 columns").default([]);

/** Summarizes a range as a pivot table. */
export const sheetsAddPivot = defineSheetsTool({
  name: "sheets_add_pivot",
  title: "Add pivot table",
  description: "Adds a pivot table; rows, columns and values are column letters of the source.",
  tier: "complete",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    source: cellRange,
    at: oneCell,
    rows: columns,
    columns,
    values: columns,
    summarize: z.enum(["SUM", "COUNTA", "AVERAGE", "MAX", "MIN"]).optional(),
  }),
  async run(given, call) {
    if (given.rows.length + given.columns.length + given.values.length === 0)
      throw invalidInput("rows: expected at least one of rows, columns, values");
    const sheets = await call.google.sheets();
    const book = await loadBook(sheets, given.spreadsheet_id);
    const source = closedRange(book, gridOf(book, given.source));
    const at = gridOf(book, given.at);
    const group =
      (field: string) =>
      (column: string): sheets_v4.Schema$PivotGroup => ({
        sourceColumnOffset: offsetOf(field, column, source),
        showTotals: true,
        sortOrder: "ASCENDING",
      });
    const pivotTable = {
      source,
      rows: given.rows.map(group("rows")),
      columns: given.columns.map(group("columns")),
      values: given.values.map((column) => ({
        sourceColumnOffset: offsetOf("values", column, source),
        summarizeFunction: given.summarize ?? "SUM",
      })),
    };
    await sendBatch(sheets, given.spreadsheet_id, [
      {
        updateCells: {
          start: { sheetId: at.sheetId, rowIndex: at.startRowIndex ?? 0, columnIndex: at.startColumnIndex ?? 0 },
          rows: [{ values: [{ pivotTable }] }],
          fields: "pivotTable",
        },
      },
    ]);
    return { text: `Added a pivot table of ${given.source} at ${given.at}; read it with sheets_read.` };
  },
});

/** The column's place within the source. @throws ToolError `invalid_input` for one outside it */
function offsetOf(field: string, column: string, source: Required<GridRange>): number {
  const index = columnIndex(column) ?? -1;
  if (index >= source.startColumnIndex && index < source.endColumnIndex) return index - source.startColumnIndex;
  throw invalidInput(`${field}: the column ${column} is outside the source`);
}
