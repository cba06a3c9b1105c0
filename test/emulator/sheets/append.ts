import type { ApiRequest } from "../api.ts";
import { a1Of, locate } from "./a1.ts";
import { insertDimension } from "./dimensions.ts";
import { type Area, cellAt, intersects, isFilled, type Spreadsheet, type StoredSheet } from "./state.ts";
import { renderingOf, rowsOf, valueRange, writeRows } from "./values.ts";

/**
 * `values.append`: looks for the last table in the range and writes below it, from its first column; without a table at
 * the range's own start (Sheets API, "Append values").
 */
export function appendValues(book: Spreadsheet, request: ApiRequest, now: number) {
  const { query } = request;
  const { sheet, area } = locate(book, request.path.range ?? "");
  const { rows } = rowsOf(request.body);
  const table = tablesOf(sheet)
    .filter((one) => intersects(one, area))
    .sort((a, b) => a.endRow - b.endRow || a.endColumn - b.endColumn)
    .at(-1);
  const start = table
    ? { row: table.endRow, column: table.startColumn }
    : { row: area.startRow, column: area.startColumn };
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (query.get("insertDataOption") === "INSERT_ROWS" && rows.length > 0)
    insertDimension(book, sheet, "ROWS", start.row, rows.length);
  sheet.rowCount = Math.max(sheet.rowCount, start.row + rows.length);
  sheet.columnCount = Math.max(sheet.columnCount, start.column + width);
  const written = writeRows(sheet, start, rows, query.get("valueInputOption") ?? undefined, now);
  const includes = query.get("includeValuesInResponse") === "true";
  return {
    spreadsheetId: book.id,
    ...(table && { tableRange: a1Of(sheet, table) }),
    updates: {
      spreadsheetId: book.id,
      updatedRange: a1Of(sheet, written.area),
      updatedRows: rows.length,
      updatedColumns: width,
      updatedCells: written.cells,
      ...(includes && {
        updatedData: valueRange(book, { sheet, area: written.area, anchor: false }, renderingOf(request, "response")),
      }),
    },
  };
}

/** Blocks of filled cells that touch, at their corners too, each as the rectangle around it. */
function tablesOf(sheet: StoredSheet): Area[] {
  const tables: Area[] = [];
  for (let row = 0; row < sheet.rows.length; row += 1)
    for (let column = 0; column < (sheet.rows[row]?.length ?? 0); column += 1) {
      if (!isFilled(cellAt(sheet, row, column))) continue;
      const around = { startRow: row - 1, endRow: row + 2, startColumn: column - 1, endColumn: column + 2 };
      const touched = tables.filter((one) => intersects(one, around));
      const joined = touched.reduce(unite, {
        startRow: row,
        endRow: row + 1,
        startColumn: column,
        endColumn: column + 1,
      });
      for (const one of touched) tables.splice(tables.indexOf(one), 1);
      tables.push(joined);
    }
  return tables;
}

function unite(a: Area, b: Area): Area {
  return {
    startRow: Math.min(a.startRow, b.startRow),
    endRow: Math.max(a.endRow, b.endRow),
    startColumn: Math.min(a.startColumn, b.startColumn),
    endColumn: Math.max(a.endColumn, b.endColumn),
  };
}
