import { z } from "zod";
import { masked, maskPaths } from "./mask.ts";
import {
  type Area,
  checkSize,
  type Dimension,
  type GridRange,
  invalid,
  type Json,
  type Spreadsheet,
  type StoredSheet,
  sheetById,
} from "./state.ts";

const rangeSchema = z.object({
  sheetId: z.number().optional(),
  dimension: z.enum(["ROWS", "COLUMNS"]),
  startIndex: z.number().optional(),
  endIndex: z.number().optional(),
});

interface Span {
  sheet: StoredSheet;
  dimension: Dimension;
  start: number;
  end: number;
  size: number;
}

function spanOf(book: Spreadsheet, value: unknown): Span {
  const parsed = rangeSchema.safeParse(value);
  if (!parsed.success) throw invalid("dimension must be specified.");
  const { sheetId, dimension, startIndex = 0, endIndex } = parsed.data;
  const sheet = sheetById(book, sheetId);
  const size = sizeOf(sheet, dimension);
  return { sheet, dimension, start: startIndex, end: endIndex ?? size, size };
}

function sizeOf(sheet: StoredSheet, dimension: Dimension): number {
  return dimension === "ROWS" ? sheet.rowCount : sheet.columnCount;
}

function resize(sheet: StoredSheet, dimension: Dimension, by: number): void {
  if (dimension === "ROWS") sheet.rowCount += by;
  else sheet.columnCount += by;
}

/** Moves everything that names rows or columns: `place` gives an index after the change. */
function movePlaces(
  book: Spreadsheet,
  sheet: StoredSheet,
  dimension: Dimension,
  place: (index: number, end: boolean) => number,
): void {
  const [start, end] =
    dimension === "ROWS" ? (["startRow", "endRow"] as const) : (["startColumn", "endColumn"] as const);
  const area = (one: Area): Area => ({ ...one, [start]: place(one[start], false), [end]: place(one[end], true) });
  sheet.merges = sheet.merges.map(area).filter((one) => one[start] < one[end]);
  const grid = (range: GridRange): GridRange => {
    const [from, to] = [range[`${start}Index`], range[`${end}Index`]];
    return {
      ...range,
      ...(from !== undefined && { [`${start}Index`]: place(from, false) }),
      ...(to !== undefined && { [`${end}Index`]: place(to, true) }),
    };
  };
  const own = (range: GridRange) => ((range.sheetId ?? 0) === sheet.sheetId ? grid(range) : range);
  for (const named of book.namedRanges) named.range = own(named.range);
  for (const holder of [...sheet.protectedRanges, ...sheet.filterViews, ...sheet.tables])
    holder.range = grid(holder.range);
  if (sheet.basicFilter) sheet.basicFilter.range = grid(sheet.basicFilter.range);
  for (const rule of sheet.conditionalFormats) rule.ranges = rule.ranges.map(grid);
}

/** Puts empty rows or columns in. */
export function insertDimension(
  book: Spreadsheet,
  sheet: StoredSheet,
  dimension: Dimension,
  at: number,
  count: number,
): void {
  const lists: unknown[][] = dimension === "ROWS" ? [sheet.rows] : [...sheet.rows].filter((row) => row !== undefined);
  for (const list of [...lists, sheet.properties[dimension]])
    if (at < list.length)
      list.splice(at, 0, ...Array.from({ length: count }, () => (list === sheet.rows ? [] : undefined)));
  movePlaces(book, sheet, dimension, (index, end) => ((end ? index > at : index >= at) ? index + count : index));
  resize(sheet, dimension, count);
}

function deleteDimension(book: Spreadsheet, { sheet, dimension, start, end }: Span): void {
  const count = end - start;
  const lists: unknown[][] = dimension === "ROWS" ? [sheet.rows] : [...sheet.rows].filter((row) => row !== undefined);
  for (const list of [...lists, sheet.properties[dimension]]) list.splice(start, count);
  movePlaces(book, sheet, dimension, (index) => (index <= start ? index : index >= end ? index - count : start));
  book.namedRanges = book.namedRanges.filter(
    ({ range }) => range.endRowIndex === undefined || range.endRowIndex > (range.startRowIndex ?? 0),
  );
  resize(sheet, dimension, -count);
}

