import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { parseRange } from "../../content/a1.ts";
import { checkCell, isBareCell, loadBook } from "./book.ts";

/** A name that Google could take for a cell, in A1 or in R1C1 notation. */
const LIKE_A_CELL = /^(?:[A-Z]{1,3}\d+|(?:R[[\]\d]*)?(?:C[[\]\d]*)?)$/i;

/** @throws ToolError `invalid_input` for a cell that could be meant as a tab; only for such cells the tabs are looked at */
export async function checkCells(
  sheets: sheets_v4.Sheets,
  spreadsheetId: string,
  ranges: readonly string[],
): Promise<void> {
  if (!ranges.some(isBareCell)) return;
  const book = await loadBook(sheets, spreadsheetId);
  for (const range of ranges) checkCell(book, range);
}

/**
 * Ranges as the methods for values take them: the title of a tab that could be taken for a cell becomes all its cells.
 * @throws ToolError as {@link checkCells} does
 */
export async function valueRanges(
  sheets: sheets_v4.Sheets,
  spreadsheetId: string,
  ranges: readonly string[],
): Promise<string[]> {
  await checkCells(sheets, spreadsheetId, ranges);
  return ranges.map((range) => {
    const parsed = parseRange(range);
    return parsed?.kind === "name" && LIKE_A_CELL.test(parsed.name) ? `${inQuotes(parsed.name)}!A:ZZZ` : range;
  });
}

/** A tab's title as no range can misread it. */
export function inQuotes(title: string): string {
  return `'${title.replaceAll("'", "''")}'`;
}
