import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import { type SheetsService, sheetsService } from "../../emulator/sheets/service.ts";
import { ADA, call, type DirectCall, GRACE, jsonOf, refusal, smallWorld } from "./direct-call.ts";

const AUTH = "https://www.googleapis.com/auth/";

let drive: DriveService;
let sheets: SheetsService;
let id: string;
beforeEach(() => {
  const world = smallWorld();
  drive = driveService(world);
  sheets = sheetsService(world, drive);
  id = sheets.addSpreadsheet(ADA.email, {
    title: "Book",
    madeBy: "me",
    tabs: { Sales: [["a", 1]], "It's": [], B2: [], R: [] },
  });
});

const run = (method: string, given: DirectCall = {}) =>
  call(sheets, `sheets.spreadsheets.${method}`, {
    scopes: [`${AUTH}spreadsheets`],
    ...given,
    path: { spreadsheetId: id, ...given.path },
  });
const valuesSchema = z.object({ range: z.string(), values: z.array(z.array(z.unknown())).optional() });
const get = async (range: string, query: Record<string, string> = {}) =>
  jsonOf(await run("values.get", { path: { range }, query }), valuesSchema);
const update = (range: string, values: unknown, query: Record<string, string> = {}) =>
  run("values.update", { path: { range }, query: { valueInputOption: "USER_ENTERED", ...query }, body: { values } });
const enter = async (text: string, render: Record<string, string> = {}) => {
  await update("It's!A1", [[text]]);
  return (await get("It's!A1", render)).values?.[0]?.[0];
};

describe("access", () => {
  const getBook = (given: DirectCall) => refusal(run("get", given));
  const missing = { status: 404, message: "Requested entity was not found." };

  it("is refused outside drive.file, for others' files and for what is no spreadsheet", async () => {
    expect(await getBook({ scopes: [`${AUTH}drive.file`], clientId: "other" })).toMatchObject(missing);
    expect(await getBook({ path: { spreadsheetId: "nowhere" } })).toMatchObject(missing);
    expect(await getBook({ account: GRACE })).toMatchObject({
      status: 403,
      message: "The caller does not have permission",
    });
    const excel = drive.state(ADA.email).files.find(({ name }) => name === "parts.xlsx");
    expect(await getBook({ path: { spreadsheetId: excel?.id ?? "" } })).toMatchObject({
      status: 400,
      message: "This operation is not supported for this document",
    });
    expect((await run("get", { scopes: [`${AUTH}drive.file`], clientId: "me" })).json).toMatchObject({
      spreadsheetId: id,
    });
  });

  it("lets a reader read and not write", async () => {
    for (const file of drive.state(ADA.email).files) for (const one of file.permissions) one.role = "reader";
    expect((await get("Sales")).values).toEqual([["a", "1"]]);
    expect(await refusal(update("A1", [["x"]]))).toMatchObject({ status: 403 });
  });
});

describe("ranges", () => {
  it.each([
    ["sales!a1:b1", "Sales!A1:B1"],
    ["Sales!$B$1", "Sales!B1"],
    ["Sales!B2:A1", "Sales!A1:B2"],
    ["Sales", "Sales!A1:Z1000"],
    ["A:B", "Sales!A1:B1000"],
    ["2:3", "Sales!A2:Z3"],
    ["B990:C", "Sales!B990:C1000"],
    ["Sales!A999:AZ2000", "Sales!A999:Z1000"],
    ["It's!C3", "'It''s'!C3"],
    ["'It''s'", "'It''s'!A1:Z1000"],
    ["'B2'", "'B2'!A1:Z1000"],
    ["B2", "Sales!B2"],
    ["R", "Sales!A1"],
    ["R3C2", "Sales!B3"],
    ["R[1]C[1]", "Sales!B2"],
    ["R[1]", "Sales!A2:Z2"],
  ])("%s is %s", async (asked, given) => {
    expect((await get(asked)).range).toBe(given);
  });

  it.each([
    ["Nowhere!A1", "Unable to parse range: Nowhere!A1"],
    ["Nowhere", "Unable to parse range: Nowhere"],
    ["Sales!A1:", "Unable to parse range: Sales!A1:"],
    ["CO2000", "Range (Sales!CO2000) exceeds grid limits. Max rows: 1000, max columns: 26"],
    ["Sales!A1001:B", "Range (Sales!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26"],
  ])("%s is refused", async (range, message) => {
    expect(await refusal(get(range))).toMatchObject({ status: 400, message });
  });

  it("without a sheet are of the first one that is not hidden, in formulas of their own", async () => {
    const [hidden, shown] = sheets.spreadsheet(ADA.email, id).sheets;
    if (!hidden || !shown) throw new Error("there are two sheets");
    hidden.hidden = true;
    await update("Sales!A2:A3", [["=B1"], ["=SUM(B1:B1)"]]);
    expect((await get("A1")).range).toBe("'It''s'!A1");
    expect((await get("Sales!A2:A3")).values).toEqual([["1"], ["1"]]);
  });

  it("of a bare name are a named range before a sheet, in quotes the sheet", async () => {
    const { namedRanges } = sheets.spreadsheet(ADA.email, id);
    namedRanges.push({ namedRangeId: "n", name: "Sales", range: { sheetId: 0, endRowIndex: 1, endColumnIndex: 1 } });
    expect((await get("Sales")).range).toBe("Sales!A1");
    expect((await get("'Sales'")).range).toBe("Sales!A1:Z1000");
  });
});

