import { z } from "zod";
import { setExtended } from "./cell-requests.ts";
import { addSheet } from "./sheet-requests.ts";
import { cellFor, invalid, newSheet, type Spreadsheet } from "./state.ts";

const json = z.record(z.string(), z.unknown());

const bodySchema = z.object({
  properties: z
    .object({ title: z.string().optional(), locale: z.string().optional(), timeZone: z.string().optional() })
    .loose()
    .default({}),
  sheets: z
    .array(
      z
        .object({
          properties: json.default({}),
          data: z
            .array(
              z.object({
                startRow: z.number().default(0),
                startColumn: z.number().default(0),
                rowData: z.array(z.object({ values: z.array(json).default([]) })).default([]),
              }),
            )
            .default([]),
        })
        .loose(),
    )
    .default([]),
});

/** A new spreadsheet of a request's properties, sheets and cells. @throws ApiError 400 */
export function createSpreadsheet(body: unknown, timeZone: string): { title: string; book: Spreadsheet } {
  const { properties, sheets } = bodySchema.parse(body ?? {});
  const book: Spreadsheet = {
    id: "",
    locale: properties.locale ?? "en_US",
    timeZone: properties.timeZone ?? timeZone,
    sheets: [],
    namedRanges: [],
    nextId: 1000,
  };
  if (sheets.length === 0) book.sheets.push(newSheet(0, "Sheet1"));
  for (const [index, { properties: given, data }] of sheets.entries()) {
    const sheet = addSheet(book, { ...(index === 0 && { sheetId: 0 }), ...given });
    for (const { startRow, startColumn, rowData } of data)
      for (const [row, { values }] of rowData.entries())
        for (const [column, cell] of values.entries()) {
          if (startRow + row >= sheet.rowCount || startColumn + column >= sheet.columnCount)
            throw invalid(`Invalid sheets[${index}].data: the data is larger than the grid.`);
          const stored = cellFor(sheet, startRow + row, startColumn + column);
          if (cell.userEnteredValue !== undefined) setExtended(stored, cell.userEnteredValue);
          if (cell.userEnteredFormat !== undefined) stored.format = json.parse(cell.userEnteredFormat);
        }
  }
  return { title: properties.title ?? "Untitled spreadsheet", book };
}
