import { z } from "zod";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { cellRange } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";
import { useSheets } from "./use-sheets.ts";

/** Empties cells. */
export const sheetsClear = defineTool({
  name: "sheets_clear",
  title: "Clear cells",
  description: "Empties the cells of ranges; formats and rules stay.",
  service: "sheets",
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
    await useSheets(call, (sheets) =>
      sheets.spreadsheets.values.batchClear({
        spreadsheetId: spreadsheet_id,
        fields: "spreadsheetId",
        requestBody: { ranges },
      }),
    );
    return { text: `Cleared ${ranges.join(", ")}.` };
  },
});
