import { z } from "zod";
import { locateGrid } from "./a1.ts";
import { masked, maskPaths } from "./mask.ts";
import { gridRangeSchema } from "./range-schema.ts";
import { gridRange } from "./shapes.ts";
import { addSheet } from "./sheet-requests.ts";
import { type GridRange, invalid, type Json, type Spreadsheet, sheetById } from "./state.ts";

const json = z.record(z.string(), z.unknown());

const nextId = (book: Spreadsheet) => {
  book.nextId += 1;
  return book.nextId;
};

/** The ranges that a chart's domain and series take their data from. */
function sources(value: unknown): GridRange[] {
  if (Array.isArray(value)) return value.flatMap(sources);
  const parsed = json.safeParse(value);
  if (!parsed.success) return [];
  return Object.entries(parsed.data).flatMap(([name, inner]) =>
    name === "sources" ? z.array(gridRangeSchema).parse(inner) : sources(inner),
  );
}

const CHART_KINDS = [
  "basicChart",
  "pieChart",
  "histogramChart",
  "scorecardChart",
  "bubbleChart",
  "treemapChart",
  "waterfallChart",
  "orgChart",
  "candlestickChart",
];

/** @throws ApiError 400 for no or several kinds of chart, and for data that is not one row or column */
function checkChart(book: Spreadsheet, spec: Json): void {
  const kinds = CHART_KINDS.filter((kind) => spec[kind] !== undefined);
  if (kinds.length !== 1) throw invalid("Exactly one kind of chart must be specified.");
  const ranges = sources(spec);
  if (ranges.length === 0) throw invalid("A chart needs at least one series.");
  for (const range of ranges) {
    const { area } = locateGrid(book, range);
    if (area.endRow - area.startRow !== 1 && area.endColumn - area.startColumn !== 1)
      throw invalid("Chart data ranges must have exactly one dimension with a length of 1.");
  }
  const basic = json.optional().parse(spec.basicChart);
  if (basic && !basic.chartType) throw invalid("The chart type must be specified.");
}

/** @throws ApiError 400 for a name that formulas could not use, or that is taken */
function checkName(book: Spreadsheet, name: string | undefined, own?: string): string {
  const usable =
    name !== undefined &&
    /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) &&
    name.length <= 250 &&
    !/^[A-Za-z]{1,3}\d+$/.test(name) &&
    !/^R\d*C\d*$/i.test(name) &&
    !/^(true|false)$/i.test(name);
  if (!usable) throw invalid(`Invalid named range name: ${name ?? ""}`);
  if (book.namedRanges.some((one) => one.namedRangeId !== own && one.name.toLowerCase() === name.toLowerCase()))
    throw invalid(`A named range with the name "${name}" already exists.`);
  return name;
}

const namedSchema = z.object({
  namedRangeId: z.string().optional(),
  name: z.string().optional(),
  range: gridRangeSchema.optional(),
});

type Handler = (book: Spreadsheet, body: Json) => Json | undefined;

