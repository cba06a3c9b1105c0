import * as z from "zod";
import { DEFAULT_CHARACTERS } from "../../content/bound.ts";
import { renderRows } from "../../content/sheet-cells.ts";
import { fileId } from "../input.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { type FetchedRows, fetchRows, MOST_ROWS } from "./row-windows.ts";
import { cellRange } from "./sheet-input.ts";
import { READ_SHEETS } from "./sheet-scopes.ts";
import { valueRanges } from "./value-ranges.ts";

const EXPECTED_LIMIT = "expected a whole number from 1000 to 100000";

/** Shows the cells of ranges. */
export const sheetsRead = defineSheetsTool({
  name: "sheets_read",
  title: "Read cells",
  description:
    "Reads ranges of a spreadsheet: each row as its number and a JSON array, as sheets_write takes it. Names the ranges left when cut.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    ranges: z
      .array(cellRange)
      .min(1, "expected at least one range")
      .max(50, "expected at most 50 ranges")
      .describe("As Costs!A1:C9, 'My tab'!B:B, Costs."),
    formulas: z.boolean().default(false).describe("Instead of their values."),
    max_characters: z.int(EXPECTED_LIMIT).min(1000, EXPECTED_LIMIT).max(100_000, EXPECTED_LIMIT).optional(),
  }),
  async run({ spreadsheet_id, ranges, formulas, max_characters }, call) {
    const sheets = await call.google.sheets();
    const found = await fetchRows(await valueRanges(sheets, spreadsheet_id, ranges), async (wanted) => {
      const { data } = await sheets.spreadsheets.values.batchGet({
        spreadsheetId: spreadsheet_id,
        ranges: wanted,
        valueRenderOption: formulas ? "FORMULA" : "UNFORMATTED_VALUE",
        dateTimeRenderOption: "FORMATTED_STRING",
        fields: "valueRanges(range,values)",
      });
      return data.valueRanges ?? [];
    });
    const { text, left, cut } = render(found, max_characters ?? DEFAULT_CHARACTERS);
    // The ranges hold titles of tabs, which are others' words too.
    const rest = left.length > 0 ? `\n\nleft: ${JSON.stringify(left)}` : "";
    const notes = [
      ...(cut ? ["A row was too long and is cut: read its cells alone, with a larger max_characters."] : []),
      ...(left.length > 0 ? ["Not all was shown. Read on with the ranges that are left."] : []),
    ];
    return { text: `${text}${rest}`, ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

/** The ranges one below the other, as far as they fit, and the ranges that are left. */
function render(found: readonly FetchedRows[], limit: number) {
  const parts: string[] = [];
  const left: string[] = [];
  let room = limit;
  let cut = false;
  for (const { asked, range, rows, firstRow, firstColumn, more, leftFrom } of found) {
    const head = `## ${range}`;
    if (parts.length > 0 && room < head.length + 100) {
      left.push(asked);
      continue;
    }
    const shown = renderRows(rows, {
      firstRow: firstRow + 1,
      firstColumn,
      limit: room - head.length - 3,
      must: parts.length === 0,
    });
    parts.push(`${head}\n${shown.text}`);
    room -= head.length + shown.text.length + 3;
    cut ||= shown.cut;
    if (shown.shown < rows.length) {
      left.push(leftFrom(shown.shown));
      room = 0;
    } else if (more) left.push(leftFrom(MOST_ROWS));
  }
  return { text: parts.join("\n\n"), left, cut };
}
