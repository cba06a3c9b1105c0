import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { ToolError } from "../../errors.ts";
import { type Book, type GridRange, shownRange } from "./book.ts";

/** What becomes one cell: the whole range, each of its rows, each of its columns. */
type Merge = "all" | "rows" | "columns";

/**
 * Merging keeps the first of the cells that become one and drops what the others hold, of which nobody would be told.
 * @throws ToolError `invalid_input` when others hold something
 */
export async function checkMerge(
  sheets: sheets_v4.Sheets,
  spreadsheetId: string,
  book: Book,
  ranges: readonly GridRange[],
  merge: Merge,
): Promise<void> {
  const shown = ranges.map((range) => shownRange(book, range));
  const { data } = await sheets.spreadsheets.values.batchGet({
    spreadsheetId,
    ranges: shown,
    valueRenderOption: "FORMULA",
    fields: "valueRanges(values)",
  });
  for (const [index, range] of shown.entries()) {
    const dropped = countDropped(data.valueRanges?.[index]?.values ?? [], merge);
    if (dropped > 0)
      throw new ToolError(
        "invalid_input",
        `merge: it would drop the content of ${dropped} ${dropped === 1 ? "cell" : "cells"} in ${range}`,
        "Move it elsewhere or clear it first.",
      );
  }
}

function countDropped(rows: readonly (readonly unknown[])[], merge: Merge): number {
  const stays = (row: number, column: number) =>
    (merge === "columns" || column === 0) && (merge === "rows" || row === 0);
  return rows
    .flatMap((cells, row) => cells.filter((_, column) => !stays(row, column)))
    .filter((cell) => cell !== "" && cell !== null).length;
}
