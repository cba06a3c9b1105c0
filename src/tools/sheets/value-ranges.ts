import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { parseRange, writeRange } from "../../content/a1.ts";
import { checkCell, isBareCell, loadBook } from "./book.ts";

/** A name that Google could take for a cell, in A1 or in R1C1 notation. */
const LIKE_A_CELL = /^(?:[A-Z]{1,3}\d+|(?:R[[\]\d]*)?(?:C[[\]\d]*)?)$/i;

/** What a named range can be called; anything else is the title of a tab. */
const CAN_BE_NAMED = /^[\p{L}_][\p{L}\p{N}_.]*$/u;

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
 * Ranges as the methods for values take them: titles of tabs in quotes where they need them, and a title alone that could
 * be taken for a cell as all its cells.
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
    if (parsed?.kind === "cells") return writeRange(parsed.sheet, parsed.area);
    if (parsed && LIKE_A_CELL.test(parsed.name)) return `${inQuotes(parsed.name)}!A:ZZZ`;
    return !parsed || range.startsWith("'") || CAN_BE_NAMED.test(range) ? range : inQuotes(range);
  });
}

/** A tab's title as no range can misread it. */
export function inQuotes(title: string): string {
  return `'${title.replaceAll("'", "''")}'`;
}