describe("what is entered", () => {
  it.each<[string, unknown, string]>([
    ["5%", 0.05, "5%"],
    ["1,234.50", 1234.5, "1,234.50"],
    ["$12.50", 12.5, "$12.50"],
    ["1e3", 1000, "1.00E+03"],
    ["007", 7, "7"],
    ["true", true, "TRUE"],
    ["2026-11-24", 46350, "2026-11-24"],
    ["11/24/2026", 46350, "11/24/2026"],
    ["1-2", 46024, "1-2"],
    ["Mar 1 2016", 42430, "Mar 1, 2016"],
    ["2026-11-24 6:00", 46350.25, "2026-11-24 6:00:00"],
    ["18:30", 0.7708333333333334, "18:30"],
    ["'007", "007", "007"],
    ["=2+3*2^2", 14, "14"],
    ["+A1", "#REF!", "#REF!"],
    ["plain text", "plain text", "plain text"],
    ["2026-02-30", "2026-02-30", "2026-02-30"],
  ])("%s is read as %j and shown as %s", async (text, unformatted, formatted) => {
    expect(await enter(text, { valueRenderOption: "UNFORMATTED_VALUE" })).toEqual(unformatted);
    expect((await get("It's!A1")).values?.[0]?.[0]).toBe(formatted);
  });

  it("is stored as it is in RAW", async () => {
    await update("It's!A1", [["=1+1", "007", "'x", 5, true, null, "2026-11-24"]], { valueInputOption: "RAW" });
    expect((await get("It's!A1:G1", { valueRenderOption: "FORMULA" })).values).toEqual([
      ["=1+1", "007", "'x", 5, true, "", "2026-11-24"],
    ]);
  });

  it("shows dates as numbers unless asked otherwise", async () => {
    await enter("2026-11-24");
    const how = { valueRenderOption: "UNFORMATTED_VALUE" };
    expect((await get("It's!A1", how)).values).toEqual([[46350]]);
    expect((await get("It's!A1", { ...how, dateTimeRenderOption: "FORMATTED_STRING" })).values).toEqual([
      ["2026-11-24"],
    ]);
  });

  it.each<[string, unknown]>([
    ["=1/0", "#DIV/0!"],
    ["=FOO(1)", "#NAME?"],
    ["=foo", "#NAME?"],
    ["=ZZ99999", "#REF!"],
    ['="a"+1', "#VALUE!"],
    ["=1+", "#ERROR!"],
    ["=SUM(Sales!A1:B9)", 1],
    ['=IF(Sales!B1=1,"one","more")', "one"],
    ['=IFERROR(1/0,"none")', "none"],
    ["=-2%", -0.02],
    ['="a"&1&TRUE', "a1TRUE"],
    ["=AVERAGE('It''s'!B1:B9)", "#DIV/0!"],
  ])("%s comes to %j", async (formula, result) => {
    expect(await enter(formula, { valueRenderOption: "UNFORMATTED_VALUE" })).toEqual(result);
  });
});

