import { type Area, type GridRange, invalid, type Spreadsheet, type StoredSheet, sheetById } from "./state.ts";

/** A range of one sheet, its ends cut to the grid. */
export interface Located {
  sheet: StoredSheet;
  area: Area;
  /** Whether the range is one cell, from which a write may go on in both directions. */
  anchor: boolean;
}

export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnName(rest - 1) : "") + String.fromCharCode(65 + (index % 26));
}

export function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Google puts a title in quotes unless it is a plain word that no cell is named like. */
export function quoted(title: string): string {
  const plain = /^[A-Za-z_][\w.]*$/.test(title) && !/^[A-Za-z]{1,3}\d+$/.test(title) && !/^R\d+C\d+$/i.test(title);
  return plain ? title : `'${title.replaceAll("'", "''")}'`;
}

/** A rectangle in A1 notation with its sheet. */
export function a1Of(sheet: StoredSheet, { startRow, endRow, startColumn, endColumn }: Area): string {
  const from = `${columnName(startColumn)}${startRow + 1}`;
  const to = `${columnName(endColumn - 1)}${endRow}`;
  return `${quoted(sheet.title)}!${from === to ? from : `${from}:${to}`}`;
}

interface Corner {
  row?: number;
  column?: number;
}

function cornerOf(text: string): Corner | undefined {
  const found = /^\$?([A-Za-z]{1,3})?\$?(\d{1,8})?$/.exec(text);
  if (!found || text === "" || text.endsWith("$")) return undefined;
  const [, letters, digits] = found;
  if (digits !== undefined && Number(digits) === 0) return undefined;
  return {
    ...(letters !== undefined && { column: columnNumber(letters) }),
    ...(digits !== undefined && { row: Number(digits) - 1 }),
  };
}

/** What stands before and after the `!`; the title without its quotes. */
function split(text: string): { title?: string; cells?: string } {
  const quotedTitle = /^'((?:[^']|'')*)'(?:!(.*))?$/s.exec(text);
  if (quotedTitle)
    return { title: (quotedTitle[1] ?? "").replaceAll("''", "'"), ...(quotedTitle[2] && { cells: quotedTitle[2] }) };
  const at = text.lastIndexOf("!");
  return at < 0 ? { cells: text } : { title: text.slice(0, at), cells: text.slice(at + 1) };
}

/**
 * A corner in R1C1 notation, which Google reads before it looks for a sheet or a name: `R2C3`, `R[1]C`, and a letter
 * alone, which is no offset at all.
 */
function r1c1Of(text: string): Corner | undefined {
  const [whole, row, column] = /^(R(?:\d+|\[\d+\])?)?(C(?:\d+|\[\d+\])?)?$/i.exec(text) ?? [];
  if (!whole) return undefined;
  const index = (part = "") => {
    const [, absolute, offset] = /^.(?:(\d+)|\[(\d+)\])?$/.exec(part) ?? [];
    return absolute === undefined ? Number(offset ?? 0) : Number(absolute) - 1;
  };
  const given = {
    ...(row !== undefined && { row: index(row) }),
    ...(column !== undefined && { column: index(column) }),
  };
  if (Object.values(given).some((one) => one < 0)) return undefined;
  return whole.length === 1 ? { row: 0, column: 0 } : given;
}

/**
 * Finds the cells that a text names in A1 notation: a range, a sheet, or a named range. Without a sheet's name it is
 * the first one that is not hidden; a title alone in quotes is a sheet, whatever else goes by that name (Sheets API,
 * "A1 notation").
 * @param home the sheet of cells without a sheet's name, as within a formula
 * @throws ApiError 400 "Unable to parse range", or when it begins outside the grid
 */
