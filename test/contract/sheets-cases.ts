import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

/** A spreadsheet that the default client made, with two tabs; what the narrowest scope reaches. */
async function made(emulator: Emulator): Promise<{ spreadsheet_id: string }> {
  return {
    spreadsheet_id: emulator.sheets.addSpreadsheet("ada@example.com", {
      title: "Costs",
      madeBy: emulator.world.defaultClient.clientId,
      tabs: {
        Costs: [
          ["Part", "Kind", "Price"],
          ["Cog", "brass", 3],
          ["Lever", "steel", 12.5],
        ],
        "My tab": [],
      },
    }),
  };
}

const on = (more: Record<string, unknown>) => async (emulator: Emulator) => ({ ...(await made(emulator)), ...more });

const rule = { condition: "NUMBER_GREATER", values: ["10"] };

/** A spreadsheet with a rule, a named and a protected range. */
async function ruled(emulator: Emulator) {
  const { spreadsheet_id } = await made(emulator);
  const book = emulator.sheets.spreadsheet("ada@example.com", spreadsheet_id);
  const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 2 };
  book.namedRanges.push({ namedRangeId: "n1", name: "Prices", range });
  book.sheets[0]?.protectedRanges.push({ protectedRangeId: 7, range, rest: { description: "Head" } });
  book.sheets[0]?.conditionalFormats.push({
    ranges: [range],
    rule: { booleanRule: { condition: { type: "NOT_BLANK" } } },
  });
  return { spreadsheet_id };
}

const onRuled = (more: Record<string, unknown>) => async (emulator: Emulator) => ({
  ...(await ruled(emulator)),
  ...more,
});

