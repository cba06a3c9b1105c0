import { z } from "zod";
import { locateGrid } from "./a1.ts";
import { Calculator, CellError, type Result } from "./calculate.ts";
import { rangeIn } from "./cell-requests.ts";
import { checkCondition } from "./conditions.ts";
import { gridRangeSchema } from "./range-schema.ts";
import { gridRange } from "./shapes.ts";
import {
  type Area,
  cellFor,
  type GridRange,
  intersects,
  invalid,
  type Json,
  places,
  type Spreadsheet,
  type StoredSheet,
  sheetById,
} from "./state.ts";

const json = z.record(z.string(), z.unknown());

const sortSchema = z.array(
  z.object({
    dimensionIndex: z.number().default(0),
    sortOrder: z.enum(["ASCENDING", "DESCENDING"]).default("ASCENDING"),
  }),
);

/** Numbers, then texts, then truth values; empty cells last, whichever way. */
function compare(a: Result, b: Result, down: boolean): number {
  const rank = (value: Result) =>
    value === undefined || value instanceof CellError
      ? 3
      : typeof value === "number"
        ? 0
        : typeof value === "string"
          ? 1
          : 2;
  if (rank(a) !== rank(b)) return rank(a) === 3 || rank(b) === 3 || !down ? rank(a) - rank(b) : rank(b) - rank(a);
  const order =
    typeof a === "number" && typeof b === "number" ? a - b : String(a ?? "").localeCompare(String(b ?? ""), "en");
  return down ? -order : order;
}

/** Cells of several rows cannot be taken apart by an order or a filter. */
function refuseVerticalMerges(sheet: StoredSheet, area: Area, what: "sort" | "filter"): void {
  if (sheet.merges.some((one) => one.endRow - one.startRow > 1 && intersects(one, area)))
    throw invalid(`You can't ${what} a range containing vertical merges.`);
}

/** @throws ApiError 400 for no sort specification, or a column outside the range */
function sortRange(book: Spreadsheet, body: Json): void {
  const { sheet, area } = locateGrid(book, rangeIn(body));
  refuseVerticalMerges(sheet, area, "sort");
  const specs = sortSchema.default([]).parse(body.sortSpecs);
  if (specs.length === 0) throw invalid("At least one sort specification must be set.");
  for (const { dimensionIndex } of specs)
    if (dimensionIndex < area.startColumn || dimensionIndex >= area.endColumn)
      throw invalid(`Sort dimension index ${dimensionIndex} is outside the range.`);
  const calculator = new Calculator(book);
  const lines = Array.from({ length: area.endRow - area.startRow }, (_, offset) => {
    const row = area.startRow + offset;
    return {
      keys: specs.map(({ dimensionIndex }) => calculator.valueAt(sheet, row, dimensionIndex)),
      cells: Array.from(
        { length: area.endColumn - area.startColumn },
        (_, index) => sheet.rows[row]?.[area.startColumn + index],
      ),
    };
  });
  lines.sort((a, b) => {
    for (const [index, { sortOrder }] of specs.entries()) {
      const order = compare(a.keys[index], b.keys[index], sortOrder === "DESCENDING");
      if (order !== 0) return order;
    }
    return 0;
  });
  for (const [offset, { cells }] of lines.entries())
    for (const [index, cell] of cells.entries()) {
      const row = area.startRow + offset;
      sheet.rows[row] ??= [];
      sheet.rows[row][area.startColumn + index] = cell;
    }
}

/** @throws ApiError 400 for a column outside the range, or a condition that filters do not take */
function checkFilter(book: Spreadsheet, given: Json): { range: GridRange; rest: Json } {
  const { range, ...rest } = given;
  const parsed = gridRangeSchema.parse(range ?? {});
  const { sheet, area } = locateGrid(book, parsed);
  refuseVerticalMerges(sheet, area, "filter");
  const specs = z
    .array(z.object({ columnIndex: z.number().default(0), filterCriteria: json.default({}) }))
    .default([])
    .parse(rest.filterSpecs);
  for (const { columnIndex, filterCriteria } of specs) {
    if (columnIndex < area.startColumn || columnIndex >= area.endColumn)
      throw invalid(`Filter column index ${columnIndex} is outside the range.`);
    if (filterCriteria.condition !== undefined) checkCondition(filterCriteria.condition, "filter");
  }
  return { range: parsed, rest };
}

