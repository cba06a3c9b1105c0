import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { type CellArea, parseRange, quoteSheet, writeRange } from "../../content/a1.ts";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";

/** A tab of a spreadsheet. */
export interface Tab {
  id: number;
  title: string;
  rows: number;
  columns: number;
  hidden?: true;
}

/** What of a spreadsheet is needed to name its parts in requests. */
export interface Book {
  tabs: readonly Tab[];
  /** The whole answer, with what else was asked for. */
  data: sheets_v4.Schema$Spreadsheet;
}

/** A range with the numeric id of its tab, which is what requests take. */
export interface GridRange {
  sheetId: number;
  startRowIndex?: number;
  endRowIndex?: number;
  startColumnIndex?: number;
  endColumnIndex?: number;
}

/** Reads the tabs and named ranges. @param more further fields of a tab */
export async function loadBook(sheets: sheets_v4.Sheets, spreadsheetId: string, more = ""): Promise<Book> {
  const { data } = await sheets.spreadsheets.get({
    spreadsheetId,
    fields: `sheets(properties(sheetId,title,hidden,gridProperties(rowCount,columnCount))${more}),namedRanges`,
  });
  return { tabs: tabsOf(data), data };
}

/** The tabs of an answer. Google leaves out what is 0. */
export function tabsOf({ sheets }: sheets_v4.Schema$Spreadsheet): Tab[] {
  return (sheets ?? []).map(({ properties }) => ({
    id: properties?.sheetId ?? 0,
    title: properties?.title ?? "",
    rows: properties?.gridProperties?.rowCount ?? 0,
    columns: properties?.gridProperties?.columnCount ?? 0,
    ...(properties?.hidden && { hidden: true }),
  }));
}

/** The tab of cells that name none: the first that is not hidden (Sheets API, "A1 notation"). */
export function firstTab({ tabs }: Book): Tab | undefined {
  return tabs.find(({ hidden }) => !hidden);
}

/** The tab of a title. @throws ToolError `not_found` with those that there are */
export function tabOf({ tabs }: Book, title: string): Tab {
  const found = tabs.find((tab) => tab.title === title) ?? tabs.find((tab) => sameName(tab.title, title));
  if (found) return found;
  const titles = tabs.slice(0, 30).map((tab) => shorten(tab.title, 50));
  throw new ToolError(
    "not_found",
    `There is no tab ${title}`,
    `The tabs are ${titles.join(", ")}${tabs.length > titles.length ? ", …" : ""}.`,
  );
}

function sameName(a: string | null | undefined, b: string): boolean {
  return (a ?? "").toLowerCase() === b.toLowerCase();
}

/** The tab of a grid range. */
export function tabById({ tabs }: Book, sheetId: number | null | undefined): Tab | undefined {
  return tabs.find(({ id }) => id === (sheetId ?? 0));
}

/**
 * What a range in A1 notation is in requests: cells without a tab are those of {@link firstTab}, a bare name is a named
 * range or a tab, one in quotes a tab.
 * @throws ToolError `not_found` when there is no such tab or name, `invalid_input` as {@link checkCell} does
 */
export function gridOf(book: Book, range: string): GridRange {
  const parsed = parseRange(range);
  if (parsed?.kind === "cells") {
    checkCell(book, range);
    const tab = parsed.sheet === undefined ? firstTab(book) : tabOf(book, parsed.sheet);
    return { sheetId: tab?.id ?? 0, ...indexes(parsed.area) };
  }
  const name = parsed?.name ?? range;
  const named = range.startsWith("'")
    ? undefined
    : book.data.namedRanges?.find((one) => sameName(one.name, name))?.range;
  return named ? withoutNulls(named) : { sheetId: tabOf(book, name).id };
}

/** Whether a range is one cell that names no tab, and so could be meant as the title of one: `Q1`, `FY26`. */
export function isBareCell(range: string): boolean {
  const parsed = parseRange(range);
  return parsed?.kind === "cells" && parsed.single && parsed.sheet === undefined;
}

/** @throws ToolError `invalid_input` for a cell that could as well be meant as the tab of this title */
export function checkCell(book: Book, range: string): void {
  const tab = isBareCell(range) ? book.tabs.find(({ title }) => sameName(title, range)) : undefined;
  if (!tab) return;
  throw new ToolError(
    "invalid_input",
    `${range} is a cell of the tab ${shorten(firstTab(book)?.title ?? "", 50)}, and there is a tab ${tab.title} too`,
    `For the tab write ${quoteSheet(tab.title)}, for a cell its tab too, such as ${quoteSheet(tab.title)}!A1.`,
  );
}

function indexes({ startRow, endRow, startColumn, endColumn }: CellArea): Omit<GridRange, "sheetId"> {
  return {
    ...(startRow !== undefined && { startRowIndex: startRow }),
    ...(endRow !== undefined && { endRowIndex: endRow }),
    ...(startColumn !== undefined && { startColumnIndex: startColumn }),
    ...(endColumn !== undefined && { endColumnIndex: endColumn }),
  };
}

function withoutNulls(range: sheets_v4.Schema$GridRange): GridRange {
  return { sheetId: range.sheetId ?? 0, ...indexes(areaOf(range)) };
}

/** The rectangle of a grid range. */
export function areaOf(range: sheets_v4.Schema$GridRange): CellArea {
  return {
    ...(typeof range.startRowIndex === "number" && { startRow: range.startRowIndex }),
    ...(typeof range.endRowIndex === "number" && { endRow: range.endRowIndex }),
    ...(typeof range.startColumnIndex === "number" && { startColumn: range.startColumnIndex }),
    ...(typeof range.endColumnIndex === "number" && { endColumn: range.endColumnIndex }),
  };
}

/** A grid range in A1 notation with its tab's title. */
export function shownRange(book: Book, range: sheets_v4.Schema$GridRange | null | undefined): string {
  if (!range) return "";
  return writeRange(tabById(book, range.sheetId)?.title ?? "?", areaOf(range));
}

/** A range with both ends, within the grid where it was open. */
export function closedRange(book: Book, range: GridRange): Required<GridRange> {
  const tab = tabById(book, range.sheetId);
  return {
    sheetId: range.sheetId,
    startRowIndex: range.startRowIndex ?? 0,
    endRowIndex: range.endRowIndex ?? tab?.rows ?? 0,
    startColumnIndex: range.startColumnIndex ?? 0,
    endColumnIndex: range.endColumnIndex ?? tab?.columns ?? 0,
  };
}
