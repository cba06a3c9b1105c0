import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { itByDescription } from "../../../support/requires.ts";
import { bench } from "./sheets-bench.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const titles = ({ book }: ReturnType<typeof bench>) => book().sheets.map(({ title }) => title);

describe("tabs", () => {
  it("are added with place, colour and frozen rows", async () => {
    const bed = bench(emulator);
    const { text, data } = await bed.call("sheets_add_sheet", {
      title: "New",
      position: 1,
      color: "#ff8000",
      frozen_rows: 2,
    });
    const { sheetId } = bed.tab("New");
    expect(text).toBe(`Added the tab New, id ${sheetId}.`);
    expect(data).toEqual({ id: sheetId, title: "New" });
    expect(titles(bed)).toEqual(["New", "Costs", "My tab"]);
    expect(bed.tab("New")).toMatchObject({
      frozenRowCount: 2,
      tabColorStyle: { rgbColor: { red: 1, green: 128 / 255, blue: 0 } },
    });
  });

  it("are not added under a title that is there", async () => {
    await expect(bench(emulator).call("sheets_add_sheet", { title: "costs" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('A sheet with the name "costs" already exists. Please enter another name.'),
    });
  });

  it.each([
    [1, ["C", "A", "B", "D"]],
    [2, ["A", "C", "B", "D"]],
    [3, ["A", "B", "C", "D"]],
    [4, ["A", "B", "D", "C"]],
  ])("move to place %i", async (position, order) => {
    const bed = bench(emulator, { A: [], B: [], C: [], D: [] });
    await bed.call("sheets_update_sheet", { tab: "C", position });
    expect(titles(bed)).toEqual(order);
  });

  it("are renamed, hidden, frozen, and lose their colour", async () => {
    const bed = bench(emulator);
    await bed.call("sheets_update_sheet", { tab: "my TAB", title: "Other", hidden: true, color: "#123456" });
    await bed.call("sheets_update_sheet", { tab: "Other", color: "none", frozen_columns: 1 });
    expect(bed.tab("Other")).toMatchObject({ hidden: true, frozenColumnCount: 1, tabColorStyle: undefined });
    expect(bed.tab("Other").frozenRowCount).toBe(0);
  });

  it("are copied within the spreadsheet, what is named applied to the copy", async () => {
    const bed = bench(emulator);
    const { data } = await bed.call("sheets_update_sheet", {
      tab: "Costs",
      duplicate_as: "Copy",
      position: 1,
      hidden: true,
    });
    expect(titles(bed)).toEqual(["Copy", "Costs", "My tab"]);
    expect(bed.values("Copy")).toEqual(bed.values("Costs"));
    expect(bed.tab("Copy")).toMatchObject({
      hidden: true,
      sheetId: z.object({ id: z.number() }).loose().parse(data).id,
    });
    expect(bed.tab("Costs").hidden).toBe(false);
  });

  it("are deleted, but for the last one", async () => {
    const bed = bench(emulator);
    expect((await bed.call("sheets_delete_sheet", { tab: "Costs" })).text).toBe("Deleted the tab Costs.");
    await expect(bed.call("sheets_delete_sheet", { tab: "My tab" })).rejects.toMatchObject({
      message: expect.stringContaining("You can't remove all the sheets in a document."),
    });
  });

  it("are copied to another spreadsheet", async () => {
    const [from, to] = [bench(emulator), bench(emulator, { Costs: [] })];
    const { text } = await from.call("sheets_copy_sheet", { tab: "Costs", to_spreadsheet_id: to.id });
    expect(text).toBe(`Copied to the tab Copy of Costs of ${to.id}.`);
    expect(to.values("Copy of Costs")).toEqual(from.values("Costs"));
    await expect(from.call("sheets_copy_sheet", { tab: "Costs", to_spreadsheet_id: "missing" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it.each([
    ["sheets_update_sheet", { tab: "No", hidden: true }],
    ["sheets_delete_sheet", { tab: "No" }],
    ["sheets_copy_sheet", { tab: "No", to_spreadsheet_id: "x" }],
    ["sheets_format", { ranges: ["No!A1"], bold: true }],
    ["sheets_edit_dimensions", { action: "delete", range: "No!1:1" }],
  ])("that are not there are told: %s", async (name, input) => {
    await expect(bench(emulator).call(name, input)).rejects.toMatchObject({
      code: "not_found",
      message: "There is no tab No",
      fix: "The tabs are Costs, My tab.",
    });
  });

  it("need something to change", async () => {
    await expect(bench(emulator).call("sheets_update_sheet", { tab: "Costs" })).rejects.toMatchObject({
      message: expect.stringContaining("title: expected at least one of"),
    });
  });
});

describe("a tab that could be taken for a cell", () => {
  const TABS = { First: [["first"]], Q1: [["of Q1"]], R: [["of R"]] };

  it.each([
    ["sheets_read", { ranges: ["Q1"] }],
    ["sheets_clear", { ranges: ["First!A1", "q1"] }],
    ["sheets_append", { range: "Q1", rows: [["x"]] }],
    ["sheets_write", { data: [{ range: "Q1", rows: [["x"]] }] }],
    ["sheets_format", { ranges: ["Q1"], bold: true }],
  ])("is asked about: %s", async (name, input) => {
    const bed = bench(emulator, TABS);
    await expect(bed.call(name, input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/^[Qq]1 is a cell of the tab First, and there is a tab Q1 too$/),
      fix: "For the tab write 'Q1', for a cell its tab too, such as 'Q1'!A1.",
    });
    expect(bed.values("First")).toEqual([["first"]]);
  });

  it("is meant by its title in quotes, and by one that is no cell to us", async () => {
    const bed = bench(emulator, TABS);
    expect((await bed.call("sheets_read", { ranges: ["'Q1'", "R"] })).text).toBe(
      '## \'Q1\'!A1:Z1000\ncolumns A\n1 ["of Q1"]\n\n## R!A1:Z1000\ncolumns A\n1 ["of R"]',
    );
    await bed.call("sheets_append", { range: "'Q1'", rows: [["more"]] });
    await bed.call("sheets_clear", { ranges: ["R"] });
    expect([bed.values("First"), bed.values("Q1").slice(0, 2), bed.values("R")]).toEqual([
      [["first"]],
      [["of Q1"], ["more"]],
      [[""]],
    ]);
    await bed.call("sheets_format", { ranges: ["'Q1'"], bold: true });
    expect(bed.cell(0, 0, "Q1")?.format).toMatchObject({ textFormat: { bold: true } });
  });
});

describe("cells without a tab", () => {
  it("are those of the first tab that is not hidden, for every tool", async () => {
    const bed = bench(emulator, { Hidden: [["h"]], Shown: [["s"]] });
    bed.tab("Hidden").hidden = true;
    expect((await bed.call("sheets_read", { ranges: ["A1:B1"] })).text).toContain("## Shown!A1:B1");
    await bed.call("sheets_format", { ranges: ["A1:A1"], bold: true });
    await bed.call("sheets_edit_dimensions", { action: "delete", range: "1:1" });
    expect([bed.values("Hidden"), bed.values("Shown")]).toEqual([[["h"]], []]);
    expect(bed.cell(0, 0, "Hidden")?.format).toBeUndefined();
  });

  it("of a title in quotes are the tab's, though a named range has that name", async () => {
    const bed = bench(emulator);
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 };
    bed.book().namedRanges.push({ namedRangeId: "n", name: "Costs", range });
    await bed.call("sheets_format", { ranges: ["'Costs'"], bold: true });
    await bed.call("sheets_format", { ranges: ["Costs"], italic: true });
    expect(bed.cell(0, 0)?.format).toEqual({ textFormat: { bold: true, italic: true } });
    expect(bed.cell(0, 1)?.format).toEqual({ textFormat: { bold: true } });
  });
});

describe("sheets_edit_dimensions", () => {
  const letters = { T: [["a"], ["b"], ["c"], ["d"]] };
  const column = ({ values }: ReturnType<typeof bench>) => values("T").map(([first]) => first ?? "");

  it.each([
    [{ action: "insert", range: "T!2:3" }, ["a", "", "", "b", "c", "d"]],
    [{ action: "delete", range: "T!2:3" }, ["a", "d"]],
    [{ action: "move", range: "T!1:1", before: "4" }, ["b", "c", "a", "d"]],
    [{ action: "move", range: "T!4:4", before: "1" }, ["d", "a", "b", "c"]],
  ])("%j", async (input, rows) => {
    const bed = bench(emulator, letters);
    expect((await bed.call("sheets_edit_dimensions", input)).text).toContain(`Done: ${input.action} ${input.range}`);
    expect(column(bed)).toEqual(rows);
  });

  it("works on columns, resizes, fits and hides", async () => {
    const bed = bench(emulator);
    await bed.call("sheets_edit_dimensions", { action: "move", range: "Costs!C:C", before: "A" });
    expect(bed.values()[0]).toEqual(["Price", "Part", "Kind"]);
    await bed.call("sheets_edit_dimensions", { action: "resize", range: "Costs!A:B", pixels: 200 });
    await bed.call("sheets_edit_dimensions", { action: "hide", range: "Costs!B:B" });
    expect(bed.tab().properties.COLUMNS.slice(0, 2)).toEqual([
      { pixelSize: 200 },
      { pixelSize: 200, hiddenByUser: true },
    ]);
    await bed.call("sheets_edit_dimensions", { action: "show", range: "Costs!B:B" });
    await bed.call("sheets_edit_dimensions", { action: "fit", range: "Costs!B:B" });
    expect(bed.tab().properties.COLUMNS[1]?.pixelSize).not.toBe(200);
  });

  it("adds rows at the very end", async () => {
    const bed = bench(emulator);
    await bed.call("sheets_edit_dimensions", { action: "insert", range: "Costs!1001:1010" });
    expect(bed.tab().rowCount).toBe(1010);
  });

  it.each([
    [{ action: "move", range: "Costs!1:1" }, "before: missing"],
    [{ action: "move", range: "Costs!1:1", before: "C" }, "expected a row's number"],
    [{ action: "move", range: "Costs!A:A", before: "3" }, "expected a column's letters"],
    [{ action: "resize", range: "Costs!1:1" }, "pixels: missing"],
    [{ action: "delete", range: "Costs!1:1000" }, "You can't delete all the rows on the sheet."],
    [{ action: "insert", range: "Costs!1002:1003" }, "range.startIndex is larger than current grid size (1000)"],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_edit_dimensions", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it.each(["Costs!A1:B2", "Costs", "Costs!A1", "Costs!2:B"])("refuses the range %s", async (range) => {
    await expect(bench(emulator).call("sheets_edit_dimensions", { action: "delete", range })).rejects.toThrow(
      z.ZodError,
    );
  });
});

describe("sheets_named_range", () => {
  it("adds, changes and deletes names, by which ranges are read", async () => {
    const { call, book } = bench(emulator);
    await call("sheets_named_range", { action: "add", name: "Prices", range: "Costs!C2:C4" });
    expect((await call("sheets_read", { ranges: ["prices"] })).text).toContain("## Costs!C2:C4");
    await call("sheets_named_range", { action: "update", name: "Prices", new_name: "Cost", range: "Costs!C:C" });
    expect(book().namedRanges).toMatchObject([
      { name: "Cost", range: { sheetId: 0, startColumnIndex: 2, endColumnIndex: 3 } },
    ]);
    expect((await call("sheets_named_range", { action: "delete", name: "cost" })).text).toBe(
      "Deleted the named range cost.",
    );
    expect(book().namedRanges).toEqual([]);
  });

  it("protects ranges", async () => {
    const { call, tab } = bench(emulator);
    const named = { protected: true, name: "Head" };
    await call("sheets_named_range", { ...named, action: "add", range: "Costs!1:1", editors: ["grace@example.com"] });
    expect(tab().protectedRanges[0]).toMatchObject({
      range: { startRowIndex: 0, endRowIndex: 1 },
      rest: { description: "Head", editors: { users: ["grace@example.com"] } },
    });
    await call("sheets_named_range", { ...named, action: "update", new_name: "Top" });
    expect(tab().protectedRanges[0]?.rest).toMatchObject({ description: "Top" });
    await call("sheets_named_range", { ...named, action: "delete", name: "Top" });
    expect(tab().protectedRanges).toEqual([]);
  });

  it.each([
    [{ action: "add", name: "A1", range: "Costs!A1" }, "Invalid named range name"],
    [{ action: "add", name: "x" }, "range: missing"],
    [{ action: "update", name: "x", new_name: "y" }, "There is no named range x"],
    [{ action: "delete", name: "x", protected: true }, "There is no protected range x"],
    [{ action: "add", name: "x", range: "Costs!A1", warn_only: true }, "are for protected ranges"],
    [{ action: "add", name: "x", range: "Costs!A1", protected: true, warn_only: true, editors: [] }, "only warns"],
  ])("refuses %j", async (input, message) => {
    await expect(bench(emulator).call("sheets_named_range", input)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});

describe("sheets_batch_update", () => {
  it("sends raw requests, all or none, and shows replies", async () => {
    const { call, tab, book } = bench(emulator);
    const rename = { updateSheetProperties: { properties: { sheetId: 0, title: "X" }, fields: "title" } };
    const refused = call("sheets_batch_update", { requests: [rename, { deleteSheet: { sheetId: 5 } }] });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining("Invalid requests[1].deleteSheet: No grid with id: 5"),
    });
    expect(tab().title).toBe("Costs");
    const { text, note } = await call("sheets_batch_update", {
      requests: [rename, { findReplace: { find: "cog", replacement: "gear", allSheets: true } }],
    });
    expect(book().sheets[0]?.title).toBe("X");
    expect(note).toBe("Carried out 2 requests.");
    expect(JSON.parse(text)).toEqual([
      {},
      { findReplace: { valuesChanged: 1, rowsChanged: 1, sheetsChanged: 1, occurrencesChanged: 1 } },
    ]);
  });

  itByDescription("says what Google does not know", async () => {
    await expect(bench(emulator).call("sheets_batch_update", { requests: [{ fly: {} }] })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('Unknown name "fly"'),
    });
  });
});
