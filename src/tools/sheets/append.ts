import * as z from "zod";
import { type CellArea, parseRange } from "../../content/a1.ts";
import { enteredRows } from "../../content/sheet-cells.ts";
import { fileId } from "../input.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { fetchAudience, formulaErrors } from "./formula-effects.ts";
import { cellRange, cellRows, formulas } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";
import { valueRanges } from "./value-ranges.ts";

/** Adds rows below a table. */
export const sheetsAppend = defineSheetsTool({
  name: "sheets_append",
  title: "Append rows",
  description: "Adds rows below the last table of a tab or range, cells as in sheets_write.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    range: cellRange.describe("A tab's title, or cells of the table."),
    rows: cellRows,
    formulas,
  }),
  audience: ({ rows, formulas: calculates }) => fetchAudience(rows.flat(), calculates),
  async run({ spreadsheet_id, range, rows, formulas: calculates }, call) {
    const { valueInputOption, groups } = enteredRows([rows], calculates);
    const sheets = await call.google.sheets();
    const [where = range] = await valueRanges(sheets, spreadsheet_id, [range]);
    const { data } = await sheets.spreadsheets.values.append({
      spreadsheetId: spreadsheet_id,
      range: where,
      valueInputOption,
      insertDataOption: "INSERT_ROWS",
      includeValuesInResponse: calculates,
      fields: "tableRange,updates(updatedRange,updatedRows,updatedData(values))",
      requestBody: { values: groups[0] ?? [] },
    });
    // Without the tab's title, which may be another person's words.
    const cellsOf = (shown: string | null | undefined) => (shown ?? "").slice((shown ?? "").lastIndexOf("!") + 1);
    const updated = cellsOf(data.updates?.updatedRange);
    const count = data.updates?.updatedRows ?? rows.length;
    const below = data.tableRange ? `below the table ${cellsOf(data.tableRange)}` : "where no table was yet";
    const appended = `Appended ${count} ${count === 1 ? "row" : "rows"} at ${updated}, ${below}.`;
    const { startRow = 0, startColumn = 0 } = areaIn(updated);
    const failed = formulaErrors([{ sheet: undefined, startRow, startColumn }], [data.updates ?? {}]);
    return {
      text: [appended, ...(failed === "" ? [] : [failed])].join("\n"),
      data: { range: updated, rows: count },
    };
  },
});

function areaIn(range: string): CellArea {
  const parsed = parseRange(range);
  return parsed?.kind === "cells" ? parsed.area : {};
}
