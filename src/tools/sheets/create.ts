import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { type Cell, isoSerial, widthOf } from "../../content/sheet-cells.ts";
import { oneLine } from "../../content/table.ts";
import { headerText } from "../input.ts";
import { tabsOf } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { fetchAudience } from "./formula-effects.ts";
import { cellRows, formulas, invalidInput, tabTitle } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

/** The size of a tab unless its rows need more, as Sheets makes it. */
const ROWS = 1000;
const COLUMNS = 26;

/** Makes a spreadsheet with its first rows. */
export const sheetsCreate = defineSheetsTool({
  name: "sheets_create",
  title: "Create spreadsheet",
  description:
    "Creates a spreadsheet in My Drive with tabs and first rows, cells as in sheets_write. Returns its id and link.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    title: headerText(255).refine((value) => value.trim() !== "", "expected a title"),
    tabs: z
      .array(z.strictObject({ title: tabTitle, rows: cellRows.optional() }))
      .max(200, "expected at most 200 tabs")
      .default([]),
    formulas,
  }),
  output: z.strictObject({
    id: z.string(),
    link: z.string(),
    tabs: z.array(z.string()),
  }),
  audience: ({ tabs, formulas: calculates }) =>
    fetchAudience(
      tabs.flatMap(({ rows = [] }) => rows.flat()),
      calculates,
    ),
  async run({ title, tabs, formulas: calculates }, call) {
    const titles = tabs.map((tab) => tab.title.toLowerCase());
    const twice = tabs.find((tab, index) => titles.indexOf(tab.title.toLowerCase()) !== index);
    if (twice) throw invalidInput(`tabs: ${twice.title} is there twice`);
    const sheets = await call.google.sheets();
    const { data } = await sheets.spreadsheets.create({
      fields: "spreadsheetId,spreadsheetUrl,sheets(properties(sheetId,title))",
      requestBody: {
        properties: { title, timeZone: call.account.timeZone },
        ...(tabs.length > 0 && { sheets: tabs.map((tab) => newTab(tab.title, tab.rows ?? [], calculates)) }),
      },
    });
    const made = {
      id: data.spreadsheetId ?? "",
      link: data.spreadsheetUrl ?? "",
      tabs: tabsOf(data).map((tab) => tab.title),
    };
    return {
      text: `Created ${oneLine(title)}, id ${made.id}, tabs ${made.tabs.join(", ")}\n${made.link}`,
      data: made,
    };
  },
});

function newTab(title: string, rows: readonly (readonly Cell[])[], calculates: boolean): sheets_v4.Schema$Sheet {
  return {
    properties: {
      title,
      gridProperties: { rowCount: Math.max(ROWS, rows.length), columnCount: Math.max(COLUMNS, widthOf(rows)) },
    },
    ...(rows.length > 0 && {
      data: [{ rowData: rows.map((row) => ({ values: row.map((cell) => cellData(cell, calculates)) })) }],
    }),
  };
}

function cellData(cell: Cell, calculates: boolean): sheets_v4.Schema$CellData {
  if (cell === "") return {};
  if (typeof cell === "number") return { userEnteredValue: { numberValue: cell } };
  if (typeof cell === "boolean") return { userEnteredValue: { boolValue: cell } };
  if (calculates && cell.startsWith("=")) return { userEnteredValue: { formulaValue: cell } };
  const date = isoSerial(cell);
  if (!date) return { userEnteredValue: { stringValue: cell } };
  const numberFormat = date.timed
    ? { type: "DATE_TIME", pattern: "yyyy-mm-dd hh:mm:ss" }
    : { type: "DATE", pattern: "yyyy-mm-dd" };
  return { userEnteredValue: { numberValue: date.serial }, userEnteredFormat: { numberFormat } };
}
