import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { bench } from "./sheets-bench.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

describe("sheets_format", () => {
  it("changes what is named and keeps the rest", async () => {
    const { call, cell, tab } = bench(emulator);
    await call("sheets_format", {
      ranges: ["Costs!A1:C1"],
      bold: true,
      background: "#ff0000",
      number_format: "0.0%",
      align: "right",
      font_size: 14,
    });
    await call("sheets_format", {
      ranges: ["Costs!A1"],
      bold: false,
      italic: true,
      wrap: "overflow",
      background: "none",
    });
    expect(cell(0, 0)?.format).toEqual({
      textFormat: { bold: false, italic: true, fontSize: 14 },
      numberFormat: { type: "PERCENT", pattern: "0.0%" },
      horizontalAlignment: "RIGHT",
      wrapStrategy: "OVERFLOW_CELL",
    });
    expect(cell(0, 1)?.format).toMatchObject({ backgroundColorStyle: { rgbColor: { red: 1, green: 0, blue: 0 } } });
    expect(tab().rows[1]?.[0]?.format).toBeUndefined();
  });

  it("shows numbers by their pattern to those who read the file", async () => {
    const { call, id } = bench(emulator);
    await call("sheets_format", { ranges: ["Costs!C:C"], number_format: "€#,##0.00" });
    const file = emulator.drive.state("ada@example.com").files.find((one) => one.id === id);
    expect(file?.exports["text/csv"]?.toString()).toContain("Lever,steel,€12.50");
    await call("sheets_format", { ranges: ["Costs!C:C"], number_format: "" });
    expect(file?.exports["text/csv"]?.toString()).toContain("Lever,steel,12.5");
  });

  it("draws borders, merges, and sizes rows and columns", async () => {
    const { call, cell, tab, values } = bench(emulator);
    await call("sheets_format", { ranges: ["Costs!A1:B2"], borders: "outer", column_width: 50, row_height: 40 });
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(cell(0, 0)?.format?.borders))).toEqual(["top", "left"]);
    expect(tab().properties).toMatchObject({ COLUMNS: [{ pixelSize: 50 }, {}], ROWS: [{ pixelSize: 40 }, {}] });
    await call("sheets_clear", { ranges: ["Costs!B1", "Costs!A2:B2"] });
    await call("sheets_format", { ranges: ["Costs!A1:B2"], merge: "all", column_width: 0 });
    expect(values().slice(0, 2)).toEqual([
      ["Part", "", "Price"],
      ["", "", 3],
    ]);
    expect(tab().merges).toEqual([{ startRow: 0, endRow: 2, startColumn: 0, endColumn: 2 }]);
    await expect(call("sheets_format", { ranges: ["Costs!B1:B2"], merge: "all" })).rejects.toMatchObject({
      message: expect.stringContaining("You must select all cells in a merged range"),
    });
    await call("sheets_format", { ranges: ["Costs!A1"], merge: "none" });
    expect(tab().merges).toEqual([]);
  });

  it.each([
    [{ ranges: ["'My tab'", "Costs!A1:B2"], merge: "all" }, "3 cells in Costs!A1:B2"],
    [{ ranges: ["Costs!B:D"], merge: "rows" }, "4 cells in Costs!B:D"],
    [{ ranges: ["Costs!A4:B5"], merge: "all" }, "1 cell in Costs!A4:B5"],
    [{ ranges: ["Costs!A1:B2"], merge: "columns" }, "2 cells in Costs!A1:B2"],
  ])("merges nothing where cells would lose what they hold: %j", async (input, dropped) => {
    const { call, tab, values } = bench(emulator);
    const before = values();
    await expect(call("sheets_format", { ...input, bold: true })).rejects.toMatchObject({
      code: "invalid_input",
      message: `merge: it would drop the content of ${dropped}`,
    });
    expect([values(), tab().merges]).toEqual([before, []]);
    await call("sheets_format", { ranges: ["Costs!A4:A5"], merge: "columns" });
    await call("sheets_format", { ranges: ["Costs!C1:D4"], merge: "rows" });
    expect([values(), tab().merges.length]).toEqual([before, 5]);
  });

  it("refuses a call that changes nothing, a wrong colour and cells outside the grid", async () => {
    const { call } = bench(emulator);
    await expect(call("sheets_format", { ranges: ["Costs!A1"] })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(call("sheets_format", { ranges: ["Costs!A1"], background: "red" })).rejects.toThrow(z.ZodError);
    await expect(call("sheets_format", { ranges: ["Costs!A1001:B"], bold: true })).rejects.toMatchObject({
      message: expect.stringContaining("Range (Costs!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26"),
    });
  });
});

