import { Calculator, CellError } from "./calculate.ts";
import type { Area, GridRange, Json, Spreadsheet, StoredCell, StoredSheet } from "./state.ts";
import { formattedValue } from "./values.ts";

/** A GridRange as Google gives it out: the sheet id 0 is left out, as every default is. */
export function gridRange(range: GridRange): Json {
  const { sheetId, ...rest } = range;
  return { ...(sheetId ? { sheetId } : {}), ...rest };
}

export function sheetProperties({ sheets }: Spreadsheet, sheet: StoredSheet): Json {
  return {
    sheetId: sheet.sheetId,
    title: sheet.title,
    index: sheets.indexOf(sheet),
    sheetType: "GRID",
    gridProperties: {
      rowCount: sheet.rowCount,
      columnCount: sheet.columnCount,
      ...(sheet.frozenRowCount > 0 && { frozenRowCount: sheet.frozenRowCount }),
      ...(sheet.frozenColumnCount > 0 && { frozenColumnCount: sheet.frozenColumnCount }),
      ...(sheet.hideGridlines && { hideGridlines: true }),
    },
    ...(sheet.hidden && { hidden: true }),
    ...(sheet.tabColorStyle && { tabColorStyle: sheet.tabColorStyle }),
  };
}

function areaRange(sheetId: number, area: Area): Json {
  return gridRange({
    sheetId,
    startRowIndex: area.startRow,
    endRowIndex: area.endRow,
    startColumnIndex: area.startColumn,
    endColumnIndex: area.endColumn,
  });
}

/** A protected range; who may edit it is seen by those who may edit the spreadsheet. */
function withRange({ range, rest, ...ids }: { range: GridRange; rest: Json }): Json {
  return { ...ids, range: gridRange(range), ...rest };
}

function sheetShape(book: Spreadsheet, sheet: StoredSheet, withData: boolean): Json {
  const list = (name: string, items: unknown[]) => (items.length > 0 ? { [name]: items } : {});
  return {
    properties: sheetProperties(book, sheet),
    ...(withData && { data: [{ rowData: gridData(book, sheet), columnMetadata: sheet.properties.COLUMNS }] }),
    ...list(
      "merges",
      sheet.merges.map((area) => areaRange(sheet.sheetId, area)),
    ),
    ...list(
      "conditionalFormats",
      sheet.conditionalFormats.map(({ ranges, rule }) => ({ ranges: ranges.map(gridRange), ...rule })),
    ),
    ...(sheet.basicFilter && { basicFilter: withRange(sheet.basicFilter) }),
    ...list("filterViews", sheet.filterViews.map(withRange)),
    ...list("charts", sheet.charts),
    ...list("protectedRanges", sheet.protectedRanges.map(withRange)),
    ...list(
      "tables",
      sheet.tables.map(({ tableId, name, range, columns }) => ({
        tableId,
        name,
        range: gridRange(range),
        columnProperties: columns.map((columnName, columnIndex) => ({ columnIndex, columnName, columnType: "TEXT" })),
      })),
    ),
  };
}

function gridData(book: Spreadsheet, sheet: StoredSheet): Json[] {
  const calculator = new Calculator(book);
  return Array.from(sheet.rows, (row, rowIndex) => ({
    values: Array.from(row ?? [], (cell, columnIndex) =>
      cell === undefined ? {} : cellData(cell, calculator.valueAt(sheet, rowIndex, columnIndex)),
    ),
  }));
}

function cellData(cell: StoredCell, result: ReturnType<Calculator["valueAt"]>): Json {
  const effective =
    result instanceof CellError ? { errorValue: { type: "ERROR", message: result.text } } : extended(result);
  const shown =
    result instanceof CellError ? result.text : result === undefined ? undefined : formattedValue(result, cell);
  return {
    ...((cell.formula !== undefined || cell.value !== undefined) && {
      userEnteredValue: cell.formula === undefined ? extended(cell.value) : { formulaValue: cell.formula },
      effectiveValue: effective,
      formattedValue: shown,
    }),
    ...(cell.format && { userEnteredFormat: cell.format, effectiveFormat: cell.format }),
    ...(cell.validation && { dataValidation: cell.validation }),
    ...(cell.note !== undefined && { note: cell.note }),
    ...(cell.pivot && { pivotTable: cell.pivot }),
  };
}

function extended(value: unknown): Json {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "number":
      return { numberValue: value };
    case "boolean":
      return { boolValue: value };
    default:
      return {};
  }
}

/** The Spreadsheet resource. @param withData whether the cells are in it */
export function spreadsheetShape(book: Spreadsheet, title: string, withData: boolean): Json {
  return {
    spreadsheetId: book.id,
    properties: {
      title,
      locale: book.locale,
      autoRecalc: "ON_CHANGE",
      timeZone: book.timeZone,
      defaultFormat: { backgroundColor: { red: 1, green: 1, blue: 1 }, wrapStrategy: "OVERFLOW_CELL" },
    },
    sheets: book.sheets.map((sheet) => sheetShape(book, sheet, withData)),
    ...(book.namedRanges.length > 0 && {
      namedRanges: book.namedRanges.map(({ namedRangeId, name, range }) => ({
        namedRangeId,
        name,
        range: gridRange(range),
      })),
    }),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${book.id}/edit`,
  };
}