/** Requests about charts, named and protected ranges, and tables. */
export const OBJECT_REQUESTS: Readonly<Record<string, Handler>> = {
  addChart(book, body) {
    const given = json.default({}).parse(body.chart);
    const spec = json.default({}).parse(given.spec);
    checkChart(book, spec);
    const position = json.default({}).parse(given.position);
    const anchor = z
      .object({ anchorCell: z.object({ sheetId: z.number().optional() }).loose().default({}) })
      .loose()
      .optional()
      .parse(position.overlayPosition);
    if (!anchor && position.newSheet !== true) throw invalid("The chart's position must be specified.");
    const sheet = anchor
      ? sheetById(book, anchor.anchorCell.sheetId)
      : addSheet(book, { title: `Chart${book.nextId + 1}` });
    const chart = { chartId: nextId(book), spec, position };
    sheet.charts.push(chart);
    return { chart };
  },
  deleteEmbeddedObject(book, body) {
    const id = z.number().optional().parse(body.objectId);
    const sheet = book.sheets.find(({ charts }) => charts.some(({ chartId }) => chartId === id));
    if (!sheet) throw invalid(`There is no embedded object with ID: ${id}`);
    sheet.charts = sheet.charts.filter(({ chartId }) => chartId !== id);
    return undefined;
  },
  addNamedRange(book, body) {
    const given = namedSchema.parse(body.namedRange ?? {});
    const name = checkName(book, given.name);
    if (!given.range) throw invalid("range must be specified.");
    locateGrid(book, given.range);
    const made = { namedRangeId: given.namedRangeId ?? String(nextId(book)), name, range: given.range };
    book.namedRanges.push(made);
    return { namedRange: { ...made, range: gridRange(made.range) } };
  },
  updateNamedRange(book, body) {
    const given = namedSchema.parse(body.namedRange ?? {});
    const found = book.namedRanges.find(({ namedRangeId }) => namedRangeId === given.namedRangeId);
    if (!found) throw invalid(`No named range with id: ${given.namedRangeId ?? ""}`);
    const paths = maskPaths(z.string().optional().parse(body.fields), ["name", "range"]);
    const has = (name: string) => paths.some(([first]) => first === name || first === "*");
    if (has("name")) found.name = checkName(book, given.name, found.namedRangeId);
    if (has("range")) {
      locateGrid(book, given.range ?? {});
      found.range = given.range ?? {};
    }
    return undefined;
  },
  deleteNamedRange(book, body) {
    const found = book.namedRanges.find(({ namedRangeId }) => namedRangeId === body.namedRangeId);
    if (!found) throw invalid(`No named range with id: ${String(body.namedRangeId ?? "")}`);
    book.namedRanges = book.namedRanges.filter((one) => one !== found);
    return undefined;
  },
  addProtectedRange(book, body) {
    const { range: raw, protectedRangeId: _, ...rest } = json.default({}).parse(body.protectedRange);
    const range = gridRangeSchema.default({}).parse(raw);
    const { sheet } = locateGrid(book, range);
    if (rest.warningOnly === true && rest.editors !== undefined)
      throw invalid("Editors are not supported with warningOnly protection.");
    const made = { protectedRangeId: nextId(book), range, rest: { ...rest, requestingUserCanEdit: true } };
    sheet.protectedRanges.push(made);
    return { protectedRange: { protectedRangeId: made.protectedRangeId, range: gridRange(range), ...made.rest } };
  },
  updateProtectedRange(book, body) {
    const given = json.default({}).parse(body.protectedRange);
    const found = book.sheets
      .flatMap(({ protectedRanges }) => protectedRanges)
      .find(({ protectedRangeId }) => protectedRangeId === given.protectedRangeId);
    if (!found) throw invalid(`No protected range with id: ${String(given.protectedRangeId ?? "")}`);
    const paths = maskPaths(z.string().optional().parse(body.fields), [
      "range",
      "description",
      "warningOnly",
      "editors",
    ]);
    const { range, ...rest } = masked({ ...found.rest, range: found.range }, given, paths);
    locateGrid(book, gridRangeSchema.parse(range));
    Object.assign(found, { range: gridRangeSchema.parse(range), rest });
    return undefined;
  },
  deleteProtectedRange(book, body) {
    const sheet = book.sheets.find(({ protectedRanges }) =>
      protectedRanges.some(({ protectedRangeId }) => protectedRangeId === body.protectedRangeId),
    );
    if (!sheet) throw invalid(`No protected range with id: ${String(body.protectedRangeId ?? "")}`);
    sheet.protectedRanges = sheet.protectedRanges.filter((one) => one.protectedRangeId !== body.protectedRangeId);
    return undefined;
  },
  addTable(book, body) {
    const given = z
      .object({
        name: z.string().optional(),
        range: gridRangeSchema,
        columnProperties: z.array(z.object({ columnName: z.string().optional() }).loose()).default([]),
      })
      .loose()
      .parse(body.table);
    const { sheet, area } = locateGrid(book, given.range);
    const table = {
      tableId: String(nextId(book)),
      name: given.name ?? `Table${book.nextId}`,
      range: given.range,
      columns: Array.from(
        { length: area.endColumn - area.startColumn },
        (_, index) => given.columnProperties[index]?.columnName ?? `Column ${index + 1}`,
      ),
    };
    sheet.tables.push(table);
    return { table: { tableId: table.tableId, name: table.name, range: gridRange(table.range) } };
  },
};
