import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { fileId, headerText } from "../input.ts";
import { closedRange, type GridRange, gridOf, loadBook } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, invalidInput, oneCell } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

/** Series that a chart of ours takes. */
const MOST_SERIES = 50;

/** Charts that can be stacked (Sheets API, "BasicChartSpec", `stackedType`). */
const STACKABLE: ReadonlySet<string> = new Set(["column", "bar", "area"]);

const input = z.strictObject({
  spreadsheet_id: fileId,
  type: z.enum(["column", "bar", "line", "area", "scatter", "pie"]),
  range: cellRange.describe("With header row; first column: labels."),
  title: headerText(300).optional(),
  stacked: z.boolean().default(false),
  at: oneCell.optional().describe("As Costs!F2."),
});
type Input = z.output<typeof input>;

/** Draws a chart of a range. */
export const sheetsAddChart = defineSheetsTool({
  name: "sheets_add_chart",
  title: "Add chart",
  description: "Adds a chart of a range.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    const sheets = await call.google.sheets();
    const book = await loadBook(sheets, given.spreadsheet_id);
    const range = closedRange(book, gridOf(book, given.range));
    const corner = given.at === undefined ? undefined : gridOf(book, given.at);
    const columns = book.tabs.find(({ id }) => id === range.sheetId)?.columns ?? range.endColumnIndex;
    const anchorCell = corner
      ? { sheetId: corner.sheetId, rowIndex: corner.startRowIndex ?? 0, columnIndex: corner.startColumnIndex ?? 0 }
      : {
          sheetId: range.sheetId,
          rowIndex: range.startRowIndex,
          columnIndex: Math.min(range.endColumnIndex + 1, columns - 1),
        };
    const [reply] = await sendBatch(
      sheets,
      given.spreadsheet_id,
      [{ addChart: { chart: { spec: specOf(range, given), position: { overlayPosition: { anchorCell } } } } }],
      "replies(addChart(chart(chartId)))",
    );
    const id = reply?.addChart?.chart?.chartId ?? 0;
    return { text: `Added a ${given.type} chart of ${given.range}, id ${id}.`, data: { id } };
  },
});

function specOf(range: Required<GridRange>, given: Input): sheets_v4.Schema$ChartSpec {
  const columns = range.endColumnIndex - range.startColumnIndex;
  if (given.stacked && !STACKABLE.has(given.type)) throw invalidInput(`stacked: a ${given.type} chart cannot be`);
  if (given.type === "pie" && columns !== 2)
    throw invalidInput(`range: got ${given.range}; a pie shows one series: expected two columns, labels and numbers`);
  if (columns < 2) throw invalidInput(`range: got ${given.range}; expected at least two columns`);
  if (columns > MOST_SERIES + 1) throw invalidInput(`range: expected at most ${MOST_SERIES + 1} columns`);
  const source = (offset: number) => ({
    sourceRange: {
      sources: [
        {
          ...range,
          startColumnIndex: range.startColumnIndex + offset,
          endColumnIndex: range.startColumnIndex + offset + 1,
        },
      ],
    },
  });
  const title = given.title === undefined ? {} : { title: given.title };
  if (given.type === "pie")
    return { ...title, pieChart: { domain: source(0), series: source(1), legendPosition: "RIGHT_LEGEND" } };
  const type = given.type.toUpperCase();
  const flat = type === "BAR";
  return {
    ...title,
    basicChart: {
      chartType: type,
      headerCount: 1,
      legendPosition: columns > 2 ? "BOTTOM_LEGEND" : "NO_LEGEND",
      ...(given.stacked && { stackedType: "STACKED" }),
      domains: [{ domain: source(0) }],
      series: Array.from({ length: columns - 1 }, (_, index) => ({
        series: source(index + 1),
        targetAxis: flat ? "BOTTOM_AXIS" : "LEFT_AXIS",
      })),
    },
  };
}
