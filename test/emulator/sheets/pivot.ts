import { z } from "zod";
import { locateGrid } from "./a1.ts";
import { Calculator, CellError, type Result } from "./calculate.ts";
import { gridRangeSchema } from "./range-schema.ts";
import { cellFor, invalid, type Json, type Literal, type Spreadsheet } from "./state.ts";

const groups = z
  .array(z.object({ sourceColumnOffset: z.number().default(0), showTotals: z.boolean().default(false) }))
  .default([]);

const pivotSchema = z.object({
  source: gridRangeSchema.optional(),
  rows: groups,
  columns: groups,
  values: z
    .array(z.object({ sourceColumnOffset: z.number().default(0), summarizeFunction: z.string().optional() }))
    .default([]),
});

const SUMMARIES: Readonly<Record<string, (values: Literal[]) => number>> = {
  SUM: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
  COUNTA: (values) => values.length,
  COUNT: (values) => numbers(values).length,
  COUNTUNIQUE: (values) => new Set(values).size,
  AVERAGE: (values) => numbers(values).reduce((sum, value) => sum + value, 0) / numbers(values).length,
  MAX: (values) => Math.max(...numbers(values)),
  MIN: (values) => Math.min(...numbers(values)),
};

function numbers(values: Literal[]): number[] {
  return values.filter((value) => typeof value === "number");
}

/** @throws ApiError 400 for a pivot table without a source, of columns outside it, or with an unknown summary */
export function checkPivot(book: Spreadsheet, pivot: Json): void {
  const { source, rows, columns, values } = pivotSchema.parse(pivot);
  if (!source) throw invalid("The pivot table's source must be specified.");
  const { area } = locateGrid(book, source);
  for (const { sourceColumnOffset } of [...rows, ...columns, ...values])
    if (sourceColumnOffset < 0 || sourceColumnOffset >= area.endColumn - area.startColumn)
      throw invalid(`The source column offset ${sourceColumnOffset} is outside the source.`);
  for (const { summarizeFunction } of values)
    if (summarizeFunction === undefined) throw invalid("A summarize function must be specified.");
}

/** Lays what pivot tables show over the cells that are free. */
export function layPivots(book: Spreadsheet): void {
  for (const sheet of book.sheets) {
    for (const row of sheet.rows) for (const cell of row ?? []) if (cell) delete cell.shown;
    const pivots = sheet.rows.flatMap((cells, row) =>
      (cells ?? []).flatMap((cell, column) => (cell?.pivot ? [{ row, column, pivot: cell.pivot }] : [])),
    );
    for (const { row, column, pivot } of pivots)
      for (const [down, line] of pivotRows(book, pivot).entries())
        for (const [right, value] of line.entries())
          if (value !== "") cellFor(sheet, row + down, column + right).shown = value;
  }
}

/**
 * What a pivot table shows, its top left cell first: a line for each value of the row groups, with a column for each
 * value. Column groups are kept and not shown.
 */
function pivotRows(book: Spreadsheet, pivot: Json): Literal[][] {
  const { source = {}, rows, values } = pivotSchema.parse(pivot);
  const { sheet, area } = locateGrid(book, source);
  const calculator = new Calculator(book);
  const at = (row: number, offset: number) => plain(calculator.valueAt(sheet, row, area.startColumn + offset));
  const lines = Array.from(
    { length: Math.min(area.endRow, sheet.rows.length) - area.startRow - 1 },
    (_, index) => area.startRow + 1 + index,
  );
  const name = (offset: number) => String(at(area.startRow, offset));
  const summary = (some: number[]) =>
    values.map(({ sourceColumnOffset, summarizeFunction = "SUM" }) =>
      (SUMMARIES[summarizeFunction] ?? (() => 0))(
        some.map((row) => at(row, sourceColumnOffset)).filter((value) => value !== ""),
      ),
    );
  const head = [
    ...rows.map(({ sourceColumnOffset }) => name(sourceColumnOffset)),
    ...values.map(({ sourceColumnOffset, summarizeFunction }) => `${summarizeFunction} of ${name(sourceColumnOffset)}`),
  ];
  const keys = new Map<string, { labels: Literal[]; members: number[] }>();
  for (const row of lines) {
    const labels = rows.map(({ sourceColumnOffset }) => at(row, sourceColumnOffset));
    const key = JSON.stringify(labels);
    const known = keys.get(key) ?? { labels, members: [] };
    known.members.push(row);
    keys.set(key, known);
  }
  const sorted = [...keys.entries()].sort(([a], [b]) => a.localeCompare(b, "en")).map(([, group]) => group);
  const totals = rows[0]?.showTotals ? [["Grand Total", ...rows.slice(1).map(() => ""), ...summary(lines)]] : [];
  return [head, ...sorted.map(({ labels, members }) => [...labels, ...summary(members)]), ...totals];
}

function plain(value: Result): Literal {
  return value === undefined || value instanceof CellError ? "" : value;
}
