import { z } from "zod";
import type { ApiRequest, EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import { addFile, SPREADSHEET, type StoredFile } from "../drive/state.ts";
import type { ServiceWorld } from "../world.ts";
import { locate } from "./a1.ts";
import { appendValues } from "./append.ts";
import { batchUpdate } from "./batch-update.ts";
import { createSpreadsheet } from "./create.ts";
import { exportsOf, fileFor, importFile } from "./drive-link.ts";
import { layPivots } from "./pivot.ts";
import { sheetProperties, spreadsheetShape } from "./shapes.ts";
import { copySheet } from "./sheet-requests.ts";
import { checkSize, invalid, type Spreadsheet, sheetById } from "./state.ts";
import { clearRange, type Rendering, renderingOf, updateValues, valueRange } from "./values.ts";

export interface SheetsService extends EmulatedService {
  /** The spreadsheet of a file in an account's drive. */
  spreadsheet(email: string, id: string): Spreadsheet;
  /**
   * Puts a spreadsheet into an account's drive and gives its id.
   * @param values its tabs with their cells; the file's other properties as Drive has them
   */
  addSpreadsheet(email: string, values: { title: string; tabs: Tabs } & Partial<StoredFile>): string;
}

type Tabs = Record<string, (string | number | boolean)[][]>;

const V4 = "/v4/spreadsheets";

const valuesBatch = z.object({
  valueInputOption: z.string().optional(),
  data: z.array(z.object({ range: z.string().optional() }).loose()).default([]),
  includeValuesInResponse: z.boolean().default(false),
  responseValueRenderOption: z.string().default("FORMATTED_VALUE"),
  responseDateTimeRenderOption: z.string().default("SERIAL_NUMBER"),
});

/** The Sheets API over the spreadsheets of the emulated Drive. */
export function sheetsService(world: ServiceWorld, drive: DriveService): SheetsService {
  const books = new Map<string, { book: Spreadsheet; exports: StoredFile["exports"] }>();
  const emails = () => world.accounts().map(({ email }) => email);

  /** The spreadsheet of a file, read anew when Drive has given it other content. */
  const bookOf = (file: StoredFile, email: string): Spreadsheet => {
    const known = books.get(file.id);
    if (known && known.exports === file.exports) return known.book;
    const book = importFile(file, world.account(email)?.timeZone ?? "Etc/GMT");
    books.set(file.id, { book, exports: file.exports });
    return book;
  };
  const read = (request: ApiRequest) => {
    const file = fileFor(drive, emails(), request, false);
    return { file, book: bookOf(file, request.account.email) };
  };
  const keep = (file: StoredFile, book: Spreadsheet) => {
    layPivots(book);
    file.exports = exportsOf(book);
    file.modifiedTime = world.now();
    file.version += 1;
    books.set(file.id, { book, exports: file.exports });
  };
  /** Changes a copy, which is kept when nothing was refused. */
  const change = <T>(request: ApiRequest, work: (book: Spreadsheet, file: StoredFile) => T): T => {
    const file = fileFor(drive, emails(), request, true);
    const book = structuredClone(bookOf(file, request.account.email));
    const answer = work(book, file);
    keep(file, book);
    return answer;
  };

  const get = (request: ApiRequest) => {
    const { file, book } = read(request);
    for (const range of request.query.getAll("ranges")) locate(book, range);
    const fields = request.query.get("fields");
    const withData = fields === null ? request.query.get("includeGridData") === "true" : /\bdata\b/.test(fields);
    return { json: spreadsheetShape(book, file.name, withData) };
  };

  const batch = (request: ApiRequest) => {
    const given = z
      .object({
        requests: z.array(z.record(z.string(), z.unknown())).default([]),
        includeSpreadsheetInResponse: z.boolean().default(false),
      })
      .parse(request.body ?? {});
    const file = fileFor(drive, emails(), request, true);
    const { book, replies, title } = batchUpdate(bookOf(file, request.account.email), given.requests, world.now());
    if (title !== undefined) file.name = title;
    keep(file, book);
    return {
      json: {
        spreadsheetId: book.id,
        replies,
        ...(given.includeSpreadsheetInResponse && { updatedSpreadsheet: spreadsheetShape(book, file.name, false) }),
      },
    };
  };

  const batchUpdateValues = (request: ApiRequest) => {
    const given = valuesBatch.parse(request.body ?? {});
    const response: Rendering | undefined = given.includeValuesInResponse
      ? { values: given.responseValueRenderOption, dates: given.responseDateTimeRenderOption, major: "ROWS" }
      : undefined;
    return change(request, (book) => {
      const responses = given.data.map((data) => {
        if (data.range === undefined) throw invalid("Invalid data: a range must be specified.");
        return updateValues(book, data.range, data, given.valueInputOption, response, world.now());
      });
      const sum = (name: "updatedRows" | "updatedColumns" | "updatedCells") =>
        responses.reduce((total, one) => total + (one[name] ?? 0), 0);
      return {
        json: {
          spreadsheetId: book.id,
          totalUpdatedRows: sum("updatedRows"),
          totalUpdatedColumns: sum("updatedColumns"),
          totalUpdatedCells: sum("updatedCells"),
          totalUpdatedSheets: new Set(given.data.map(({ range = "" }) => locate(book, range).sheet)).size,
          responses,
        },
      };
    });
  };

  const copyTo = (request: ApiRequest) => {
    const { book: source } = read(request);
    const sheet = sheetById(source, Number(request.path.sheetId));
    const destination = z.object({ destinationSpreadsheetId: z.string().default("") }).parse(request.body ?? {});
    const path = { spreadsheetId: destination.destinationSpreadsheetId };
    return change({ ...request, path }, (book) => {
      const taken = (title: string) => book.sheets.some((one) => one.title === title);
      let title = `Copy of ${sheet.title}`;
      for (let number = 2; taken(title); number += 1) title = `Copy of ${sheet.title} ${number}`;
      const copy = copySheet(book, sheet, undefined, title);
      book.sheets.push({ ...copy, charts: [], protectedRanges: [] });
      checkSize(book);
      const made = book.sheets.at(-1);
      return { json: made ? sheetProperties(book, made) : {} };
    });
  };

  const addSpreadsheet: SheetsService["addSpreadsheet"] = (email, { title, tabs, ...file }) => {
    const sheets = Object.entries(tabs).map(([name, rows]) => ({
      properties: { title: name },
      data: [{ rowData: rows.map((row) => ({ values: row.map((value) => ({ userEnteredValue: entered(value) })) })) }],
    }));
    const { book } = createSpreadsheet({ sheets }, world.account(email)?.timeZone ?? "Etc/GMT");
    const stored = addFile(drive.state(email), {
      name: title,
      mimeType: SPREADSHEET,
      modifiedTime: world.now(),
      ...file,
    });
    book.id = stored.id;
    keep(stored, book);
    return stored.id;
  };

  return {
    discovery: "sheets-v4",
    addSpreadsheet,
    spreadsheet(email, id) {
      const file = drive.state(email).files.find((one) => one.id === id);
      if (!file) throw new Error(`${email} has no file ${id}`);
      return bookOf(file, email);
    },
    routes: {
      "sheets.spreadsheets.create": {
        verb: "POST",
        path: V4,
        handle(request) {
          const { title, book } = createSpreadsheet(request.body, request.account.timeZone);
          const file = addFile(drive.state(request.account.email), {
            name: title,
            mimeType: SPREADSHEET,
            modifiedTime: world.now(),
            madeBy: request.clientId,
          });
          book.id = file.id;
          keep(file, book);
          return { json: spreadsheetShape(book, title, false) };
        },
      },
      "sheets.spreadsheets.get": { verb: "GET", path: `${V4}/{spreadsheetId}`, handle: get },
      "sheets.spreadsheets.batchUpdate": { verb: "POST", path: `${V4}/{spreadsheetId}:batchUpdate`, handle: batch },
      "sheets.spreadsheets.values.get": {
        verb: "GET",
        path: `${V4}/{spreadsheetId}/values/{range}`,
        handle(request) {
          const { book } = read(request);
          return { json: valueRange(book, locate(book, request.path.range ?? ""), renderingOf(request)) };
        },
      },
      "sheets.spreadsheets.values.batchGet": {
        verb: "GET",
        path: `${V4}/{spreadsheetId}/values:batchGet`,
        handle(request) {
          const { book } = read(request);
          const ranges = request.query.getAll("ranges");
          if (ranges.length === 0) throw invalid("Must specify at least one range.");
          const valueRanges = ranges.map((range) => valueRange(book, locate(book, range), renderingOf(request)));
          return { json: { spreadsheetId: book.id, valueRanges } };
        },
      },
      "sheets.spreadsheets.values.update": {
        verb: "PUT",
        path: `${V4}/{spreadsheetId}/values/{range}`,
        handle: (request) =>
          change(request, (book) => {
            const option = request.query.get("valueInputOption") ?? undefined;
            const includes = request.query.get("includeValuesInResponse") === "true";
            const response = includes ? renderingOf(request, "response") : undefined;
            return { json: updateValues(book, request.path.range ?? "", request.body, option, response, world.now()) };
          }),
      },
      "sheets.spreadsheets.values.batchUpdate": {
        verb: "POST",
        path: `${V4}/{spreadsheetId}/values:batchUpdate`,
        handle: batchUpdateValues,
      },
      "sheets.spreadsheets.values.append": {
        verb: "POST",
        path: `${V4}/{spreadsheetId}/values/{range}:append`,
        handle: (request) =>
          change(request, (book) => {
            const json = appendValues(book, request, world.now());
            checkSize(book);
            return { json };
          }),
      },
      "sheets.spreadsheets.values.batchClear": {
        verb: "POST",
        path: `${V4}/{spreadsheetId}/values:batchClear`,
        handle: (request) =>
          change(request, (book) => {
            const { ranges } = z.object({ ranges: z.array(z.string()).default([]) }).parse(request.body ?? {});
            if (ranges.length === 0) throw invalid("Must specify at least one range.");
            return { json: { spreadsheetId: book.id, clearedRanges: ranges.map((range) => clearRange(book, range)) } };
          }),
      },
      "sheets.spreadsheets.sheets.copyTo": {
        verb: "POST",
        path: `${V4}/{spreadsheetId}/sheets/{sheetId}:copyTo`,
        handle: copyTo,
      },
    },
  };
}

/** A cell as the API takes it: a text with `=` is a formula. */
function entered(value: string | number | boolean) {
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return value.startsWith("=") ? { formulaValue: value } : { stringValue: value };
}