function moveDimension({ sheet, dimension, start, end }: Span, destination: number): void {
  const lists: unknown[][] = dimension === "ROWS" ? [sheet.rows] : [...sheet.rows].filter((row) => row !== undefined);
  for (const list of [...lists, sheet.properties[dimension]]) {
    while (list.length < Math.max(end, destination)) list.push(list === sheet.rows ? [] : undefined);
    const moved = list.splice(start, end - start);
    list.splice(destination > start ? destination - moved.length : destination, 0, ...moved);
  }
}

type Handler = (book: Spreadsheet, body: Json) => Json | undefined;

/** Requests about whole rows and columns. */
export const DIMENSION_REQUESTS: Readonly<Record<string, Handler>> = {
  insertDimension(book, body) {
    const { sheet, dimension, start, end, size } = spanOf(book, body.range);
    const inherits = body.inheritFromBefore === true;
    if (end <= start) throw invalid("range.endIndex must be greater than range.startIndex.");
    if (start > size) throw invalid(`range.startIndex is larger than current grid size (${size})`);
    if (inherits && start === 0) throw invalid("range.startIndex must be greater than 0 if inheritFromBefore is true.");
    if (!inherits && start === size)
      throw invalid(`range.startIndex must be less than the grid size (${size}) if inheritFromBefore is false.`);
    insertDimension(book, sheet, dimension, start, end - start);
    checkSize(book);
    return undefined;
  },
  deleteDimension(book, body) {
    const span = spanOf(book, body.range);
    const what = span.dimension === "ROWS" ? "rows" : "columns";
    if (span.start >= span.size)
      throw invalid(
        `Cannot delete a ${what.slice(0, -1)} that doesn't exist. Tried to delete ${what.slice(0, -1)} index ${span.start} but there are only ${span.size} ${what}.`,
      );
    span.end = Math.min(span.end, span.size);
    if (span.end <= span.start) throw invalid("range.endIndex must be greater than range.startIndex.");
    const left = span.size - (span.end - span.start);
    if (left === 0) throw invalid(`You can't delete all the ${what} on the sheet.`);
    const frozen = span.dimension === "ROWS" ? span.sheet.frozenRowCount : span.sheet.frozenColumnCount;
    if (left <= frozen && span.start >= frozen) throw invalid(`You can't delete all non-frozen ${what}.`);
    deleteDimension(book, span);
    return undefined;
  },
  moveDimension(book, body) {
    const span = spanOf(book, body.source);
    const destination = z.number().default(0).parse(body.destinationIndex);
    if (span.end <= span.start || span.end > span.size || destination > span.size || destination < 0)
      throw invalid("Source or destination is outside the grid.");
    if (destination >= span.start && destination <= span.end)
      throw invalid("The destination must not be within the source.");
    moveDimension(span, destination);
    return undefined;
  },
  appendDimension(book, body) {
    const sheet = sheetById(book, z.number().optional().parse(body.sheetId));
    const length = z.number().default(0).parse(body.length);
    if (length <= 0) throw invalid("length must be greater than 0.");
    resize(sheet, z.enum(["ROWS", "COLUMNS"]).parse(body.dimension), length);
    checkSize(book);
    return undefined;
  },
  updateDimensionProperties(book, body) {
    const { sheet, dimension, start, end, size } = spanOf(book, body.range);
    if (start >= size || end > size) throw invalid(`range is outside the grid (${size} ${dimension.toLowerCase()}).`);
    const paths = maskPaths(z.string().optional().parse(body.fields), [
      "pixelSize",
      "hiddenByUser",
      "developerMetadata",
    ]);
    const given = z.record(z.string(), z.unknown()).default({}).parse(body.properties);
    if (paths.some(([name]) => name === "pixelSize") && !(Number(given.pixelSize) >= 2))
      throw invalid("Pixel size must be at least 2.");
    for (let index = start; index < end; index += 1)
      sheet.properties[dimension][index] = masked({ ...sheet.properties[dimension][index] }, given, paths);
    return undefined;
  },
  autoResizeDimensions(book, body) {
    const { sheet, dimension, start, end, size } = spanOf(book, body.dimensions);
    if (start >= size) throw invalid(`range is outside the grid (${size} ${dimension.toLowerCase()}).`);
    for (let index = start; index < Math.min(end, size); index += 1) {
      const texts = sheet.rows.map((row) => String((dimension === "COLUMNS" ? row?.[index]?.value : "") ?? "").length);
      sheet.properties[dimension][index] = {
        ...sheet.properties[dimension][index],
        pixelSize: dimension === "ROWS" ? 21 : 10 + 7 * Math.max(1, ...texts),
      };
    }
    return undefined;
  },
};
