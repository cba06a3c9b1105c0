import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CellArea,
  columnIndex,
  columnLetters,
  parseRange,
  quoteSheet,
  writeRange,
} from "../../../src/content/a1.ts";

describe("columns", () => {
  it.each([
    [0, "A"],
    [25, "Z"],
    [26, "AA"],
    [701, "ZZ"],
    [702, "AAA"],
  ])("%i is %s", (index, letters) => {
    expect(columnLetters(index)).toBe(letters);
    expect(columnIndex(letters.toLowerCase())).toBe(index);
  });

  it("are not other texts", () => {
    expect(["", "A1", "ABCD", "Ä"].map(columnIndex)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe("parseRange", () => {
  it.each<[string, CellArea & { sheet?: string }]>([
    ["A1", { startRow: 0, endRow: 1, startColumn: 0, endColumn: 1 }],
    ["Costs!B2:C3", { sheet: "Costs", startRow: 1, endRow: 3, startColumn: 1, endColumn: 3 }],
    ["Costs!$C$3:$B$2", { sheet: "Costs", startRow: 1, endRow: 3, startColumn: 1, endColumn: 3 }],
    ["'It''s a tab'!A:C", { sheet: "It's a tab", startColumn: 0, endColumn: 3 }],
    ["2:5", { startRow: 1, endRow: 5 }],
    ["A3:C", { startRow: 2, startColumn: 0, endColumn: 3 }],
    ["a!b!C1", { sheet: "a!b", startRow: 0, endRow: 1, startColumn: 2, endColumn: 3 }],
  ])("reads %s", (text, { sheet, ...area }) => {
    expect(parseRange(text)).toEqual({
      kind: "cells",
      area,
      single: !text.includes(":"),
      ...(sheet !== undefined && { sheet }),
    });
  });

  it.each([
    ["Costs", "Costs"],
    ["'CO2'", "CO2"],
    ["'It''s'", "It's"],
    ["Costs 2026", "Costs 2026"],
  ])("takes %s for a name", (text, name) => {
    expect(parseRange(text)).toEqual({ kind: "name", name });
  });

  it.each(["", " ", "Costs!", "Costs!A0", "Costs!A1:B2:C3", "Costs!foo", "!A1"])("refuses %j", (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});

const index = fc.nat({ max: 18_000 });

describe("writeRange", () => {
  it("writes what parseRange reads, for any title and rectangle", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
        fc.tuple(index, index),
        fc.tuple(index, index),
        (title, [row, height], [column, width]) => {
          const area = {
            startRow: row,
            endRow: row + height + 1,
            startColumn: column,
            endColumn: Math.min(column + width + 1, 18_278),
          };
          expect(parseRange(writeRange(title, area))).toMatchObject({ kind: "cells", sheet: title, area });
        },
      ),
    );
  });

  it.each<[CellArea, string]>([
    [{}, "Costs"],
    [{ startColumn: 1, endColumn: 3 }, "Costs!B:C"],
    [{ startRow: 1, endRow: 2 }, "Costs!2:2"],
    [{ startRow: 4, startColumn: 0, endColumn: 3 }, "Costs!A5:C"],
    [{ startRow: 4, endRow: 5, startColumn: 0, endColumn: 1 }, "Costs!A5"],
  ])("%j is %s", (area, text) => {
    expect(writeRange("Costs", area)).toBe(text);
  });
});

describe("quoteSheet", () => {
  it.each([
    ["Costs", "Costs"],
    ["Costs_2026", "Costs_2026"],
    ["CO2", "'CO2'"],
    ["R1C1", "'R1C1'"],
    ["2026", "'2026'"],
    ["My tab", "'My tab'"],
    ["It's", "'It''s'"],
    ["Übersicht", "'Übersicht'"],
  ])("%s is %s", (title, quoted) => {
    expect(quoteSheet(title)).toBe(quoted);
  });
});
