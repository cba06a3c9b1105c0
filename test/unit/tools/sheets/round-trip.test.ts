import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sheetsTools } from "../../../../src/tools/sheets/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
let id: string;

const call = (name: string, input: Record<string, unknown>) => {
  const tool = sheetsTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return runTool(emulator, tool, input);
};

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await call("sheets_create", { title: "Round trip", tabs: [{ title: "It's, 'a' tab" }] });
  id = z.object({ id: z.string() }).parse(data).id;
});
afterAll(() => emulator.close());

/** Cells without content and format: a number in a cell that held a date would be shown as one. */
function empty() {
  for (const sheet of emulator.sheets.spreadsheet("ada@example.com", id).sheets) sheet.rows = [];
}

const TAB = "'It''s, ''a'' tab'";

/** Texts that a spreadsheet would like to take for something else, among any others. */
const text = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "007",
    "=1+1",
    "+A1",
    "-A1",
    "@x",
    "'quoted",
    "''",
    "TRUE",
    "false",
    "1e5",
    "50%",
    "$5",
    "3/4",
    "1-2",
  ),
  fc.constantFrom('say "hi"', "a|b", "a\nb", "a\r\nb", "\t", " ", " x ", "#DIV/0!", "12:30", "\\n", "[1]", "null"),
  fc.constantFrom("2026-11-24", "2026-11-24 9:05:00", "0001-01-01", "2026-02-30"),
);
const cell = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.boolean(),
  fc.constant(""),
);
const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

/** Rows of an answer of sheets_read, by their numbers. */
function rowsOf(answer: string): { number: number; cells: unknown[] }[] {
  return answer.split("\n").flatMap((line) => {
    const [, number, json] = /^(\d+) (\[.*\])$/s.exec(line) ?? [];
    return number === undefined || json === undefined
      ? []
      : [{ number: Number(number), cells: z.array(z.unknown()).parse(JSON.parse(json)) }];
  });
}

/** What a sheet keeps of rows: no empty cells and rows at the end. */
function kept(values: readonly (readonly unknown[])[]): unknown[][] {
  const lines = values.map((line) => line.slice(0, line.findLastIndex((value) => value !== "") + 1));
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

describe("what sheets_write writes", () => {
  it("is what sheets_read shows, and writes the same again", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        empty();
        await call("sheets_write", { spreadsheet_id: id, data: [{ range: `${TAB}!C3`, rows: written }] });
        const range = `${TAB}!C3:H30`;
        const first = await call("sheets_read", { spreadsheet_id: id, ranges: [range], max_characters: 100_000 });
        const read = rowsOf(first.text);
        expect(read.map(({ cells }) => cells)).toEqual(kept(written));
        expect(read.map(({ number }) => number)).toEqual(read.map((_, index) => index + 3));
        if (read.length === 0) return;
        const again = read.map(({ cells }) => (cells.length === 0 ? [""] : cells));
        empty();
        await call("sheets_write", { spreadsheet_id: id, data: [{ range: `${TAB}!C3`, rows: again }] });
        const second = await call("sheets_read", { spreadsheet_id: id, ranges: [range], max_characters: 100_000 });
        expect(second.text).toBe(first.text);
      }),
      { numRuns: 40 },
    );
  });

  it("holds no formula unless formulas are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (written, formulas) => {
        empty();
        await call("sheets_write", {
          spreadsheet_id: id,
          data: [{ range: `${TAB}!A1`, rows: [...written, ["=2+3"], ["2026-11-24"]] }],
          formulas,
        });
        const book = emulator.sheets.spreadsheet("ada@example.com", id);
        const cells = (book.sheets[0]?.rows ?? []).flatMap((row) => row ?? []);
        const calculated = cells.flatMap((one) => one?.formula ?? []);
        if (formulas) expect(calculated).toContain("=2+3");
        else expect(calculated).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
