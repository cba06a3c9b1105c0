import { z } from "zod";
import type { ApiRequest } from "../api.ts";
import { a1Of, columnName, type Located, locate } from "./a1.ts";
import { Calculator, CellError, type Result } from "./calculate.ts";
import { enter } from "./entered.ts";
import { formatNumber, isDateFormat } from "./number-format.ts";
import {
  type Area,
  cellAt,
  cellFor,
  invalid,
  type Literal,
  type Spreadsheet,
  type StoredCell,
  type StoredSheet,
  setContent,
} from "./state.ts";

/** How values are given out. */
export interface Rendering {
  values: string;
  dates: string;
  major: string;
}

/** A cell as one of the render options gives it; an empty one is an empty text. */
export function renderCell(calculator: Calculator, sheet: StoredSheet, row: number, column: number, how: Rendering) {
  const cell = cellAt(sheet, row, column);
  if (how.values === "FORMULA" && cell?.formula !== undefined) return cell.formula;
  const result = calculator.valueAt(sheet, row, column);
  if (result === undefined) return "";
  if (result instanceof CellError) return result.text;
  const formatted = how.values === "FORMATTED_VALUE" || (how.dates === "FORMATTED_STRING" && isDateFormat(cell));
  return formatted ? formattedValue(result, cell) : result;
}

export function formattedValue(result: Exclude<Result, CellError | undefined>, cell: StoredCell | undefined): string {
  if (typeof result === "boolean") return result ? "TRUE" : "FALSE";
  return typeof result === "number" ? formatNumber(result, cell) : result;
}

/** The values of a range: trailing empty rows and cells are left out, and `values` when there are none. */
export function valueRange(book: Spreadsheet, { sheet, area }: Located, how: Rendering) {
  const calculator = new Calculator(book);
  const byColumns = how.major === "COLUMNS";
  const rendered = (row: number, column: number) => renderCell(calculator, sheet, row, column, how);
  const lastRow = Math.min(area.endRow, sheet.rows.length);
  const rows: Literal[][] = [];
  for (let row = area.startRow; row < lastRow; row += 1) {
    const lastColumn = byColumns ? area.endColumn : Math.min(area.endColumn, sheet.rows[row]?.length ?? 0);
    const cells: Literal[] = [];
    for (let column = area.startColumn; column < lastColumn; column += 1) cells.push(rendered(row, column));
    rows.push(cells);
  }
  const columns = Array.from({ length: area.endColumn - area.startColumn }, (_, index) =>
    rows.map((row) => row[index] ?? ""),
  );
  const values = withoutTrailing(
    (byColumns ? columns : rows).map((line) => withoutTrailing(line, (value) => value === "")),
    (line) => line.length === 0,
  );
  return {
    range: a1Of(sheet, area),
    majorDimension: byColumns ? "COLUMNS" : "ROWS",
    ...(values.length > 0 && { values }),
  };
}

function withoutTrailing<T>(list: T[], isEmpty: (item: T) => boolean): T[] {
  return list.slice(0, list.findLastIndex((item) => !isEmpty(item)) + 1);
}

/** What the query says of how values are given out; defaults are Google's. */
export function renderingOf({ query }: Pick<ApiRequest, "query">, prefix = ""): Rendering {
  const name = (option: string) => (prefix === "" ? option : `${prefix}${option[0]?.toUpperCase()}${option.slice(1)}`);
  return {
    values: query.get(name("valueRenderOption")) ?? "FORMATTED_VALUE",
    dates: query.get(name("dateTimeRenderOption")) ?? "SERIAL_NUMBER",
    major: query.get("majorDimension") ?? "ROWS",
  };
}

const valueRangeSchema = z.object({
  range: z.string().optional(),
  majorDimension: z.string().optional(),
  values: z.array(z.array(z.unknown())).default([]),
});

