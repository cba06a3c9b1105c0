import { z } from "zod";
import { maskPaths } from "./mask.ts";
import { sheetProperties } from "./shapes.ts";
import { checkSize, invalid, type Json, newSheet, type Spreadsheet, type StoredSheet, sheetById } from "./state.ts";

const propertiesSchema = z.object({
  sheetId: z.number().optional(),
  title: z.string().optional(),
  index: z.number().optional(),
  hidden: z.boolean().optional(),
  sheetType: z.string().optional(),
  tabColor: z.record(z.string(), z.unknown()).optional(),
  tabColorStyle: z.record(z.string(), z.unknown()).nullish(),
  gridProperties: z
    .object({
      rowCount: z.number().optional(),
      columnCount: z.number().optional(),
      frozenRowCount: z.number().optional(),
      frozenColumnCount: z.number().optional(),
      hideGridlines: z.boolean().optional(),
    })
    .optional(),
});
type Properties = z.output<typeof propertiesSchema>;

const LONGEST_TITLE = 100;
const MOST_SHEETS = 200;

/** @throws ApiError 400 for a title that another sheet has, that is empty or too long */
function checkTitle({ sheets }: Spreadsheet, title: string, own?: StoredSheet): string {
  if (title === "") throw invalid("Sheet name cannot be empty.");
  if (title.length > LONGEST_TITLE) throw invalid("The sheet name cannot be greater than 100 characters.");
  if (sheets.some((sheet) => sheet !== own && sheet.title.toLowerCase() === title.toLowerCase()))
    throw invalid(`A sheet with the name "${title}" already exists. Please enter another name.`);
  return title;
}

/** Sizes and frozen parts that a grid can have. */
function setGrid(sheet: StoredSheet, grid: Properties["gridProperties"], only?: ReadonlySet<string>): void {
  const wanted = (name: string) => !only || only.has("*") || only.has(name);
  const given = grid ?? {};
  for (const name of ["rowCount", "columnCount"] as const) {
    const value = given[name];
    if (!wanted(name) || (value === undefined && !only)) continue;
    if (value === undefined || value < 1)
      throw invalid(`You can't delete all the ${name === "rowCount" ? "rows" : "columns"} on the sheet.`);
    sheet[name] = value;
  }
  for (const name of ["frozenRowCount", "frozenColumnCount"] as const) if (wanted(name)) sheet[name] = given[name] ?? 0;
  if (wanted("hideGridlines")) sheet.hideGridlines = given.hideGridlines ?? false;
  if (sheet.frozenRowCount >= sheet.rowCount) throw invalid("You can't freeze all visible rows on the sheet.");
  if (sheet.frozenColumnCount >= sheet.columnCount) throw invalid("You can't freeze all visible columns on the sheet.");
  sheet.rows.length = Math.min(sheet.rows.length, sheet.rowCount);
  for (const row of sheet.rows) if (row && row.length > sheet.columnCount) row.length = sheet.columnCount;
}

function idFor(book: Spreadsheet, wanted: number | undefined): number {
  if (wanted === undefined) {
    book.nextId += 1;
    return book.nextId;
  }
  if (wanted < 0) throw invalid("Sheet id must be non-negative.");
  if (book.sheets.some(({ sheetId }) => sheetId === wanted)) throw invalid(`Sheet with id ${wanted} already exists.`);
  return wanted;
}

/** Makes a sheet of its properties and puts it in. */
export function addSheet(book: Spreadsheet, given: unknown): StoredSheet {
  const properties = propertiesSchema.parse(given ?? {});
  if (properties.sheetType !== undefined && properties.sheetType !== "GRID")
    throw invalid(`Unsupported sheet type: ${properties.sheetType}`);
  if (book.sheets.length >= MOST_SHEETS) throw invalid(`You can't have more than ${MOST_SHEETS} sheets.`);
  let number = book.sheets.length + 1;
  while (book.sheets.some(({ title }) => title === `Sheet${number}`)) number += 1;
  const title = checkTitle(book, properties.title ?? `Sheet${number}`);
  const sheet = newSheet(idFor(book, properties.sheetId), title);
  setGrid(sheet, properties.gridProperties);
  sheet.hidden = properties.hidden ?? false;
  sheet.tabColorStyle = properties.tabColorStyle ?? undefined;
  const index = properties.index ?? book.sheets.length;
  if (index < 0 || index > book.sheets.length) throw invalid(`Invalid sheet index: ${index}.`);
  book.sheets.splice(index, 0, sheet);
  checkSize(book);
  return sheet;
}

