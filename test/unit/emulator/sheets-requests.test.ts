import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { driveService } from "../../emulator/drive/service.ts";
import { type SheetsService, sheetsService } from "../../emulator/sheets/service.ts";
import { ADA, call, jsonOf, refusal, smallWorld } from "./direct-call.ts";

let sheets: SheetsService;
let id: string;
beforeEach(() => {
  const world = smallWorld();
  sheets = sheetsService(world, driveService(world));
  id = sheets.addSpreadsheet(ADA.email, {
    title: "Book",
    tabs: {
      T: [
        ["b", 2],
        ["a", 1],
        ["c", 3],
      ],
    },
  });
});

const scopes = ["https://www.googleapis.com/auth/spreadsheets"];
const batch = (...requests: unknown[]) =>
  call(sheets, "sheets.spreadsheets.batchUpdate", { scopes, path: { spreadsheetId: id }, body: { requests } });
const replies = async (...requests: unknown[]) =>
  jsonOf(await batch(...requests), z.object({ replies: z.array(z.record(z.string(), z.unknown())) })).replies;
const tab = () => {
  const [first] = sheets.spreadsheet(ADA.email, id).sheets;
  if (!first) throw new Error("there is a tab");
  return first;
};
const column = () => tab().rows.map((row) => row?.[0]?.value);

describe("a batch", () => {
  it("is carried out as a whole or not at all, and names what was refused", async () => {
    const add = { addSheet: { properties: { title: "New" } } };
    expect(await refusal(batch(add, { deleteSheet: { sheetId: 5 } }))).toMatchObject({
      status: 400,
      message: "Invalid requests[1].deleteSheet: No grid with id: 5",
    });
    expect(sheets.spreadsheet(ADA.email, id).sheets).toHaveLength(1);
    expect(await replies(add, { unmergeCells: { range: {} } })).toEqual([
      { addSheet: { properties: expect.objectContaining({ title: "New", index: 1 }) } },
      {},
    ]);
  });

  it("needs requests, each of one kind", async () => {
    expect(await refusal(batch())).toMatchObject({ message: "Must specify at least one request." });
    expect(await refusal(batch({}))).toMatchObject({ status: 400 });
    expect(await refusal(batch({ addSheet: {}, deleteSheet: {} }))).toMatchObject({ status: 400 });
  });
});

const rows = (startIndex: number, endIndex: number) => ({ sheetId: 0, dimension: "ROWS", startIndex, endIndex });
const properties = (fields: string, values: Record<string, unknown>) => ({
  updateSheetProperties: { fields, properties: { sheetId: 0, ...values } },
});
const cells = { sheetId: 0, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 };

describe("what Google refuses", () => {
  it.each<[Record<string, unknown>, string]>([
    [
      { addSheet: { properties: { title: "t" } } },
      'A sheet with the name "t" already exists. Please enter another name.',
    ],
    [{ addSheet: { properties: { sheetId: 0, title: "U" } } }, "Sheet with id 0 already exists."],
    [{ deleteSheet: { sheetId: 0 } }, "You can't remove all the sheets in a document."],
    [properties("hidden", { hidden: true }), "You can't hide all the sheets in a document."],
    [
      properties("", { title: "x" }),
      "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
    ],
    [properties("titel", { title: "x" }), "Invalid field: titel"],
    [
      properties("gridProperties", { gridProperties: { frozenRowCount: 1 } }),
      "You can't delete all the rows on the sheet.",
    ],
    [
      properties("gridProperties.frozenRowCount", { gridProperties: { frozenRowCount: 1000 } }),
      "You can't freeze all visible rows on the sheet.",
    ],
    [{ deleteDimension: { range: rows(0, 1000) } }, "You can't delete all the rows on the sheet."],
    [
      { insertDimension: { range: rows(1000, 1001) } },
      "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false.",
    ],
    [{ insertDimension: { range: rows(1001, 1002) } }, "range.startIndex is larger than current grid size (1000)"],
    [
      {
        repeatCell: {
          range: { sheetId: 0, startRowIndex: 1000, endRowIndex: 1001, endColumnIndex: 1 },
          cell: {},
          fields: "note",
        },
      },
      "Range (T!A1001:A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
    ],
    [{ sortRange: { range: cells } }, "At least one sort specification must be set."],
    [
      { setDataValidation: { range: cells, rule: { condition: { type: "ONE_OF_LIST" } } } },
      "Condition type 'ONE_OF_LIST' requires 1 to 500 value(s), but 0 were supplied.",
    ],
    [{ deleteConditionalFormatRule: { sheetId: 0, index: 0 } }, "No conditional format on sheet: 0 at index: 0"],
    [{ addNamedRange: { namedRange: { name: "Q1", range: cells } } }, "Invalid named range name: Q1"],
    [{ deleteNamedRange: { namedRangeId: "x" } }, "No named range with id: x"],
    [
      { addChart: { chart: { spec: {}, position: { newSheet: true } } } },
      "Exactly one kind of chart must be specified.",
    ],
    [{ findReplace: { find: "a", replacement: "b" } }, "Exactly one of range, sheetId or allSheets must be set."],
    [{ appendDimension: { sheetId: 0, dimension: "ROWS", length: 1_000_000 } }, "limit of 10000000 cells"],
  ])("%j", async (request, message) => {
    const [kind] = Object.keys(request);
    const refused = await refusal(batch(request));
    expect(refused.message).toContain(`Invalid requests[0].${kind}: `);
    expect(refused.message).toContain(message);
  });
});

