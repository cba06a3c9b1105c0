import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { columnIndex } from "../../content/a1.ts";
import { isCondition } from "../../content/sheet-conditions.ts";
import { fileId, headerText } from "../input.ts";
import { type GridRange, gridOf, loadBook } from "./book.ts";
import { conditionOf } from "./condition.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, invalidInput, needed } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const FILTER_EXPECTED = "expected a column, a condition and its value, such as C NUMBER_GREATER 10 or B NOT_BLANK";

/** A filter as it is written; a condition between two numbers or dates takes both, apart by a space. */
function filterOf(text: string): { column: number; type: string; values: string[] } | undefined {
  const [, letters = "", type = "", value] = /^([A-Za-z]{1,3}) ([A-Z_]+)(?: (.+))?$/s.exec(text) ?? [];
  const column = columnIndex(letters);
  if (column === undefined || !isCondition(type)) return undefined;
  const values = value === undefined ? [] : type.endsWith("BETWEEN") ? value.split(/\s+/) : [value];
  return { column, type, values };
}

const input = z.strictObject({
  spreadsheet_id: fileId,
  action: z.enum(["sort", "filter", "filter_view", "clear_filter"]),
  range: cellRange.describe("Sorting: without its header row."),
  sort_by: z
    .array(z.string().regex(/^[A-Za-z]{1,3}( (asc|desc))?$/i, "expected a column such as B, or B desc"))
    .max(20, "expected at most 20 columns")
    .default([])
    .describe("As C desc."),
  filters: z
    .array(
      z
        .string()
        .max(1000, FILTER_EXPECTED)
        .refine((value) => filterOf(value) !== undefined, FILTER_EXPECTED),
    )
    .max(50, "expected at most 50 filters")
    .default([])
    .describe("As C NUMBER_GREATER 10, B TEXT_CONTAINS brass."),
  title: headerText(200).optional(),
});
type Input = z.output<typeof input>;

/** Orders rows, or shows some of them. */
export const sheetsSortFilter = defineSheetsTool({
  name: "sheets_sort_filter",
  title: "Sort or filter",
  description: "Sorts rows, sets or clears a tab's filter, or adds a filter view.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    if (given.action === "sort" && given.sort_by.length === 0) throw invalidInput("sort_by: missing for this action");
    const sheets = await call.google.sheets();
    const range = gridOf(await loadBook(sheets, given.spreadsheet_id), given.range);
    const [reply] = await sendBatch(
      sheets,
      given.spreadsheet_id,
      [requestFor(range, given)],
      "replies(addFilterView(filter(filterViewId,title)))",
    );
    const view = reply?.addFilterView?.filter;
    return view
      ? {
          text: `Added the filter view ${view.title}, id ${view.filterViewId}.`,
          data: { id: view.filterViewId ?? 0 },
        }
      : { text: `Done: ${given.action.replace("_", " ")} ${given.range}.` };
  },
});

function requestFor(range: GridRange, given: Input): sheets_v4.Schema$Request {
  const sortSpecs = given.sort_by.map((by) => {
    const [column = "", order = "asc"] = by.split(" ");
    return {
      dimensionIndex: indexOf(column),
      sortOrder: order.toLowerCase() === "desc" ? "DESCENDING" : "ASCENDING",
    };
  });
  const filterSpecs = given.filters.flatMap((text) => {
    const filter = filterOf(text);
    if (!filter) return [];
    return [
      { columnIndex: filter.column, filterCriteria: { condition: conditionOf(filter.type, filter.values, "filter") } },
    ];
  });
  const filter = { range, ...(sortSpecs.length > 0 && { sortSpecs }), ...(filterSpecs.length > 0 && { filterSpecs }) };
  switch (given.action) {
    case "sort":
      return { sortRange: { range, sortSpecs } };
    case "filter":
      return { setBasicFilter: { filter } };
    case "filter_view":
      return { addFilterView: { filter: { ...filter, title: needed(given.title, "title") } } };
    case "clear_filter":
      return { clearBasicFilter: { sheetId: range.sheetId } };
  }
}

function indexOf(column: string): number {
  return columnIndex(column) ?? 0;
}
