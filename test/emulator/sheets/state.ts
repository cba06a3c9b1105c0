import { ApiError } from "../api.ts";

/** What a cell can hold without a formula. */
export type Literal = string | number | boolean;

export type Json = Record<string, unknown>;

export interface StoredCell {
  value?: Literal | undefined;
  /** With its `=`. */
  formula?: string | undefined;
  /** `userEnteredFormat`. */
  format?: Json | undefined;
  validation?: Json | undefined;
  note?: string | undefined;
  pivot?: Json | undefined;
  /** What a pivot table puts here. */
  shown?: Literal | undefined;
}

/** A rectangle of cells, 0-based, ends exclusive. */
export interface Area {
  startRow: number;
  endRow: number;
  startColumn: number;
  endColumn: number;
}

/** Google's GridRange: what is missing is unbounded. */
export interface GridRange {
  sheetId?: number | undefined;
  startRowIndex?: number | undefined;
  endRowIndex?: number | undefined;
  startColumnIndex?: number | undefined;
  endColumnIndex?: number | undefined;
}

export interface DimensionProperties {
  pixelSize?: number | undefined;
  hiddenByUser?: boolean | undefined;
}

export type Dimension = "ROWS" | "COLUMNS";

export interface StoredSheet {
  sheetId: number;
  title: string;
  hidden: boolean;
  rowCount: number;
  columnCount: number;
  frozenRowCount: number;
  frozenColumnCount: number;
  hideGridlines: boolean;
  tabColorStyle?: Json | undefined;
  /** Cells by row and column; rows and cells may be missing. */
  rows: (StoredCell | undefined)[][];
  properties: Record<Dimension, (DimensionProperties | undefined)[]>;
  merges: Area[];
  conditionalFormats: { ranges: GridRange[]; rule: Json }[];
  basicFilter?: { range: GridRange; rest: Json } | undefined;
  filterViews: { filterViewId: number; range: GridRange; rest: Json }[];
  charts: Json[];
  protectedRanges: { protectedRangeId: number; range: GridRange; rest: Json }[];
  tables: { tableId: string; name: string; range: GridRange; columns: string[] }[];
}

export interface NamedRange {
  namedRangeId: string;
  name: string;
  range: GridRange;
}

export interface Spreadsheet {
  id: string;
  locale: string;
  timeZone: string;
  /** In the order of their tabs. */
  sheets: StoredSheet[];
  namedRanges: NamedRange[];
  /** The next id that is given out. */
  nextId: number;
}

/** The size of a sheet that is made without one. */
const NEW_ROWS = 1000;
const NEW_COLUMNS = 26;

/** "The maximum number of cells of a workbook" (Google, "Files you can store in Google Drive"). */
const MOST_CELLS = 10_000_000;

const LONGEST_CELL = 50_000;

export function newSheet(sheetId: number, title: string, size: { rowCount?: number; columnCount?: number } = {}) {
  const sheet: StoredSheet = {
    sheetId,
    title,
    hidden: false,
    rowCount: size.rowCount ?? NEW_ROWS,
    columnCount: size.columnCount ?? NEW_COLUMNS,
    frozenRowCount: 0,
    frozenColumnCount: 0,
    hideGridlines: false,
    rows: [],
    properties: { ROWS: [], COLUMNS: [] },
    merges: [],
    conditionalFormats: [],
    filterViews: [],
    charts: [],
    protectedRanges: [],
    tables: [],
  };
  return sheet;
}

export function invalid(message: string): ApiError {
  return new ApiError(400, "badRequest", message);
}

/** @throws ApiError 400 when the workbook is larger than Google allows */
export function checkSize({ sheets }: Spreadsheet): void {
  const cells = sheets.reduce((sum, { rowCount, columnCount }) => sum + rowCount * columnCount, 0);
  if (cells > MOST_CELLS)
    throw invalid(
      `This action would increase the number of cells in the workbook above the limit of ${MOST_CELLS} cells.`,
    );
}

export function cellAt(sheet: StoredSheet, row: number, column: number): StoredCell | undefined {
  return sheet.rows[row]?.[column];
}

/** The cell to change, made when there is none. */
export function cellFor(sheet: StoredSheet, row: number, column: number): StoredCell {
  sheet.rows[row] ??= [];
  const cells = sheet.rows[row];
  cells[column] ??= {};
  return cells[column];
}

/** Puts a literal or a formula into a cell; an empty text clears it. @throws ApiError 400 for a text that is too long */
export function setContent(cell: StoredCell, content: { value?: Literal; formula?: string }): void {
  if (typeof content.value === "string" && content.value.length > LONGEST_CELL)
    throw invalid(`Your input contains more than the maximum of ${LONGEST_CELL} characters in a single cell.`);
  cell.formula = content.formula;
  cell.value = content.value === "" ? undefined : content.value;
}

export function isFilled(cell: StoredCell | undefined): boolean {
  return cell !== undefined && (cell.value !== undefined || cell.formula !== undefined || cell.pivot !== undefined);
}

/** The sheet of an id; @throws ApiError 400 as Google does when there is none */
export function sheetById({ sheets }: Spreadsheet, sheetId: number | undefined): StoredSheet {
  const sheet = sheets.find((one) => one.sheetId === (sheetId ?? 0));
  if (!sheet) throw invalid(`No grid with id: ${sheetId ?? 0}`);
  return sheet;
}

/** Every place of a rectangle, row by row. */
export function* places({ startRow, endRow, startColumn, endColumn }: Area): Generator<[number, number]> {
  for (let row = startRow; row < endRow; row += 1)
    for (let column = startColumn; column < endColumn; column += 1) yield [row, column];
}

export function intersects(a: Area, b: Area): boolean {
  return a.startRow < b.endRow && b.startRow < a.endRow && a.startColumn < b.endColumn && b.startColumn < a.endColumn;
}