/** Reads a ValueRange's rows. @throws ApiError 400 for cells that are lists or objects */
export function rowsOf(body: unknown): { range: string | undefined; rows: (Literal | null)[][] } {
  const { range, majorDimension, values } = valueRangeSchema.parse(body ?? {});
  const checked = values.map((line, row) => line.map((value, column) => literal(value, row, column)));
  if (majorDimension !== "COLUMNS") return { range, rows: checked };
  const height = Math.max(0, ...checked.map((line) => line.length));
  return { range, rows: Array.from({ length: height }, (_, row) => checked.map((line) => line[row] ?? null)) };
}

function literal(value: unknown, row: number, column: number): Literal | null {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  throw invalid(`Invalid values[${row}][${column}]: ${Array.isArray(value) ? "list_value" : "struct_value"}`);
}

/** Fills a rectangle; null leaves a cell as it is. @throws ApiError 400 for an option that Google does not take */
export function writeRows(
  sheet: StoredSheet,
  start: { row: number; column: number },
  rows: (Literal | null)[][],
  option: string | undefined,
  now: number,
): { area: Area; cells: number } {
  if (option !== "RAW" && option !== "USER_ENTERED") throw invalid("'valueInputOption' is required but not specified");
  let cells = 0;
  const year = new Date(now).getUTCFullYear();
  for (const [rowOffset, row] of rows.entries())
    for (const [columnOffset, value] of row.entries()) {
      if (value === null) continue;
      cells += 1;
      put(cellFor(sheet, start.row + rowOffset, start.column + columnOffset), value, option === "RAW", year);
    }
  const width = Math.max(0, ...rows.map((row) => row.length));
  const area = {
    startRow: start.row,
    endRow: start.row + Math.max(1, rows.length),
    startColumn: start.column,
    endColumn: start.column + Math.max(1, width),
  };
  return { area, cells };
}

function put(cell: StoredCell, value: Literal, raw: boolean, year: number): void {
  if (raw || typeof value !== "string" || value === "") {
    setContent(cell, { value });
    return;
  }
  const { numberFormat, ...content } = enter(value, year);
  setContent(cell, content);
  if (numberFormat && cell.format?.numberFormat === undefined) cell.format = { ...cell.format, numberFormat };
}

/**
 * Writes a ValueRange as `values.update` does.
 * @throws ApiError 400 when the values reach over the range that is named, or over the grid
 */
export function updateValues(
  book: Spreadsheet,
  text: string,
  body: unknown,
  option: string | undefined,
  response: Rendering | undefined,
  now: number,
) {
  const found = locate(book, text);
  const { sheet, area, anchor } = found;
  const { range, rows } = rowsOf(body);
  if (
    range !== undefined &&
    range !== text &&
    a1Of(sheet, area) !== a1Of(locate(book, range).sheet, locate(book, range).area)
  )
    throw invalid(`Requested writing within range [${text}], but tried writing to range [${range}]`);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const lastRow = anchor ? sheet.rowCount : area.endRow;
  const lastColumn = anchor ? sheet.columnCount : area.endColumn;
  const outside = (what: string) => invalid(`Requested writing within range [${text}], but tried writing to ${what}`);
  if (area.startRow + rows.length > lastRow) throw outside(`row [${lastRow + 1}]`);
  if (area.startColumn + width > lastColumn) throw outside(`column [${columnName(lastColumn)}]`);
  const start = { row: area.startRow, column: area.startColumn };
  const written = writeRows(sheet, start, rows, option, now);
  return {
    spreadsheetId: book.id,
    updatedRange: a1Of(sheet, written.area),
    ...(written.cells > 0 && {
      updatedRows: rows.filter((row) => row.some((value) => value !== null)).length,
      updatedColumns: width,
      updatedCells: written.cells,
    }),
    ...(response && { updatedData: valueRange(book, { ...found, area: written.area }, response) }),
  };
}

/** Empties the cells of a range; formats stay. */
export function clearRange(book: Spreadsheet, text: string): string {
  const { sheet, area } = locate(book, text);
  for (let row = area.startRow; row < Math.min(area.endRow, sheet.rows.length); row += 1)
    for (let column = area.startColumn; column < area.endColumn; column += 1) {
      const cell = cellAt(sheet, row, column);
      if (cell) Object.assign(cell, { value: undefined, formula: undefined, pivot: undefined });
    }
  return a1Of(sheet, area);
}
