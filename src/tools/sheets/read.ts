import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { z } from "zod";
import { parseRange, writeRange } from "../../content/a1.ts";
import { DEFAULT_CHARACTERS } from "../../content/bound.ts";
import { renderRows } from "../../content/sheet-cells.ts";
import { fileId } from "../input.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { cellRange } from "./sheet-input.ts";
import { READ_SHEETS } from "./sheet-scopes.ts";

/** Rows of one range that are fetched at once; what is left of it is named as the range to read on. */
const MOST_ROWS = 5000;

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
    const windows = ranges.map(windowOf);
    const sheets = await call.google.sheets();
    const { data } = await sheets.spreadsheets.values.batchGet({
      spreadsheetId: spreadsheet_id,
      ranges: windows.map(({ read }) => read),
      valueRenderOption: formulas ? "FORMULA" : "UNFORMATTED_VALUE",
      dateTimeRenderOption: "FORMATTED_STRING",
      fields: "valueRanges(range,values)",
    });
    const { text, left, cut } = render(data.valueRanges ?? [], windows, max_characters ?? DEFAULT_CHARACTERS);
    // The ranges hold titles of tabs, which are others' words too.
    const rest = left.length > 0 ? `\n\nleft: ${JSON.stringify(left)}` : "";
    const notes = [
      ...(cut ? ["A row was too long and is cut: read its cells alone, with a larger max_characters."] : []),
      ...(left.length > 0 ? ["Not all was shown. Read on with the ranges that are left."] : []),
    ];
    return { text: `${text}${rest}`, ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

interface Window {
  /** The range that is fetched. */
  read: string;
  /** What of the range asked for lies behind it. */
  rest?: string;
}

/** Cuts a range of very many rows. */
function windowOf(range: string): Window {
  const parsed = parseRange(range);
  if (parsed?.kind !== "cells") return { read: range };
  const { startRow = 0, endRow } = parsed.area;
  if (endRow === undefined || endRow - startRow <= MOST_ROWS) return { read: range };
  const middle = startRow + MOST_ROWS;
  return {
    read: writeRange(parsed.sheet, { ...parsed.area, startRow, endRow: middle }),
    rest: writeRange(parsed.sheet, { ...parsed.area, startRow: middle }),
  };
}

/** The ranges one below the other, as far as they fit, and the ranges that are left. */
function render(found: readonly sheets_v4.Schema$ValueRange[], windows: readonly Window[], limit: number) {
  const parts: string[] = [];
  const left: string[] = [];
  let room = limit;
  let cut = false;
  for (const [index, { range, values }] of found.entries()) {
    const { read, rest } = windows[index] ?? { read: range ?? "" };
    const parsed = parseRange(range ?? read);
    const area = parsed?.kind === "cells" ? parsed.area : {};
    const head = `## ${range ?? read}`;
    if (parts.length > 0 && room < head.length + 100) {
      left.push(read, ...(rest === undefined ? [] : [rest]));
      continue;
    }
    const firstRow = area.startRow ?? 0;
    const rows = renderRows(values ?? [], {
      firstRow: firstRow + 1,
      firstColumn: area.startColumn ?? 0,
      limit: room - head.length - 3,
      must: parts.length === 0,
    });
    parts.push(`${head}\n${rows.text}`);
    room -= head.length + rows.text.length + 3;
    cut ||= rows.cut;
    if (rows.shown < (values ?? []).length) {
      const sheet = parsed?.kind === "cells" ? parsed.sheet : undefined;
      left.push(writeRange(sheet, { ...area, startRow: firstRow + rows.shown }));
      room = 0;
    }
    if (rest !== undefined) left.push(rest);
  }
  return { text: parts.join("\n\n"), left, cut };
}