describe("merged cells", () => {
  const merge = (startRowIndex: number, endRowIndex: number, endColumnIndex: number) => ({
    mergeCells: { range: { sheetId: 0, startRowIndex, endRowIndex, startColumnIndex: 0, endColumnIndex } },
  });
  const message = async (request: unknown) => (await refusal(batch(request))).message;

  it("cannot be partly frozen", async () => {
    const gridProperties = { frozenRowCount: 1, frozenColumnCount: 1 };
    await batch(properties("gridProperties.frozenRowCount,gridProperties.frozenColumnCount", { gridProperties }));
    expect(await message(merge(0, 2, 1))).toContain("You can't merge frozen and non-frozen rows.");
    expect(await message(merge(1, 2, 2))).toContain("You can't merge frozen and non-frozen columns.");
    await batch(merge(1, 3, 1));
  });

  it("of several rows keep a range from being sorted and filtered", async () => {
    const range = { sheetId: 0, endRowIndex: 3, endColumnIndex: 2 };
    const sort = { sortRange: { range, sortSpecs: [{ dimensionIndex: 0 }] } };
    await batch(merge(0, 1, 2), sort, merge(1, 3, 1));
    expect(await message(sort)).toContain("You can't sort a range containing vertical merges.");
    expect(await message({ setBasicFilter: { filter: { range } } })).toContain("You can't filter a range");
  });
});

describe("what Google does", () => {
  it("counts a move as before it", async () => {
    await batch(...["B", "C"].map((title) => ({ addSheet: { properties: { title } } })));
    const titles = () => sheets.spreadsheet(ADA.email, id).sheets.map(({ title }) => title);
    await batch(properties("index", { index: 1 }));
    expect(titles()).toEqual(["T", "B", "C"]);
    await batch(properties("index", { index: 2 }));
    expect(titles()).toEqual(["B", "T", "C"]);
    await batch({ moveDimension: { source: rows(0, 1), destinationIndex: 3 } });
    await refusal(batch({ moveDimension: { source: { ...rows(0, 1), sheetId: 99 }, destinationIndex: 3 } }));
  });

  it("moves rows, sorts with empty cells last, and takes ranges along", async () => {
    await batch({ moveDimension: { source: rows(0, 1), destinationIndex: 3 } });
    expect(column()).toEqual(["a", "c", "b"]);
    const sortSpecs = [{ dimensionIndex: 0, sortOrder: "DESCENDING" }];
    await batch({ sortRange: { range: { sheetId: 0, endRowIndex: 5, endColumnIndex: 2 }, sortSpecs } });
    expect(column().slice(0, 4)).toEqual(["c", "b", "a", undefined]);
    await batch(
      { mergeCells: { range: { ...cells, startRowIndex: 1, endRowIndex: 3 } } },
      { insertDimension: { range: rows(0, 2) } },
    );
    expect(tab().merges).toEqual([{ startRow: 3, endRow: 5, startColumn: 0, endColumn: 1 }]);
    await batch({ deleteDimension: { range: rows(0, 4) } });
    expect(tab().merges).toEqual([{ startRow: 0, endRow: 1, startColumn: 0, endColumn: 1 }]);
  });

  it("changes only what a mask names", async () => {
    const repeat = (format: unknown, fields: string) => ({
      repeatCell: { range: cells, cell: { userEnteredFormat: format }, fields },
    });
    await batch(repeat({ textFormat: { bold: true, italic: true }, wrapStrategy: "WRAP" }, "userEnteredFormat"));
    await batch(
      repeat({ textFormat: { bold: false } }, "userEnteredFormat(textFormat.bold,textFormat(italic),wrapStrategy)"),
    );
    expect(tab().rows[0]?.[0]).toMatchObject({ value: "b", format: { textFormat: { bold: false } } });
    expect(tab().rows[0]?.[0]?.format).not.toHaveProperty("wrapStrategy");
  });

  it("leaves out the sheet id 0 in ranges that it gives", async () => {
    const [reply] = await replies({ addNamedRange: { namedRange: { name: "One", range: cells } } });
    expect(reply).toMatchObject({ addNamedRange: { namedRange: { name: "One" } } });
    expect(JSON.stringify(reply)).not.toContain("sheetId");
  });
});
