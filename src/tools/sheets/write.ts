import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { type Cell, enteredRows, isoSerial } from "../../content/sheet-cells.ts";
import { fileId } from "../input.ts";
import { addressesOf, listed } from "./cell-lists.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { fetchAudience, formulaErrors } from "./formula-effects.ts";
import { cellRange, cellRows, formulas } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";
import { overlap, type Target, targetOf, withRoom } from "./targets.ts";
import { checkCells } from "./value-ranges.ts";

/** Characters that are shown of one text that was overwritten. */
const LONGEST_HELD = 1000;

/** Writes cells and tells what they held before. */
export const sheetsWrite = defineSheetsTool({
  name: "sheets_write",
  title: "Write cells",
  description:
    'Writes rows from the first cell of each range and shows what was overwritten. Text stays text, only ISO dates become dates; "" empties.',
  tier: "core",
  kind: "write",
  idempotent: true,
  outward: true,
  foreign: true,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    data: z
      .array(z.strictObject({ range: cellRange.describe("As Costs!A2."), rows: cellRows }))
      .min(1, "expected at least one range")
      .max(100, "expected at most 100 ranges"),
    formulas,
  }),
  audience: ({ data, formulas: calculates }) =>
    fetchAudience(
      data.flatMap(({ rows }) => rows.flat()),
      calculates,
    ),
  async run({ spreadsheet_id, data, formulas: calculates }, call) {
    const targets = data.map(targetOf);
    const entered = enteredRows(
      targets.map(({ rows }) => rows),
      calculates,
    );
    const apart = !overlap(targets);
    const sheets = await call.google.sheets();
    await checkCells(
      sheets,
      spreadsheet_id,
      data.map(({ range }) => range),
    );
    const { before, written } = await withRoom(sheets, spreadsheet_id, targets, async () => {
      const { data: held } = await sheets.spreadsheets.values.batchGet({
        spreadsheetId: spreadsheet_id,
        ranges: targets.map(({ range }) => range),
        valueRenderOption: "FORMULA",
        dateTimeRenderOption: "FORMATTED_STRING",
        fields: "valueRanges(values)",
      });
      const { data: done } = await sheets.spreadsheets.values.batchUpdate({
        spreadsheetId: spreadsheet_id,
        fields: "responses(updatedRange,updatedData(values))",
        requestBody: {
          valueInputOption: entered.valueInputOption,
          includeValuesInResponse: calculates,
          data: targets.map(({ range, rows }, index) => ({
            range,
            values: withoutShown(rows, entered.groups[index] ?? [], (apart && held.valueRanges?.[index]?.values) || []),
          })),
        },
      });
      return { before: held, written: done };
    });
    const updated = targets.map(({ range }, index) => written.responses?.[index]?.updatedRange || range);
    const cells = targets.flatMap(({ rows }) => rows).reduce((sum, row) => sum + row.length, 0);
    const text = [
      `Wrote ${cells} ${cells === 1 ? "cell" : "cells"}: ${updated.join(", ")}`,
      overwritten(targets, before.valueRanges ?? []),
      ...(calculates ? [formulaErrors(targets, written.responses ?? [])] : []),
    ];
    return { text: text.filter((part) => part !== "").join("\n"), data: { ranges: updated, cells } };
  },
});

/**
 * Cells that show already what is to be written are left as they are, which null says: so a date that is written back as
 * it was shown stays a date. What becomes a formula or a date by being written is written.
 */
function withoutShown(
  rows: readonly (readonly Cell[])[],
  entered: readonly (readonly Cell[])[],
  held: readonly (readonly unknown[])[],
): (Cell | null)[][] {
  const becomesAnother = (cell: Cell) =>
    typeof cell === "string" && (cell.startsWith("=") || isoSerial(cell) !== undefined);
  return rows.map((row, rowIndex) =>
    row.map((cell, columnIndex) =>
      held[rowIndex]?.[columnIndex] === cell && !becomesAnother(cell)
        ? null
        : (entered[rowIndex]?.[columnIndex] ?? null),
    ),
  );
}

/** What cells held that now hold something else. */
function overwritten(targets: readonly Target[], before: readonly sheets_v4.Schema$ValueRange[]): string {
  const address = addressesOf(targets);
  const changed = targets.flatMap((target, index) =>
    target.rows.flatMap((row, rowIndex) =>
      row.flatMap((cell, columnIndex) => {
        const held: unknown = before[index]?.values?.[rowIndex]?.[columnIndex] ?? "";
        if (held === "" || held === cell) return [];
        return [`${address(target, rowIndex, columnIndex)} ${JSON.stringify(cutText(held))}`];
      }),
    ),
  );
  if (changed.length === 0) return "";
  return `Overwrote ${changed.length} ${changed.length === 1 ? "cell, which" : "cells, which"} held: ${listed(changed)}`;
}

function cutText(held: unknown): unknown {
  if (typeof held !== "string" || held.length <= LONGEST_HELD) return held;
  return `${held.slice(0, LONGEST_HELD)}… [${held.length} characters]`;
}
