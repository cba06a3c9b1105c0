import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { markdownTable, oneLine } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import { type Book, shownRange, tabsOf } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { READ_SHEETS } from "./sheet-scopes.ts";

const FIELDS = [
  "spreadsheetUrl",
  "properties(title,locale,timeZone)",
  "namedRanges(name,range)",
  "sheets(properties(sheetId,title,hidden,sheetType,gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount))",
  "tables(name,range,columnProperties(columnName)),charts(chartId,spec(title)),protectedRanges(range,description)",
  "basicFilter(range),filterViews(title,range))",
].join(",");

/** Shows what a spreadsheet is made of. */
export const sheetsGet = defineSheetsTool({
  name: "sheets_get",
  title: "Spreadsheet overview",
  description:
    "Shows a spreadsheet's tabs with sizes and frozen rows, named ranges, tables, charts, filters and protection, no cells.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_SHEETS,
  input: z.strictObject({ spreadsheet_id: fileId, offset }),
  async run(input, call) {
    const sheets = await call.google.sheets();
    const { data } = await sheets.spreadsheets.get({ spreadsheetId: input.spreadsheet_id, fields: FIELDS });
    const book = { tabs: tabsOf(data), data };
    const { text, next, total } = pieceOf(describe(book), input.offset);
    return {
      text,
      ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }),
      data: { title: data.properties?.title ?? "", tabs: book.tabs },
    };
  },
});

function describe(book: Book): string {
  const { properties, spreadsheetUrl, sheets = [], namedRanges } = book.data;
  const parts = sheets ?? [];
  const tabs = markdownTable(
    ["tab", "id", "rows", "columns", "frozen", ""],
    parts.map(({ properties: tab }, index) => [
      tab?.title ?? "",
      String(tab?.sheetId ?? 0),
      String(book.tabs[index]?.rows ?? 0),
      String(book.tabs[index]?.columns ?? 0),
      frozen(tab?.gridProperties),
      [tab?.hidden ? "hidden" : "", tab?.sheetType === "GRID" ? "" : (tab?.sheetType ?? "").toLowerCase()]
        .join(" ")
        .trim(),
    ]),
  );
  const list = (title: string, lines: string[]) => (lines.length === 0 ? [] : [`\n${title}:\n${lines.join("\n")}`]);
  const line = (name: string | null | undefined, range: sheets_v4.Schema$GridRange | undefined, more = "") =>
    `- ${oneLine(name ?? "")}: ${shownRange(book, range)}${more}`;
  return [
    `# ${oneLine(properties?.title ?? "")}`,
    `${properties?.locale}, ${properties?.timeZone} — ${spreadsheetUrl}`,
    tabs,
    ...list(
      "Named ranges",
      (namedRanges ?? []).map(({ name, range }) => line(name, range)),
    ),
    ...list(
      "Tables",
      parts.flatMap(({ tables }) =>
        (tables ?? []).map(({ name, range, columnProperties }) =>
          line(
            name,
            range,
            ` (${(columnProperties ?? []).map(({ columnName }) => oneLine(columnName ?? "")).join(", ")})`,
          ),
        ),
      ),
    ),
    ...list(
      "Charts",
      parts.flatMap(({ charts, properties: tab }) =>
        (charts ?? []).map(
          ({ chartId, spec }) => `- ${oneLine(spec?.title ?? "") || "(no title)"}: on ${tab?.title}, id ${chartId}`,
        ),
      ),
    ),
    ...list(
      "Filters",
      parts.flatMap(({ basicFilter, filterViews }) => [
        ...(basicFilter ? [line("basic filter", basicFilter.range)] : []),
        ...(filterViews ?? []).map(({ title, range }) => line(title, range)),
      ]),
    ),
    ...list(
      "Protected",
      parts.flatMap(({ protectedRanges }) =>
        (protectedRanges ?? []).map(({ description, range }) => line(description || "(no name)", range)),
      ),
    ),
  ].join("\n");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function frozen(grid: sheets_v4.Schema$GridProperties | undefined): string {
  const parts = [
    ...(grid?.frozenRowCount ? [counted(grid.frozenRowCount, "row")] : []),
    ...(grid?.frozenColumnCount ? [counted(grid.frozenColumnCount, "column")] : []),
  ];
  return parts.join(", ");
}
