import { unzipSync } from "fflate";
import { Parser } from "htmlparser2";
import { ApiError, type ApiRequest } from "../api.ts";
import { spreadsheetExports, XLSX } from "../drive/google-exports.ts";
import type { DriveService } from "../drive/service.ts";
import { roleOf, SPREADSHEET, type StoredFile } from "../drive/state.ts";
import { columnNumber } from "./a1.ts";
import { Calculator, CellError } from "./calculate.ts";
import { formatOf } from "./number-format.ts";
import { cellFor, newSheet, type Spreadsheet, type StoredSheet } from "./state.ts";
import { formattedValue } from "./values.ts";

const AUTH = "https://www.googleapis.com/auth/";

/** Scopes that reach every spreadsheet, for changing it and for reading it. */
const CHANGE_ALL = ["spreadsheets", "drive"].map((name) => AUTH + name);
const READ_ALL = [...CHANGE_ALL, ...["spreadsheets.readonly", "drive.readonly"].map((name) => AUTH + name)];

/**
 * The Drive file of a spreadsheet, as far as the request reaches.
 * @throws ApiError 404 for one that is not there, or that `drive.file` does not reach; 403 for one that others have not
 *   shared, or only for reading; 400 for a file that is no spreadsheet
 */
export function fileFor(
  drive: DriveService,
  emails: readonly string[],
  request: ApiRequest,
  write: boolean,
): StoredFile {
  const id = request.path.spreadsheetId ?? "";
  const state = drive.state(request.account.email);
  const file = state.files.find((one) => one.id === id);
  const has = (wide: readonly string[]) => wide.some((scope) => request.scopes.includes(scope));
  if (!file) {
    const others = emails.some((email) => drive.state(email).files.some((one) => one.id === id));
    throw others && has(READ_ALL) ? forbidden() : notFound();
  }
  if (file.madeBy !== request.clientId && !has(READ_ALL)) throw notFound();
  if (write && file.madeBy !== request.clientId && !has(CHANGE_ALL)) throw forbidden();
  const role = roleOf(state, file);
  if (role === undefined || (write && (role === "reader" || role === "commenter"))) throw forbidden();
  if (file.mimeType !== SPREADSHEET)
    throw new ApiError(400, "failedPrecondition", "This operation is not supported for this document", {
      grpcStatus: "FAILED_PRECONDITION",
    });
  return file;
}

function notFound(): ApiError {
  return new ApiError(404, "notFound", "Requested entity was not found.");
}

function forbidden(): ApiError {
  return new ApiError(403, "forbidden", "The caller does not have permission");
}

/** What Drive exports of a spreadsheet: what its cells show, numbers without a format as they are. */
export function exportsOf(book: Spreadsheet): Record<string, Buffer> {
  const calculator = new Calculator(book);
  const cell = (sheet: StoredSheet, row: number, column: number) => {
    const result = calculator.valueAt(sheet, row, column);
    if (result === undefined) return "";
    if (result instanceof CellError) return result.text;
    const stored = sheet.rows[row]?.[column];
    return typeof result === "number" && formatOf(stored) === undefined ? result : formattedValue(result, stored);
  };
  return spreadsheetExports(
    Object.fromEntries(
      book.sheets.map((sheet) => [
        sheet.title,
        Array.from(sheet.rows, (row, rowIndex) => Array.from(row ?? [], (_, column) => cell(sheet, rowIndex, column))),
      ]),
    ),
  );
}

/** The spreadsheet that a file holds which was not made by the Sheets API: from its export as a workbook. */
export function importFile(file: StoredFile, timeZone: string): Spreadsheet {
  const parts = unzipSync(file.exports[XLSX] ?? new Uint8Array());
  const text = (name: string) => new TextDecoder().decode(parts[name]);
  const shared: string[] = [];
  walk(
    text("xl/sharedStrings.xml"),
    (name) => name === "si" && shared.push(""),
    (content) => shared.push(`${shared.pop()}${content}`),
  );
  const titles: string[] = [];
  walk(text("xl/workbook.xml"), (name, attributes) => name === "sheet" && titles.push(attributes.name ?? ""));
  const sheets = titles.map((title, index) => {
    const sheet = newSheet(index === 0 ? 0 : 100 + index, title);
    let address = "";
    let isShared = false;
    walk(
      text(`xl/worksheets/sheet${index + 1}.xml`),
      (name, attributes) => {
        if (name === "c") [address, isShared] = [attributes.r ?? "", attributes.t === "s"];
      },
      (content) => {
        const [, letters = "A", row = "1"] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
        const value = isShared ? (shared[Number(content)] ?? "") : Number(content);
        if (value !== "") cellFor(sheet, Number(row) - 1, columnNumber(letters)).value = value;
      },
    );
    return sheet;
  });
  return {
    id: file.id,
    locale: "en_US",
    timeZone,
    sheets: sheets.length > 0 ? sheets : [newSheet(0, "Sheet1")],
    namedRanges: [],
    nextId: 1000,
  };
}

function walk(
  xml: string,
  open: (name: string, attributes: Record<string, string>) => unknown,
  onText?: (text: string) => unknown,
): void {
  let inside = false;
  new Parser(
    {
      onopentag(name, attributes) {
        inside = name === "v" || name === "t";
        open(name, attributes);
      },
      ontext: (text) => inside && onText?.(text),
      onclosetag: () => {
        inside = false;
      },
    },
    { xmlMode: true },
  ).end(xml);
}
