import { markdownTable } from "./table.ts";
import { TextBuilder } from "./text-builder.ts";

/** Cells longer than this make a table a means of layout, unless it names its columns. */
const LONGEST_CELL = 120;
const LONGEST_CELL_UNDER_HEADINGS = 500;

/** A table as it is read from HTML. */
export interface HtmlTable {
  rows: string[][];
  /** Whether any cell is a heading. */
  headed: boolean;
  /** Whether the mail says that it is for layout only (`role="presentation"`). */
  presentation: boolean;
  /** Whether another table is inside. */
  nests: boolean;
}

/** A table of data as a Markdown table; one that only lays out the page as the text of its cells, in order. */
export function renderTable(table: HtmlTable): string {
  const rows = table.rows.filter((cells) => cells.some((cell) => cell !== ""));
  return isData(table, rows) ? markdownTable(rows[0] ?? [], rows.slice(1)) : renderLayout(rows);
}

function isData(table: HtmlTable, rows: readonly string[][]): boolean {
  if (table.presentation || table.nests || rows.length < 2) return false;
  const columns = Math.max(...rows.map((cells) => cells.length));
  if (columns < 2 || (rows[0]?.length ?? 0) < columns) return false;
  const longest = table.headed ? LONGEST_CELL_UNDER_HEADINGS : LONGEST_CELL;
  const fits = rows.flat().every((cell) => cell.length <= longest && (table.headed || !cell.includes("\n")));
  return fits && rows.filter((cells) => cells.filter((cell) => cell !== "").length >= 2).length >= 2;
}

function renderLayout(rows: readonly string[][]): string {
  const builder = new TextBuilder();
  for (const row of rows) {
    const cells = row.filter((cell) => cell !== "");
    const oneLine = cells.every((cell) => cell.length <= LONGEST_CELL && !cell.includes("\n"));
    if (oneLine) builder.block(cells.join(" | "), 1);
    else for (const cell of cells) builder.block(cell, cell.includes("\n") ? 2 : 1);
  }
  return builder.build();
}
