import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { driveTools } from "../../../../src/tools/drive/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";
import { bench } from "./sheets-bench.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

describe("sheets_create", () => {
  it("makes tabs with rows that Drive exports", async () => {
    const { run } = bench(emulator);
    const { data, text } = await run("sheets_create", {
      title: "Trip",
      tabs: [
        {
          title: "Days",
          rows: [
            ["Day", "Cost", "Paid"],
            ["2026-11-24", 12.5, true],
            ["=B2", "007", ""],
          ],
        },
        { title: "People" },
      ],
    });
    const made = z.object({ id: z.string(), link: z.string(), tabs: z.array(z.string()) }).parse(data);
    expect(made.tabs).toEqual(["Days", "People"]);
    expect(text).toBe(`Created Trip, id ${made.id}, tabs Days, People\n${made.link}`);
    const { sheets, timeZone } = emulator.sheets.spreadsheet("ada@example.com", made.id);
    expect(timeZone).toBe("Europe/Berlin");
    expect(sheets[0]?.rows[1]?.[0]).toMatchObject({ value: 46350, format: { numberFormat: { type: "DATE" } } });
    expect(sheets[0]?.rows[2]?.[0]).toMatchObject({ value: "=B2" });
    const reader = driveTools.find(({ name }) => name === "drive_read_file");
    if (!reader) throw new Error("there is no drive_read_file");
    const read = await runTool(emulator, reader, { file_id: made.id });
    expect(read.text).toContain("## Days\n\n|Day|Cost|Paid|\n|-|-|-|\n|2026-11-24|12.5|TRUE|\n|=B2|007||");
  });

  it("calculates only when formulas are asked for, and makes the grid as large as the rows", async () => {
    const { run } = bench(emulator);
    const wide = Array.from({ length: 30 }, (_, index) => index);
    const { data } = await run("sheets_create", {
      title: "Wide",
      tabs: [{ title: "A", rows: [wide, ["=SUM(A1:AD1)"]] }],
      formulas: true,
    });
    const id = z.object({ id: z.string() }).loose().parse(data).id;
    const { text } = await run("sheets_read", { spreadsheet_id: id, ranges: ["A!A2"] });
    expect(text).toBe("## A!A2\ncolumns A\n2 [435]");
    expect(emulator.sheets.spreadsheet("ada@example.com", id).sheets[0]?.columnCount).toBe(30);
  });

  it("refuses two tabs of one name, and rows without an end", async () => {
    const { run } = bench(emulator);
    const twice = { title: "x", tabs: [{ title: "A" }, { title: "a" }] };
    await expect(run("sheets_create", twice)).rejects.toMatchObject({ message: "tabs: a is there twice" });
    await expect(run("sheets_create", { title: " " })).rejects.toThrow(z.ZodError);
    await expect(run("sheets_create", { title: "x", tabs: [{ title: "A", rows: [[{}]] }] })).rejects.toThrow(
      z.ZodError,
    );
  });
});