describe("sheets_find_replace", () => {
  it("tells how many it replaced, everywhere or in a range", async () => {
    const { call, values } = bench(emulator);
    expect((await call("sheets_find_replace", { find: "STEEL", replacement: "iron" })).text).toBe(
      "Replaced 2 in 2 cells of 1 tab.",
    );
    expect((await call("sheets_find_replace", { find: "STEEL", replacement: "x", match_case: true })).text).toBe(
      "Found nothing to replace.",
    );
    const { data } = await call("sheets_find_replace", {
      find: "^(.)o",
      replacement: "$1oo",
      regex: true,
      range: "Costs!A:A",
    });
    expect(data).toEqual({ occurrences: 1, cells: 1 });
    expect(values()[1]?.[0]).toBe("Coog");
  });

  it("makes no formula unasked, and refuses a wrong pattern", async () => {
    const { call } = bench(emulator);
    await expect(call("sheets_find_replace", { find: "Cog", replacement: "=1" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("would become a formula"),
    });
    await expect(call("sheets_find_replace", { find: "(", replacement: "x", regex: true })).rejects.toMatchObject({
      message: expect.stringContaining("Invalid regular expression"),
    });
    await expect(call("sheets_find_replace", { find: "", replacement: "x" })).rejects.toThrow(z.ZodError);
  });
});

describe("sheets_sort_filter", () => {
  it("sorts rows by columns", async () => {
    const { call, values } = bench(emulator);
    await call("sheets_sort_filter", { action: "sort", range: "Costs!A2:C4", sort_by: ["B desc", "C"] });
    expect(values().map(([part]) => part)).toEqual(["Part", "Axle", "Lever", "Cog"]);
  });

  it("sets, clears and adds filters", async () => {
    const { call, tab } = bench(emulator);
    await call("sheets_sort_filter", {
      action: "filter",
      range: "Costs!A1:C4",
      filters: ["C NUMBER_BETWEEN 5 10", "A TEXT_CONTAINS a b"],
    });
    expect(tab().basicFilter?.rest.filterSpecs).toEqual([
      {
        columnIndex: 2,
        filterCriteria: {
          condition: { type: "NUMBER_BETWEEN", values: [{ userEnteredValue: "5" }, { userEnteredValue: "10" }] },
        },
      },
      {
        columnIndex: 0,
        filterCriteria: { condition: { type: "TEXT_CONTAINS", values: [{ userEnteredValue: "a b" }] } },
      },
    ]);
    await call("sheets_sort_filter", { action: "clear_filter", range: "Costs" });
    expect(tab().basicFilter).toBeUndefined();
    const { text } = await call("sheets_sort_filter", {
      action: "filter_view",
      range: "Costs!A1:C4",
      title: "New",
      filters: ["C DATE_AFTER TODAY"],
    });
    expect(text).toBe(`Added the filter view New, id ${tab().filterViews[0]?.filterViewId}.`);
    expect(JSON.stringify(tab().filterViews[0]?.rest.filterSpecs)).toContain('{"relativeDate":"TODAY"}');
  });

  it.each([
    [{ action: "sort", range: "Costs!A2:C4" }, "sort_by: missing"],
    [{ action: "filter_view", range: "Costs!A1:C4" }, "title: missing"],
    [{ action: "sort", range: "Costs!A2:C4", sort_by: ["F"] }, "outside the range"],
    [{ action: "filter", range: "Costs!A1:C4", filters: ["A DATE_ON_OR_BEFORE 2026-01-01"] }, "not supported here"],
    [
      { action: "filter", range: "Costs!A1:C4", filters: ["A NUMBER_GREATER x"] },
      "Invalid ConditionValue.userEnteredValue",
    ],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_sort_filter", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it("refuses a filter that cannot be read", async () => {
    const input = { action: "filter", range: "Costs!A1:C4", filters: ["A IS_BIG 5"] };
    await expect(bench(emulator).call("sheets_sort_filter", input)).rejects.toThrow(z.ZodError);
  });
});

describe("sheets_set_validation", () => {
  it("gives a drop-down, a rule or a checkbox, and clears it", async () => {
    const { call, cell } = bench(emulator);
    await call("sheets_set_validation", { range: "Costs!B2:B4", dropdown: ["brass", "steel"], message: "Choose" });
    expect(cell(1, 1)?.validation).toEqual({
      condition: { type: "ONE_OF_LIST", values: [{ userEnteredValue: "brass" }, { userEnteredValue: "steel" }] },
      strict: true,
      showCustomUi: true,
      inputMessage: "Choose",
    });
    await call("sheets_set_validation", { range: "Costs!B2", condition: "BOOLEAN", warn_only: true });
    expect(cell(1, 1)?.validation).toMatchObject({ condition: { type: "BOOLEAN" }, strict: false });
    await call("sheets_set_validation", { range: "Costs!B2", condition: "ONE_OF_RANGE", values: ["Costs!A1:A3"] });
    expect(cell(1, 1)?.validation).toMatchObject({ condition: { values: [{ userEnteredValue: "=Costs!A1:A3" }] } });
    await call("sheets_set_validation", { range: "Costs!B2", condition: "DATE_ON_OR_AFTER", values: ["TODAY"] });
    expect(cell(1, 1)?.validation).toMatchObject({ condition: { values: [{ userEnteredValue: "=TODAY()" }] } });
    await call("sheets_set_validation", { range: "Costs!B2", clear: true });
    expect(cell(1, 1)?.validation).toBeUndefined();
  });

  it.each([
    [{ range: "Costs!B2" }, "expected exactly one of"],
    [{ range: "Costs!B2", clear: true, dropdown: ["a"] }, "expected exactly one of"],
    [{ range: "Costs!B2", condition: "NUMBER_BETWEEN", values: ["1"] }, "requires 2 value(s)"],
    [{ range: "Costs!B2", condition: "NOT_BLANK" }, "not supported here"],
    [
      { range: "Costs!B2", condition: "CUSTOM_FORMULA", values: ['IMPORTDATA("https://a.example/")=1'] },
      "fetches from",
    ],
    [{ range: "Costs!B2", condition: "NUMBER_EQ", values: ['=IMPORTDATA("https://a.example/")'] }, "fetches from"],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_set_validation", input)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});

describe("sheets_conditional_format", () => {
  it("adds, lists and deletes rules", async () => {
    const { call, tab } = bench(emulator);
    await call("sheets_conditional_format", {
      action: "add",
      range: "Costs!C2:C4",
      condition: "NUMBER_GREATER",
      values: ["10"],
      background: "#ff8800",
      text_color: "#000000",
    });
    await call("sheets_conditional_format", { action: "add", range: "'My tab'!A:A", scale: ["#ffffff", "#ff0000"] });
    expect((await call("sheets_conditional_format", { action: "list" })).text).toBe(
      [
        "|index|range|rule|",
        "|-|-|-|",
        "|0|Costs!C2:C4|NUMBER_GREATER 10: background #ff8800, text #000000|",
        "|0|'My tab'!A:A|scale #ffffff to #ff0000|",
      ].join("\n"),
    );
    await call("sheets_conditional_format", { action: "delete", range: "Costs", index: 0 });
    expect(tab().conditionalFormats).toEqual([]);
    expect((await bench(emulator).call("sheets_conditional_format", { action: "list" })).text).toBe("No rule.");
  });

  it("takes formulas without their sign, and days relative to today for every condition", async () => {
    const { call, tab } = bench(emulator);
    const add = (condition: string, value: string) =>
      call("sheets_conditional_format", {
        action: "add",
        range: "Costs!A1",
        condition,
        values: [value],
        background: "#ffffff",
      });
    await add("CUSTOM_FORMULA", "A1>3");
    await add("DATE_EQ", "TOMORROW");
    await add("DATE_BEFORE", "PAST_WEEK");
    const rules = z.array(z.object({ rule: z.object({ booleanRule: z.object({ condition: z.unknown() }) }) }));
    expect(rules.parse(tab().conditionalFormats).map(({ rule }) => rule.booleanRule.condition)).toEqual([
      { type: "DATE_BEFORE", values: [{ relativeDate: "PAST_WEEK" }] },
      { type: "DATE_EQ", values: [{ userEnteredValue: "=TODAY()+1" }] },
      { type: "CUSTOM_FORMULA", values: [{ userEnteredValue: "=A1>3" }] },
    ]);
  });

  it.each([
    [{ action: "add" }, "range: missing"],
    [{ action: "add", range: "Costs!A1", background: "#ffffff" }, "expected either condition or scale"],
    [{ action: "add", range: "Costs!A1", condition: "NOT_BLANK" }, "expected background or text_color"],
    [{ action: "delete", range: "Costs" }, "index: missing"],
    [{ action: "delete", range: "Costs", index: 3 }, "No conditional format on sheet"],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_conditional_format", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });
});

describe("sheets_add_chart", () => {
  it("draws the first column against the others, beside the range unless told", async () => {
    const { call, tab } = bench(emulator);
    const { text, data } = await call("sheets_add_chart", { type: "bar", range: "Costs!A1:C4", title: "Costs" });
    const [chart] = tab().charts;
    expect(data).toEqual({ id: chart?.chartId });
    expect(text).toBe(`Added a bar chart of Costs!A1:C4, id ${chart?.chartId}.`);
    expect(chart).toMatchObject({
      spec: {
        title: "Costs",
        basicChart: { chartType: "BAR", headerCount: 1, series: [{ targetAxis: "BOTTOM_AXIS" }, {}] },
      },
      position: { overlayPosition: { anchorCell: { sheetId: 0, rowIndex: 0, columnIndex: 4 } } },
    });
    await call("sheets_add_chart", { type: "pie", range: "Costs!A:B", at: "'My tab'!C3" });
    expect(tab("My tab").charts[0]).toMatchObject({
      spec: { pieChart: {} },
      position: { overlayPosition: { anchorCell: { rowIndex: 2, columnIndex: 2 } } },
    });
  });

  it.each([
    [{ type: "pie", range: "Costs!A1:C4" }, "a pie shows one series"],
    [{ type: "pie", range: "Costs!A1:B4", stacked: true }, "stacked: a pie chart cannot be"],
    [{ type: "line", range: "Costs!A1:C4", stacked: true }, "stacked: a line chart cannot be"],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_add_chart", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it("refuses a range of one column and a tab that is not there", async () => {
    const { call } = bench(emulator);
    await expect(call("sheets_add_chart", { type: "line", range: "Costs!A:A" })).rejects.toMatchObject({
      message: expect.stringContaining("expected at least two columns"),
    });
    await expect(call("sheets_add_chart", { type: "line", range: "No!A:B" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(call("sheets_add_chart", { type: "line", range: "Costs", at: "Costs!A1:B2" })).rejects.toThrow(
      z.ZodError,
    );
  });
});

describe("sheets_add_pivot", () => {
  it("summarizes by columns of the source", async () => {
    const { call, cell } = bench(emulator);
    await call("sheets_add_pivot", { source: "Costs!A1:C4", at: "'My tab'!C1", rows: ["B"], values: ["C"] });
    expect(cell(0, 2, "My tab")?.pivot).toMatchObject({
      source: { sheetId: 0, startRowIndex: 0, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 3 },
      rows: [{ sourceColumnOffset: 1, showTotals: true }],
      values: [{ sourceColumnOffset: 2, summarizeFunction: "SUM" }],
    });
    expect((await call("sheets_read", { ranges: ["'My tab'!C1:D4"] })).text).toBe(
      '## \'My tab\'!C1:D4\ncolumns C D\n1 ["Kind","SUM of Price"]\n2 ["brass",3]\n3 ["steel",21.5]\n4 ["Grand Total",24.5]',
    );
  });

  it("refuses a column outside the source, and a pivot table of nothing", async () => {
    const { call } = bench(emulator);
    await expect(
      call("sheets_add_pivot", { source: "Costs!A1:C4", at: "Costs!F1", values: ["D"] }),
    ).rejects.toMatchObject({
      message: "values: the column D is outside the source",
    });
    await expect(call("sheets_add_pivot", { source: "Costs!A1:C4", at: "Costs!F1" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