/** A copy of a sheet under another id and title. */
export function copySheet(book: Spreadsheet, source: StoredSheet, id: number | undefined, title: string): StoredSheet {
  return { ...structuredClone(source), sheetId: idFor(book, id), title: checkTitle(book, title) };
}

type Handler = (book: Spreadsheet, body: Json) => Json | undefined;

/** Requests about whole sheets. */
export const SHEET_REQUESTS: Readonly<Record<string, Handler>> = {
  addSheet: (book, body) => {
    const sheet = addSheet(book, body.properties);
    return { properties: sheetProperties(book, sheet) };
  },
  deleteSheet(book, body) {
    const sheet = sheetById(book, z.number().optional().parse(body.sheetId));
    if (book.sheets.length === 1) throw invalid("You can't remove all the sheets in a document.");
    if (book.sheets.every((one) => one === sheet || one.hidden))
      throw invalid("You can't remove all the visible sheets in a document.");
    book.sheets = book.sheets.filter((one) => one !== sheet);
    book.namedRanges = book.namedRanges.filter(({ range }) => (range.sheetId ?? 0) !== sheet.sheetId);
    return undefined;
  },
  duplicateSheet(book, body) {
    const given = z
      .object({
        sourceSheetId: z.number().optional(),
        insertSheetIndex: z.number().optional(),
        newSheetId: z.number().optional(),
        newSheetName: z.string().optional(),
      })
      .parse(body);
    const source = sheetById(book, given.sourceSheetId);
    const copy = copySheet(book, source, given.newSheetId, given.newSheetName || freeCopyTitle(book, source.title));
    const index = given.insertSheetIndex ?? 0;
    if (index < 0 || index > book.sheets.length) throw invalid(`Invalid sheet index: ${index}.`);
    book.sheets.splice(index, 0, copy);
    checkSize(book);
    return { properties: sheetProperties(book, copy) };
  },
  updateSheetProperties(book, body) {
    const properties = propertiesSchema.parse(body.properties ?? {});
    const sheet = sheetById(book, properties.sheetId);
    const paths = maskPaths(z.string().optional().parse(body.fields), [
      ...Object.keys(propertiesSchema.shape),
      "rightToLeft",
    ]);
    const has = (name: string) => paths.some(([first]) => first === name || first === "*");
    if (has("title")) sheet.title = checkTitle(book, properties.title ?? "", sheet);
    if (has("hidden")) hide(book, sheet, properties.hidden ?? false);
    if (has("tabColorStyle") || has("tabColor")) sheet.tabColorStyle = properties.tabColorStyle ?? undefined;
    if (has("gridProperties"))
      setGrid(
        sheet,
        properties.gridProperties,
        new Set(
          paths.flatMap(([first, second = "*"]) => (first === "gridProperties" || first === "*" ? [second] : [])),
        ),
      );
    if (has("index")) moveSheet(book, sheet, properties.index ?? book.sheets.length);
    checkSize(book);
    return undefined;
  },
};

function freeCopyTitle({ sheets }: Spreadsheet, title: string): string {
  const taken = (wanted: string) => sheets.some((sheet) => sheet.title === wanted);
  if (!taken(`Copy of ${title}`)) return `Copy of ${title}`;
  let number = 2;
  while (taken(`Copy of ${title} ${number}`)) number += 1;
  return `Copy of ${title} ${number}`;
}

function hide(book: Spreadsheet, sheet: StoredSheet, hidden: boolean): void {
  if (hidden && book.sheets.every((one) => one === sheet || one.hidden))
    throw invalid("You can't hide all the sheets in a document.");
  sheet.hidden = hidden;
}

/** "Movement is considered in 'before the move' indexes" (Sheets API, "SheetProperties", `index`). */
function moveSheet(book: Spreadsheet, sheet: StoredSheet, index: number): void {
  if (index < 0 || index > book.sheets.length) throw invalid(`Invalid sheet index: ${index}.`);
  const from = book.sheets.indexOf(sheet);
  if (index === from || index === from + 1) return;
  book.sheets.splice(from, 1);
  book.sheets.splice(index > from ? index - 1 : index, 0, sheet);
}