describe("sheets_get", () => {
  it("shows tabs, named ranges, tables, charts, filters and protection", async () => {
    const { call, id, book, tab } = bench(emulator);
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 3 };
    book().namedRanges.push({ namedRangeId: "n", name: "Prices", range: { ...range, startColumnIndex: 2 } });
    tab().frozenRowCount = 1;
    tab("My tab").hidden = true;
    tab().tables.push({ tableId: "t", name: "Parts", range, columns: ["Part", "Kind", "Price"] });
    tab().basicFilter = { range, rest: {} };
    tab().protectedRanges.push({
      protectedRangeId: 1,
      range: { sheetId: 0, endRowIndex: 1 },
      rest: { description: "Head" },
    });
    await call("sheets_add_chart", { type: "pie", range: "Costs!A1:B4", title: "Shares" });
    const { text, data } = await call("sheets_get");
    const lines = text.split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "# Costs 2026",
      `en_US, Europe/Berlin — https://docs.google.com/spreadsheets/d/${id}/edit`,
      "|tab|id|rows|columns|frozen||",
      "|-|-|-|-|-|-|",
      "|Costs|0|1000|26|1 row||",
      `|My tab|${tab("My tab").sheetId}|1000|26||hidden|`,
    ]);
    expect(text).toContain("Named ranges:\n- Prices: Costs!C1:C4");
    expect(text).toContain("Tables:\n- Parts: Costs!A1:C4 (Part, Kind, Price)");
    expect(text).toMatch(/Charts:\n- Shares: on Costs, id \d+/);
    expect(text).toContain("Filters:\n- basic filter: Costs!A1:C4");
    expect(text).toContain("Protected:\n- Head: Costs!1:1");
    expect(data).toMatchObject({ title: "Costs 2026", tabs: [{ id: 0, title: "Costs", rows: 1000, columns: 26 }, {}] });
  });

  it("says what drive.file reaches, and that an Excel file is none", async () => {
    const { id, run } = bench(emulator, {}, { scopes: ["drive.file"] });
    await expect(run("sheets_get", { spreadsheet_id: id })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("drive.file"),
    });
    const excel = emulator.drive.state("ada@example.com").files.find(({ name }) => name === "parts.xlsx");
    await expect(bench(emulator).run("sheets_get", { spreadsheet_id: excel?.id })).rejects.toMatchObject({
      message: "This file is no Google Sheet, perhaps an Excel file",
    });
    await expect(bench(emulator).run("sheets_get", { spreadsheet_id: "missing" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("reads a spreadsheet that Drive made", async () => {
    const budget = emulator.drive.state("ada@example.com").files.find(({ name }) => name === "Budget");
    const { run } = bench(emulator);
    expect((await run("sheets_get", { spreadsheet_id: budget?.id })).text).toContain("|Costs|0|1000|26|");
    const { text } = await run("sheets_read", { spreadsheet_id: budget?.id, ranges: ["Costs!A2:B3", "People"] });
    expect(text).toBe(
      '## Costs!A2:B3\ncolumns A B\n2 ["Cog",3]\n3 ["Lever, long",12.5]\n\n## People!A1:Z1000\ncolumns A\n1 ["Name"]\n2 ["Grace"]',
    );
  });
});

describe("sheets_read", () => {
  it("shows values or formulas with row numbers and column letters", async () => {
    const { call } = bench(emulator, { T: [["a", 1, true], [], ["=B1/0", "=B1+1", "=NOPE(1)"]] });
    expect((await call("sheets_read", { ranges: ["T!A1:C9"] })).text).toBe(
      '## T!A1:C9\ncolumns A B C\n1 ["a",1,true]\n2 []\n3 ["#DIV/0!",2,"#NAME?"]',
    );
    expect((await call("sheets_read", { ranges: ["T!B3:C3"], formulas: true })).text).toBe(
      '## T!B3:C3\ncolumns B C\n3 ["=B1+1","=NOPE(1)"]',
    );
    expect((await call("sheets_read", { ranges: ["T!D5:E9"] })).text).toBe("## T!D5:E9\n(empty)");
  });

  it("gives a long range in pieces that make the whole", async () => {
    const lines = Array.from({ length: 400 }, (_, index) => [index, `row ${index} ${"x".repeat(80)}`]);
    const { call } = bench(emulator, { Long: lines, Other: [["end"]] });
    let ranges: string[] = ["Long", "Other!A1"];
    const seen: unknown[] = [];
    for (let calls = 0; ranges.length > 0; calls += 1) {
      expect(calls).toBeLessThan(10);
      const { text } = await call("sheets_read", { ranges });
      expect(text.length).toBeLessThanOrEqual(20_100);
      for (const [, json] of text.matchAll(/^\d+ (\[.*\])$/gm)) seen.push(JSON.parse(json ?? ""));
      ranges = z.array(z.string()).parse(JSON.parse(/^left: (\[.*\])$/m.exec(text)?.[1] ?? "[]"));
    }
    expect(seen).toEqual([...lines, ["end"]]);
  });

  it.each([
    ["Costs!A1:C9000", "Costs!A1:C5000", "Costs!A5001:C9000"],
    ["Costs!A:C", "Costs!A1:C5000", "Costs!A5001:C"],
    ["Costs!B3:C", "Costs!B3:C5002", "Costs!B5003:C"],
    ["Costs", "Costs!A1:Z5000", "Costs!A5001:Z"],
    ["'costs'", "Costs!A1:Z5000", "Costs!A5001:Z"],
  ])("fetches at most 5000 rows of %s and names the rest", async (asked, shown, rest) => {
    const { call, tab } = bench(emulator);
    tab().rowCount = 9000;
    const since = emulator.requests.length;
    const { text, note } = await call("sheets_read", { ranges: [asked] });
    expect(text).toMatch(`## ${shown}\n`);
    expect(text.split("\n\nleft: ")[1]).toBe(JSON.stringify([rest]));
    expect(note).toBe("Not all was shown. Read on with the ranges that are left.");
    expect(emulator.requests).toHaveLength(since + 1);
  });

  it.each([1000, 5000])("names no rest behind the last of %i rows", async (rowCount) => {
    const { call, tab } = bench(emulator);
    tab().rowCount = rowCount;
    for (const range of ["Costs!A1:C9000", "Costs"])
      expect(await call("sheets_read", { ranges: [range] })).not.toHaveProperty("note");
  });

  it("reads named ranges beside tabs, however many rows they have", async () => {
    const { call, tab, book } = bench(emulator);
    tab().rowCount = 9000;
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 8000, startColumnIndex: 2, endColumnIndex: 3 };
    book().namedRanges.push({ namedRangeId: "n", name: "Prices", range });
    const { text } = await call("sheets_read", { ranges: ["'My tab'", "Prices"] });
    expect(text).toBe(
      '## \'My tab\'!A1:Z1000\ncolumns A\n1 ["x"]\n\n## Costs!C1:C5000\ncolumns C\n1 ["Price"]\n2 [3]\n3 [12.5]\n4 [9]\n\nleft: ["Costs!C5001:C8000"]',
    );
  });

  it("cuts a row that alone is too long, and says so", async () => {
    const { call } = bench(emulator, { T: [["a".repeat(30_000), 5], ["next"]] });
    const { text, note } = await call("sheets_read", { ranges: ["T!A1:B2"] });
    expect(text.length).toBeLessThanOrEqual(20_100);
    expect(text).toContain('… [30000 characters]",5]');
    expect(note).toContain("A row was too long");
    expect(text).toContain('left: ["T!A2:B2"]');
    expect((await call("sheets_read", { ranges: ["T!A1"], max_characters: 100_000 })).text).toContain(
      "a".repeat(30_000),
    );
  });

  it.each([
    [["Nowhere!A1"], "There is no tab, named range or cells Nowhere!A1"],
    [["Nowhere"], "There is no tab, named range or cells Nowhere"],
  ])("tells that %j is not there", async (ranges, message) => {
    await expect(bench(emulator).call("sheets_read", { ranges })).rejects.toMatchObject({ code: "not_found", message });
  });

  it.each([[[]], [["Costs!"]], [["Costs!A0"]], [["x".repeat(301)]]])("refuses %j by its schema", async (ranges) => {
    await expect(bench(emulator).call("sheets_read", { ranges })).rejects.toThrow(z.ZodError);
  });
});