/** At least two calls of each tool of the service. */
export const sheetsCases: readonly ContractCase[] = [
  { tool: "sheets_create", input: { title: "Empty" } },
  {
    tool: "sheets_create",
    input: {
      title: "Whole",
      tabs: [{ title: "One", rows: [["a", 1, true, "", "2026-11-24", "2026-11-24 10:00", "=1+1"]] }, { title: "Two" }],
      formulas: true,
    },
  },
  { tool: "sheets_get", input: ruled },
  { tool: "sheets_get", input: made, scopes: ["drive.file"] },
  { tool: "sheets_read", input: on({ ranges: ["Costs"] }) },
  {
    tool: "sheets_read",
    input: on({ ranges: ["Costs!A1:C2", "'My tab'!B:B"], formulas: true }),
    scopes: ["drive.file"],
  },
  { tool: "sheets_write", input: on({ data: [{ range: "Costs!A2", rows: [["x", 1]] }] }) },
  {
    tool: "sheets_write",
    input: on({
      data: [
        { range: "Costs!A1:B2", rows: [["2026-11-24", "=A1"], [false]] },
        { range: "'My tab'!AB1005", rows: [["far"]] },
      ],
      formulas: true,
    }),
    scopes: ["spreadsheets"],
  },
  { tool: "sheets_append", input: on({ range: "Costs", rows: [["Axle", "steel", 9]] }) },
  { tool: "sheets_append", input: on({ range: "'My tab'!A1", rows: [["=1"], ["2026-11-24"]], formulas: true }) },
  { tool: "sheets_clear", input: on({ ranges: ["Costs!A2:C3"] }) },
  { tool: "sheets_clear", input: on({ ranges: ["Costs!A1", "'My tab'"] }) },
  { tool: "sheets_add_sheet", input: on({ title: "New" }) },
  { tool: "sheets_add_sheet", input: on({ title: "New", position: 1, color: "#ff8800", frozen_rows: 1 }) },
  {
    tool: "sheets_update_sheet",
    input: on({ tab: "Costs", title: "Expenses", position: 2, color: "#00ff00", frozen_rows: 1, frozen_columns: 1 }),
  },
  { tool: "sheets_update_sheet", input: on({ tab: "Costs", duplicate_as: "Copy", hidden: true, color: "none" }) },
  { tool: "sheets_delete_sheet", input: on({ tab: "My tab" }) },
  { tool: "sheets_delete_sheet", input: on({ tab: "Costs" }), scopes: ["drive"] },
  {
    tool: "sheets_format",
    input: on({
      ranges: ["Costs!D1:E1", "'My tab'!B:B"],
      number_format: "#,##0.00",
      background: "#eeeeee",
      text_color: "#112233",
      bold: true,
      italic: false,
      font_size: 12,
      align: "center",
      wrap: "overflow",
      borders: "all",
      merge: "rows",
      column_width: 120,
      row_height: 0,
    }),
  },
  {
    tool: "sheets_format",
    input: on({ ranges: ["Costs"], background: "none", borders: "none", merge: "none", wrap: "wrap", column_width: 0 }),
  },
  { tool: "sheets_find_replace", input: on({ find: "brass", replacement: "bronze" }) },
  {
    tool: "sheets_find_replace",
    input: on({
      find: "C(o)g",
      replacement: "=$1",
      range: "Costs!A:A",
      match_case: true,
      whole_cell: true,
      regex: true,
      formulas: true,
    }),
  },
  ...[
    { action: "insert", range: "Costs!2:3" },
    { action: "insert", range: "Costs!AA:AB" },
    { action: "delete", range: "Costs!B:B" },
    { action: "move", range: "Costs!2:2", before: "4" },
    { action: "move", range: "Costs!A:A", before: "D" },
    { action: "resize", range: "Costs!A:B", pixels: 200 },
    { action: "fit", range: "Costs!A:C" },
    { action: "hide", range: "Costs!2:2" },
    { action: "show", range: "Costs!2:2" },
  ].map((input) => ({ tool: "sheets_edit_dimensions", input: on(input) })),
  { tool: "sheets_sort_filter", input: on({ action: "sort", range: "Costs!A2:C3", sort_by: ["C desc", "A"] }) },
  {
    tool: "sheets_sort_filter",
    input: on({
      action: "filter",
      range: "Costs!A1:C3",
      filters: ["C NUMBER_BETWEEN 1 5", "A NOT_BLANK", "B TEXT_CONTAINS brass"],
      sort_by: ["C"],
    }),
  },
  {
    tool: "sheets_sort_filter",
    input: on({ action: "filter_view", range: "Costs!A1:C3", title: "Dear", filters: ["C NUMBER_GREATER 10"] }),
  },
  { tool: "sheets_sort_filter", input: on({ action: "clear_filter", range: "Costs" }) },
  { tool: "sheets_set_validation", input: on({ range: "Costs!B2:B9", dropdown: ["brass", "steel"], warn_only: true }) },
  {
    tool: "sheets_set_validation",
    input: on({ range: "Costs!C2:C9", condition: "NUMBER_BETWEEN", values: ["0", "100"], message: "0 to 100" }),
  },
  { tool: "sheets_set_validation", input: on({ range: "Costs!C2:C9", clear: true }) },
  { tool: "sheets_conditional_format", input: onRuled({ action: "list" }) },
  {
    tool: "sheets_conditional_format",
    input: on({ action: "add", range: "Costs!C2:C9", ...rule, background: "#ffcccc", text_color: "#990000" }),
  },
  {
    tool: "sheets_conditional_format",
    input: on({ action: "add", range: "Costs!C2:C9", scale: ["#ffffff", "#ffff00", "#ff0000"] }),
  },
  { tool: "sheets_conditional_format", input: onRuled({ action: "delete", range: "Costs", index: 0 }) },
  ...["column", "bar", "line", "area", "scatter", "pie"].map((type) => ({
    tool: "sheets_add_chart",
    input: on({
      type,
      range: type === "pie" ? "Costs!A1:B3" : "Costs!A1:C3",
      title: "Costs",
      stacked: type === "column",
      ...(type === "bar" && { at: "'My tab'!B2" }),
    }),
  })),
  { tool: "sheets_add_pivot", input: on({ source: "Costs!A1:C3", at: "'My tab'!A1", rows: ["B"], values: ["C"] }) },
  {
    tool: "sheets_add_pivot",
    input: on({ source: "Costs!A1:C3", at: "Costs!F1", rows: ["A"], columns: ["B"], values: ["C"], summarize: "MAX" }),
  },
  { tool: "sheets_named_range", input: on({ action: "add", name: "Prices", range: "Costs!C2:C3" }) },
  {
    tool: "sheets_named_range",
    input: onRuled({ action: "update", name: "Prices", new_name: "Cost", range: "Costs!C:C" }),
  },
  { tool: "sheets_named_range", input: onRuled({ action: "delete", name: "prices" }) },
  {
    tool: "sheets_named_range",
    input: on({ action: "add", protected: true, name: "Head", range: "Costs!1:1", editors: ["grace@example.com"] }),
  },
  {
    tool: "sheets_named_range",
    input: onRuled({ action: "update", protected: true, name: "Head", new_name: "Top", warn_only: true }),
  },
  { tool: "sheets_named_range", input: onRuled({ action: "delete", protected: true, name: "Head" }) },
  {
    tool: "sheets_copy_sheet",
    input: async (emulator) => ({
      ...(await made(emulator)),
      tab: "Costs",
      to_spreadsheet_id: (await made(emulator)).spreadsheet_id,
    }),
  },
  {
    tool: "sheets_copy_sheet",
    input: async (emulator) => {
      const { spreadsheet_id } = await made(emulator);
      return { spreadsheet_id, tab: "My tab", to_spreadsheet_id: spreadsheet_id };
    },
  },
  {
    tool: "sheets_batch_update",
    input: on({ requests: [{ updateSpreadsheetProperties: { properties: { title: "New" }, fields: "title" } }] }),
  },
  {
    tool: "sheets_batch_update",
    input: on({
      requests: [
        {
          addTable: {
            table: {
              name: "Parts",
              range: { sheetId: 0, startRowIndex: 0, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 3 },
            },
          },
        },
        { addSheet: { properties: { title: "More" } } },
      ],
    }),
  },
];
