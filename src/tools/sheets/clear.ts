import * as z from "zod";
import { fileId } from "../input.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { cellRange } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";
import { valueRanges } from "./value-ranges.ts";

/** Empties cells. */
export const sheetsClear = defineSheetsTool({
  name: "sheets_clear",
  title: "Clear cells",
  description: "Empties the cells of ranges; formats and rules stay.",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    ranges: z.array(cellRange).min(1, "expected at least one range").max(100, "expected at most 100 ranges"),
  }),
  async run({ spreadsheet_id, ranges }, call) {
    const sheets = await call.google.sheets();
    await sheets.spreadsheets.values.batchClear({
      spreadsheetId: spreadsheet_id,
      fields: "spreadsheetId",
      requestBody: { ranges: await valueRanges(sheets, spreadsheet_id, ranges) },
    });
    return { text: `Cleared ${ranges.join(", ")}.` };
  },
});
