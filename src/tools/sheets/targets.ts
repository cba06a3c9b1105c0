import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { parseRange, writeRange } from "../../content/a1.ts";
import { type Cell, widthOf } from "../../content/sheet-cells.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { type Book, firstTab, loadBook, tabOf } from "./book.ts";
import { sendBatch } from "./send-batch.ts";
import { invalidInput } from "./sheet-input.ts";

/** Rows and the cells that they go to. */
export interface Target {
  sheet: string | undefined;
  startRow: number;
  endRow: number;
  startColumn: number;
  endColumn: number;
  rows: readonly (readonly Cell[])[];
  /** Exactly the cells that are written, in A1 notation. */
  range: string;
}

/** @throws ToolError `invalid_input` for a bare name, and for rows that do not fit into the range */
export function targetOf(
  { range, rows }: { range: string; rows: readonly (readonly Cell[])[] },
  index: number,
): Target {
  const parsed = parseRange(range);
  if (parsed?.kind !== "cells")
    throw invalidInput(`data.${index}.range: got ${range}; expected the first cell to write to, such as Costs!A2`);
  const { startRow = 0, startColumn = 0, endRow, endColumn } = parsed.area;
  const area = { startRow, endRow: startRow + rows.length, startColumn, endColumn: startColumn + widthOf(rows) };
  if (area.endColumn === startColumn) throw invalidInput(`data.${index}.rows: expected at least one cell`);
  const tooMany =
    !parsed.single && (area.endRow > (endRow ?? area.endRow) || area.endColumn > (endColumn ?? area.endColumn));
  if (tooMany)
    throw invalidInput(
      `data.${index}.rows: ${rows.length} rows of up to ${widthOf(rows)} cells do not fit into ${range}; name the first cell alone`,
    );
  return { sheet: parsed.sheet, ...area, rows, range: writeRange(parsed.sheet, area) };
}

/** Whether two of them may write to one cell, so that what was there before says nothing about the second. */
export function overlap(targets: readonly Target[]): boolean {
  const title = ({ sheet }: Target) => sheet?.toLowerCase();
  const sameTab = (a: Target, b: Target) => title(a) === title(b) || title(a) === undefined || title(b) === undefined;
  return targets.some((a, index) =>
    targets
      .slice(index + 1)
      .some(
        (b) =>
          sameTab(a, b) &&
          a.startRow < b.endRow &&
          b.startRow < a.endRow &&
          a.startColumn < b.endColumn &&
          b.startColumn < a.endColumn,
      ),
  );
}

/**
 * Does the work; where Google refuses it because the cells lie outside the grid, adds the rows and columns that it takes
 * and does it again.
 */
export async function withRoom<T>(
  sheets: sheets_v4.Sheets,
  spreadsheetId: string,
  targets: readonly Target[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GoogleApiError) || !/exceeds grid limits|tried writing to/.test(error.message)) throw error;
    const requests = growth(await loadBook(sheets, spreadsheetId), targets);
    if (requests.length === 0) throw error;
    await sendBatch(sheets, spreadsheetId, requests);
    return await work();
  }
}

/** What makes every tab large enough. */
function growth(book: Book, targets: readonly Target[]): sheets_v4.Schema$Request[] {
  const tabs = new Map<number, { rows: number; columns: number }>();
  for (const { sheet, endRow, endColumn } of targets) {
    const tab = sheet === undefined ? firstTab(book) : tabOf(book, sheet);
    if (!tab) continue;
    const wanted = tabs.get(tab.id) ?? { rows: 0, columns: 0 };
    tabs.set(tab.id, {
      rows: Math.max(wanted.rows, endRow - tab.rows),
      columns: Math.max(wanted.columns, endColumn - tab.columns),
    });
  }
  return [...tabs].flatMap(([sheetId, { rows, columns }]) => [
    ...(rows > 0 ? [{ appendDimension: { sheetId, dimension: "ROWS", length: rows } }] : []),
    ...(columns > 0 ? [{ appendDimension: { sheetId, dimension: "COLUMNS", length: columns } }] : []),
  ]);
}