describe("writing", () => {
  it("leaves trailing empty rows and cells out when it is read", async () => {
    await update("It's!B2", [["x", "", ""], ["", ""], ["y", "z"], [""]]);
    expect((await get("It's!A1:F9")).values).toEqual([[], ["", "x"], [], ["", "y", "z"]]);
    expect(await get("It's!D5:E9")).not.toHaveProperty("values");
    expect((await get("It's!B2:C4", { majorDimension: "COLUMNS" })).values).toEqual([
      ["x", "", "y"],
      ["", "", "z"],
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      "Sales!A2:B3",
      [["a"], ["b"], ["c"]],
      "Requested writing within range [Sales!A2:B3], but tried writing to row [4]",
    ],
    ["Sales!A2:B3", [["a", "b", "c"]], "Requested writing within range [Sales!A2:B3], but tried writing to column [C]"],
    ["Sales!A1000", [["a"], ["b"]], "Requested writing within range [Sales!A1000], but tried writing to row [1001]"],
    ["Sales!A1", [[{}]], "Invalid values[0][0]: struct_value"],
    [
      "Sales!A1",
      [["x".repeat(50_001)]],
      "Your input contains more than the maximum of 50000 characters in a single cell.",
    ],
  ])("to %s is refused when it does not fit", async (range, values, message) => {
    expect(await refusal(update(range, values))).toMatchObject({ status: 400, message });
  });

  it("needs to be told how to read what is entered", async () => {
    const answer = run("values.update", { path: { range: "A1" }, body: { values: [["x"]] } });
    expect(await refusal(answer)).toMatchObject({ message: "'valueInputOption' is required but not specified" });
  });

  it("changes nothing when one of several ranges is refused", async () => {
    const data = [
      { range: "Sales!A1", values: [["changed"]] },
      { range: "Nowhere!A1", values: [["x"]] },
    ];
    await refusal(run("values.batchUpdate", { body: { valueInputOption: "RAW", data } }));
    expect((await get("Sales")).values).toEqual([["a", "1"]]);
  });
});

describe("appending", () => {
  const append = async (range: string, insertDataOption = "OVERWRITE") => {
    const query = { valueInputOption: "RAW", insertDataOption };
    const answer = await run("values.append", { path: { range }, query, body: { values: [["new", "row"]] } });
    return jsonOf(
      answer,
      z.object({ tableRange: z.string().optional(), updates: z.object({ updatedRange: z.string() }).loose() }),
    );
  };

  /** The sheet of Google's own guide ("Append values"): a table at A1:C2 and one at B4:D6. */
  beforeEach(async () => {
    await update("Sales!A1", [["a", "b", "c"], [1, 2, 3], [], ["", "x", "y", "z"], ["", 1, 2, 3], ["", 4, 5, 6]]);
  });

  it.each([
    ["Sales", "Sales!B4:D6", "Sales!B7:C7"],
    ["Sales!C5:D5", "Sales!B4:D6", "Sales!B7:C7"],
    ["Sales!A3:G10", "Sales!B4:D6", "Sales!B7:C7"],
    ["Sales!A1", "Sales!A1:C2", "Sales!A3:B3"],
    ["Sales!F4", undefined, "Sales!F4:G4"],
  ])("to %s finds the table %s", async (range, table, updated) => {
    const { tableRange, updates } = await append(range);
    expect([tableRange, updates.updatedRange]).toEqual([table, updated]);
  });

  it("puts rows in when asked, and adds rows at the end of the grid", async () => {
    await append("Sales!A1", "INSERT_ROWS");
    expect((await get("Sales!B5:D5")).values).toEqual([["x", "y", "z"]]);
    await update("Sales!A1001", [["last"]]);
    await append("Sales!A1001");
    expect(sheets.spreadsheet(ADA.email, id).sheets[0]?.rowCount).toBe(1002);
  });
});

describe("files of Drive", () => {
  it("are spreadsheets, and show what is written", async () => {
    const budget = drive.state(ADA.email).files.find(({ name }) => name === "Budget");
    id = budget?.id ?? "";
    expect((await get("Costs!A2:B3")).values).toEqual([
      ["Cog", "3"],
      ["Lever, long", "12.5"],
    ]);
    await update("Costs!B2", [["=B3*2"]]);
    expect(budget?.exports["text/csv"]?.toString()).toBe('Part,Price\r\nCog,25\r\n"Lever, long",12.5');
  });
});
