import { z } from "zod";
import { locateGrid } from "./a1.ts";
import { Calculator, CellError } from "./calculate.ts";
import { enter } from "./entered.ts";
import { masked, maskPaths } from "./mask.ts";
import { checkPivot } from "./pivot.ts";
import { gridRangeSchema } from "./range-schema.ts";
import {
  type Area,
  cellAt,
  cellFor,
  type GridRange,
  intersects,
  invalid,
  type Json,
  type Literal,
  places,
  type Spreadsheet,
  type StoredCell,
  type StoredSheet,
  setContent,
} from "./state.ts";

const json = z.record(z.string(), z.unknown());

/** @throws ApiError 400 when there is none */
export function rangeIn(body: Json, name = "range"): GridRange {
  if (body[name] === undefined) throw invalid(`${name} must be specified.`);
  return gridRangeSchema.parse(body[name]);
}

const CELL_FIELDS = [
  "userEnteredValue",
  "userEnteredFormat",
  "note",
  "dataValidation",
  "pivotTable",
  "textFormatRuns",
  "hyperlink",
];

const valueSchema = z.object({
  numberValue: z.number().optional(),
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  formulaValue: z.string().optional(),
});

/** Puts an ExtendedValue into a cell; none empties it. @throws ApiError 400 for a formula without its `=` */
export function setExtended(cell: StoredCell, given: unknown): void {
  const { numberValue, stringValue, boolValue, formulaValue } = valueSchema.parse(given ?? {});
  if (formulaValue !== undefined && !formulaValue.startsWith("="))
    throw invalid(`Invalid formula: ${formulaValue}. Formulas must begin with '='.`);
  const value = numberValue ?? stringValue ?? boolValue;
  setContent(cell, formulaValue === undefined ? (value === undefined ? {} : { value }) : { formula: formulaValue });
}

/** Changes the named fields of a cell to what CellData says. */
function setCell(book: Spreadsheet, cell: StoredCell, data: Json, paths: readonly string[][]): void {
  const has = (name: string) => paths.some(([first]) => first === name || first === "*");
  if (has("userEnteredValue")) setExtended(cell, data.userEnteredValue);
  if (has("userEnteredFormat")) {
    const inner = paths.flatMap(([first, ...rest]) => (first === "userEnteredFormat" && rest.length > 0 ? [rest] : []));
    const given = json.optional().parse(data.userEnteredFormat);
    cell.format = inner.length > 0 ? masked(cell.format, given, inner) : given;
  }
  if (has("note")) cell.note = z.string().optional().parse(data.note);
  if (has("dataValidation")) cell.validation = json.optional().parse(data.dataValidation);
  if (has("pivotTable")) {
    cell.pivot = json.optional().parse(data.pivotTable);
    if (cell.pivot) checkPivot(book, cell.pivot);
  }
}

function merge(book: Spreadsheet, body: Json): void {
  const { sheet, area } = locateGrid(book, rangeIn(body));
  const type = z.enum(["MERGE_ALL", "MERGE_COLUMNS", "MERGE_ROWS"]).default("MERGE_ALL").parse(body.mergeType);
  const within = (one: Area) =>
    one.startRow >= area.startRow &&
    one.endRow <= area.endRow &&
    one.startColumn >= area.startColumn &&
    one.endColumn <= area.endColumn;
  if (sheet.merges.some((one) => intersects(one, area) && !within(one)))
    throw invalid("You must select all cells in a merged range to merge or unmerge them.");
  sheet.merges = sheet.merges.filter((one) => !within(one));
  for (const one of parts(area, type)) {
    if (one.endRow - one.startRow === 1 && one.endColumn - one.startColumn === 1) continue;
    if (crosses(one.startRow, one.endRow, sheet.frozenRowCount))
      throw invalid("You can't merge frozen and non-frozen rows.");
    if (crosses(one.startColumn, one.endColumn, sheet.frozenColumnCount))
      throw invalid("You can't merge frozen and non-frozen columns.");
    sheet.merges.push(one);
    for (const [row, column] of places(one)) {
      if (row === one.startRow && column === one.startColumn) continue;
      const cell = cellAt(sheet, row, column);
      if (cell) setContent(cell, {});
    }
  }
}

function crosses(start: number, end: number, frozen: number): boolean {
  return start < frozen && end > frozen;
}

function parts(area: Area, type: string): Area[] {
  if (type === "MERGE_ALL") return [area];
  const byRows = type === "MERGE_ROWS";
  const [start, end] = byRows ? [area.startRow, area.endRow] : [area.startColumn, area.endColumn];
  return Array.from({ length: end - start }, (_, index) =>
    byRows
      ? { ...area, startRow: start + index, endRow: start + index + 1 }
      : { ...area, startColumn: start + index, endColumn: start + index + 1 },
  );
}

/** Sets the borders that the request names: around the range and between its cells. */
function setBorders(sheet: StoredSheet, area: Area, body: Json): void {
  for (const [row, column] of places(area)) {
    const sides = {
      top: row === area.startRow ? "top" : "innerHorizontal",
      bottom: row === area.endRow - 1 ? "bottom" : "innerHorizontal",
      left: column === area.startColumn ? "left" : "innerVertical",
      right: column === area.endColumn - 1 ? "right" : "innerVertical",
    };
    const given = Object.entries(sides).flatMap(([side, from]) =>
      body[from] === undefined ? [] : [[side, body[from]]],
    );
    if (given.length === 0) continue;
    const cell = cellFor(sheet, row, column);
    cell.format = {
      ...cell.format,
      borders: { ...json.optional().parse(cell.format?.borders), ...Object.fromEntries(given) },
    };
  }
}