export function locate(book: Spreadsheet, text: string, home?: StoredSheet): Located {
  const { title, cells } = split(text);
  const first = home ?? book.sheets.find(({ hidden }) => !hidden);
  if (!first) throw new Error("a spreadsheet has a sheet that is not hidden");
  const sheet = title === undefined ? first : sheetByTitle(book, title);
  if (!sheet) throw unparsable(text);
  if (cells === undefined) return within(sheet, {}, {}, false);
  const [from = "", to, ...more] = cells.split(":");
  const start = cornerOf(from);
  const end = to === undefined ? undefined : cornerOf(to);
  if (start && more.length === 0 && (to === undefined ? start.row !== undefined && start.column !== undefined : end))
    return within(sheet, start, end ?? start, to === undefined);
  const other = to === undefined && title === undefined && !home ? r1c1Of(text) : undefined;
  if (other) return within(sheet, other, other, other.row !== undefined && other.column !== undefined);
  if (title !== undefined) throw unparsable(text);
  const named = book.namedRanges.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (named) return locateGrid(book, named.range);
  const whole = sheetByTitle(book, text);
  if (!whole) throw unparsable(text);
  return within(whole, {}, {}, false);
}

function unparsable(text: string) {
  return invalid(`Unable to parse range: ${text}`);
}

function sheetByTitle(book: Spreadsheet, title: string): StoredSheet | undefined {
  return book.sheets.find((one) => one.title.toLowerCase() === title.toLowerCase());
}

/** The rectangle between two corners in either order; a missing row or column reaches over the whole grid. */
function within(sheet: StoredSheet, a: Corner, b: Corner, anchor: boolean): Located {
  const least = (one?: number, other?: number) =>
    one === undefined || other === undefined ? (one ?? other ?? 0) : Math.min(one, other);
  const most = (size: number, one?: number, other?: number) =>
    one === undefined || other === undefined ? size : Math.min(size, Math.max(one, other) + 1);
  const startRow = least(a.row, b.row);
  const startColumn = least(a.column, b.column);
  if (startRow >= sheet.rowCount || startColumn >= sheet.columnCount) {
    const one = `${columnName(a.column ?? 0)}${(a.row ?? 0) + 1}`;
    const other = `${b.column === undefined ? "" : columnName(b.column)}${b.row === undefined ? "" : b.row + 1}`;
    throw beyondGrid(sheet, one === other || anchor ? one : `${one}:${other}`);
  }
  return {
    sheet,
    area: {
      startRow,
      endRow: most(sheet.rowCount, a.row, b.row),
      startColumn,
      endColumn: most(sheet.columnCount, a.column, b.column),
    },
    anchor,
  };
}

function beyondGrid(sheet: StoredSheet, cells: string) {
  return invalid(
    `Range (${quoted(sheet.title)}!${cells}) exceeds grid limits. Max rows: ${sheet.rowCount}, max columns: ${sheet.columnCount}`,
  );
}

/** The cells of a GridRange, cut to the grid. @throws ApiError 400 for no such sheet, a range that begins outside it */
export function locateGrid(book: Spreadsheet, range: GridRange): Located {
  const sheet = sheetById(book, range.sheetId);
  const { startRowIndex = 0, startColumnIndex = 0, endRowIndex, endColumnIndex } = range;
  for (const index of [startRowIndex, startColumnIndex, endRowIndex ?? 0, endColumnIndex ?? 0])
    if (index < 0) throw invalid("Range indexes must be non-negative.");
  if (endRowIndex !== undefined && endRowIndex < startRowIndex)
    throw invalid("startRowIndex must be less than or equal to endRowIndex.");
  if (endColumnIndex !== undefined && endColumnIndex < startColumnIndex)
    throw invalid("startColumnIndex must be less than or equal to endColumnIndex.");
  if (startRowIndex >= sheet.rowCount || startColumnIndex >= sheet.columnCount) {
    const end = `${endColumnIndex === undefined ? "" : columnName(endColumnIndex - 1)}${endRowIndex ?? ""}`;
    throw beyondGrid(sheet, `${columnName(startColumnIndex)}${startRowIndex + 1}${end === "" ? "" : `:${end}`}`);
  }
  const area = {
    startRow: startRowIndex,
    endRow: Math.min(sheet.rowCount, endRowIndex ?? sheet.rowCount),
    startColumn: startColumnIndex,
    endColumn: Math.min(sheet.columnCount, endColumnIndex ?? sheet.columnCount),
  };
  return { sheet, area, anchor: false };
}