function rule(book: Spreadsheet, given: unknown): { sheet: StoredSheet; ranges: GridRange[]; rule: Json } {
  const { ranges: raw, ...rest } = json.default({}).parse(given);
  const ranges = z.array(gridRangeSchema).default([]).parse(raw);
  const [first] = ranges;
  if (!first) throw invalid("At least one range must be specified.");
  const { sheet } = locateGrid(book, first);
  for (const range of ranges)
    if (locateGrid(book, range).sheet !== sheet) throw invalid("All ranges must be on one sheet.");
  const { booleanRule, gradientRule } = z
    .object({ booleanRule: json.optional(), gradientRule: json.optional() })
    .parse(rest);
  if ((booleanRule === undefined) === (gradientRule === undefined)) throw invalid("Exactly one rule must be set.");
  if (booleanRule) checkCondition(booleanRule.condition, "format");
  if (gradientRule && !(gradientRule.minpoint && gradientRule.maxpoint))
    throw invalid("A gradient rule must have a minpoint and a maxpoint.");
  return { sheet, ranges, rule: rest };
}

/** The rule of an index. @throws ApiError 400 when there is none */
function indexOfRule(sheet: StoredSheet, index: number): number {
  if (index < 0 || index >= sheet.conditionalFormats.length)
    throw invalid(`No conditional format on sheet: ${sheet.sheetId} at index: ${index}`);
  return index;
}

type Handler = (book: Spreadsheet, body: Json) => Json | undefined;

const indexed = z.object({ sheetId: z.number().optional(), index: z.number().default(0) });

/** Requests about order, filters and rules. */
export const RULE_REQUESTS: Readonly<Record<string, Handler>> = {
  sortRange(book, body) {
    sortRange(book, body);
    return undefined;
  },
  setBasicFilter(book, body) {
    const filter = checkFilter(book, json.default({}).parse(body.filter));
    sheetById(book, filter.range.sheetId).basicFilter = filter;
    return undefined;
  },
  clearBasicFilter(book, body) {
    sheetById(book, z.number().optional().parse(body.sheetId)).basicFilter = undefined;
    return undefined;
  },
  addFilterView(book, body) {
    const { filterViewId: _, ...given } = json.default({}).parse(body.filter);
    const filter = checkFilter(book, given);
    book.nextId += 1;
    const { filterViews } = sheetById(book, filter.range.sheetId);
    const title = z
      .string()
      .default(`Filter ${filterViews.length + 1}`)
      .parse(filter.rest.title);
    filter.rest.title = title;
    filterViews.push({ filterViewId: book.nextId, ...filter });
    return { filter: { filterViewId: book.nextId, range: gridRange(filter.range), ...filter.rest } };
  },
  setDataValidation(book, body) {
    const { sheet, area } = locateGrid(book, rangeIn(body));
    const validation = json.optional().parse(body.rule);
    if (validation) checkCondition(validation.condition, "validation");
    for (const [row, column] of places(area)) cellFor(sheet, row, column).validation = validation;
    return undefined;
  },
  addConditionalFormatRule(book, body) {
    const { sheet, ...made } = rule(book, body.rule);
    const index = z.number().default(0).parse(body.index);
    if (index < 0 || index > sheet.conditionalFormats.length) throw invalid(`Invalid index: ${index}`);
    sheet.conditionalFormats.splice(index, 0, made);
    return undefined;
  },
  deleteConditionalFormatRule(book, body) {
    const { sheetId, index } = indexed.parse(body);
    const sheet = sheetById(book, sheetId);
    const [gone] = sheet.conditionalFormats.splice(indexOfRule(sheet, index), 1);
    return { rule: { ranges: gone?.ranges.map(gridRange), ...gone?.rule } };
  },
};