type Handler = (book: Spreadsheet, body: Json, now: number) => Json | undefined;

/** Requests about cells: what they hold and how they look. */
export const CELL_REQUESTS: Readonly<Record<string, Handler>> = {
  repeatCell(book, body) {
    const { sheet, area } = locateGrid(book, rangeIn(body));
    const paths = maskPaths(z.string().optional().parse(body.fields), CELL_FIELDS);
    const data = json.default({}).parse(body.cell);
    for (const [row, column] of places(area)) setCell(book, cellFor(sheet, row, column), data, paths);
    return undefined;
  },
  updateCells(book, body) {
    const paths = maskPaths(z.string().optional().parse(body.fields), CELL_FIELDS);
    const rows = z
      .array(z.object({ values: z.array(json).default([]) }))
      .default([])
      .parse(body.rows);
    const start = z
      .object({ sheetId: z.number().optional(), rowIndex: z.number().default(0), columnIndex: z.number().default(0) })
      .optional()
      .parse(body.start);
    const range = start
      ? {
          sheetId: start.sheetId,
          startRowIndex: start.rowIndex,
          endRowIndex: start.rowIndex + rows.length,
          startColumnIndex: start.columnIndex,
          endColumnIndex: start.columnIndex + Math.max(0, ...rows.map(({ values }) => values.length)),
        }
      : rangeIn(body);
    const { sheet, area } = locateGrid(book, range);
    if (start && ((range.endRowIndex ?? 0) > sheet.rowCount || (range.endColumnIndex ?? 0) > sheet.columnCount))
      throw invalid("Attempting to write past the end of the grid.");
    for (const [row, column] of places(area)) {
      const data = rows[row - area.startRow]?.values[column - area.startColumn];
      if (data || !start) setCell(book, cellFor(sheet, row, column), data ?? {}, paths);
    }
    return undefined;
  },
  updateBorders(book, body) {
    const { sheet, area } = locateGrid(book, rangeIn(body));
    setBorders(sheet, area, body);
    return undefined;
  },
  mergeCells(book, body) {
    merge(book, body);
    return undefined;
  },
  unmergeCells(book, body) {
    const { sheet, area } = locateGrid(book, rangeIn(body));
    sheet.merges = sheet.merges.filter((one) => !intersects(one, area));
    return undefined;
  },
  findReplace: (book, body, now) => findReplace(book, body, now),
};

const findSchema = z.object({
  find: z.string().optional(),
  replacement: z.string().default(""),
  matchCase: z.boolean().default(false),
  matchEntireCell: z.boolean().default(false),
  searchByRegex: z.boolean().default(false),
  includeFormulas: z.boolean().default(false),
  range: gridRangeSchema.optional(),
  sheetId: z.number().optional(),
  allSheets: z.boolean().default(false),
});

function findReplace(book: Spreadsheet, body: Json, now: number): Json {
  const given = findSchema.parse(body);
  if (!given.find) throw invalid("find must be specified.");
  if ([given.range !== undefined, given.sheetId !== undefined, given.allSheets].filter(Boolean).length !== 1)
    throw invalid("Exactly one of range, sheetId or allSheets must be set.");
  const targets = given.allSheets
    ? book.sheets.map(({ sheetId }) => locateGrid(book, { sheetId }))
    : [locateGrid(book, given.range ?? { sheetId: given.sheetId })];
  const pattern = patternOf({ ...given, find: given.find });
  const counts = { valuesChanged: 0, formulasChanged: 0, rowsChanged: 0, sheetsChanged: 0, occurrencesChanged: 0 };
  const calculator = new Calculator(structuredClone(book));
  for (const { sheet, area } of targets) {
    const rows = new Set<number>();
    for (const [row, column] of places({ ...area, endRow: Math.min(area.endRow, sheet.rows.length) })) {
      const cell = cellAt(sheet, row, column);
      const result = calculator.valueAt(sheet, row, column);
      if (!cell || (cell.formula !== undefined && !given.includeFormulas)) continue;
      const text = cell.formula ?? (result instanceof CellError || result === undefined ? "" : textOf(result));
      const found = [...text.matchAll(pattern)].filter(([match]) => match !== "").length;
      if (found === 0) continue;
      const replacement = given.searchByRegex ? given.replacement : given.replacement.replaceAll("$", "$$$$");
      const replaced = enter(text.replace(pattern, replacement), new Date(now).getUTCFullYear());
      counts[cell.formula === undefined ? "valuesChanged" : "formulasChanged"] += 1;
      setContent(cell, replaced);
      counts.occurrencesChanged += found;
      rows.add(row);
    }
    counts.rowsChanged += rows.size;
    counts.sheetsChanged += rows.size > 0 ? 1 : 0;
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function textOf(value: Literal): string {
  return typeof value === "boolean" ? String(value).toUpperCase() : String(value);
}

function patternOf({
  find,
  searchByRegex,
  matchCase,
  matchEntireCell,
}: z.output<typeof findSchema> & { find: string }) {
  const source = searchByRegex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  try {
    return new RegExp(matchEntireCell ? `^(?:${source})$` : source, matchCase ? "g" : "gi");
  } catch {
    throw invalid(`Invalid regular expression: ${find}`);
  }
}
