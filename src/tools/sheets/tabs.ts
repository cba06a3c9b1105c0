import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { rgb } from "../../content/sheet-format.ts";
import { oneLine } from "../../content/table.ts";
import { fileId } from "../input.ts";
import { loadBook, tabOf } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { color, colorOrNone, invalidInput, tabTitle } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const common = { tier: "extended", outward: false, foreign: false, scopes: CHANGE_SHEETS } as const;

const EXPECTED_FROZEN = "expected a whole number from 0 to 1000";
const frozen = z.int(EXPECTED_FROZEN).min(0, EXPECTED_FROZEN).max(1000, EXPECTED_FROZEN);
const EXPECTED_POSITION = "expected a place from 1 to 200";
const position = z.int(EXPECTED_POSITION).min(1, EXPECTED_POSITION).max(200, EXPECTED_POSITION);

/** Adds a tab. */
export const sheetsAddSheet = defineSheetsTool({
  ...common,
  name: "sheets_add_sheet",
  title: "Add tab",
  description: "Adds an empty tab to a spreadsheet.",
  kind: "write",
  idempotent: false,
  input: z.strictObject({
    spreadsheet_id: fileId,
    title: tabTitle,
    position: position.optional().describe("From 1."),
    color: color.optional(),
    frozen_rows: frozen.optional(),
  }),
  async run(input, call) {
    const properties = {
      title: input.title,
      ...(input.frozen_rows !== undefined && { gridProperties: { frozenRowCount: input.frozen_rows } }),
      ...(input.position !== undefined && { index: input.position - 1 }),
      ...(input.color !== undefined && { tabColorStyle: { rgbColor: rgb(input.color) } }),
    };
    const sheets = await call.google.sheets();
    const [reply] = await sendBatch(
      sheets,
      input.spreadsheet_id,
      [{ addSheet: { properties } }],
      "replies(addSheet(properties(sheetId,title)))",
    );
    const made = reply?.addSheet?.properties;
    return {
      text: `Added the tab ${oneLine(made?.title ?? input.title)}, id ${made?.sheetId ?? 0}.`,
      data: { id: made?.sheetId ?? 0, title: made?.title ?? input.title },
    };
  },
});

const updateInput = z.strictObject({
  spreadsheet_id: fileId,
  tab: tabTitle,
  title: tabTitle.optional(),
  position: position.optional().describe("From 1."),
  color: colorOrNone.optional(),
  frozen_rows: frozen.optional(),
  frozen_columns: frozen.optional(),
  hidden: z.boolean().optional(),
  duplicate_as: tabTitle.optional().describe("Changes a new copy instead."),
});
type Update = z.output<typeof updateInput>;

/** Changes a tab, or a copy of it. */
export const sheetsUpdateSheet = defineSheetsTool({
  ...common,
  name: "sheets_update_sheet",
  title: "Change tab",
  description: "Renames, moves, colours, freezes, hides or duplicates a tab.",
  kind: "write",
  idempotent: false,
  input: updateInput,
  async run(input, call) {
    const changes = Object.keys(input).length - 2;
    if (changes === 0)
      throw invalidInput(
        "title: expected at least one of title, position, color, frozen_rows, frozen_columns, hidden, duplicate_as",
      );
    const sheets = await call.google.sheets();
    const book = await loadBook(sheets, input.spreadsheet_id);
    const tab = tabOf(book, input.tab);
    const place = book.tabs.indexOf(tab);
    const copies = input.duplicate_as !== undefined;
    const newId = copies ? freeId(book.tabs.map(({ id }) => id)) : tab.id;
    const requests = [
      ...(copies
        ? [
            {
              duplicateSheet: {
                sourceSheetId: tab.id,
                newSheetId: newId,
                newSheetName: input.duplicate_as ?? "",
                insertSheetIndex: place + 1,
              },
            },
          ]
        : []),
      ...changesOf(input, newId, copies ? place + 1 : place),
    ];
    await sendBatch(sheets, input.spreadsheet_id, requests);
    const title = input.title ?? input.duplicate_as ?? tab.title;
    return {
      text: `${copies ? `Copied the tab ${oneLine(tab.title)} as` : "Changed the tab"} ${oneLine(title)}, id ${newId}.`,
      data: { id: newId, title },
    };
  },
});

/** An id that no tab has, so that one batch can make a copy and change it. */
function freeId(taken: readonly number[]): number {
  let id = Math.max(0, ...taken) + 1;
  if (id > 2_000_000_000) id = 1;
  while (taken.includes(id)) id += 1;
  return id;
}

/** Only what is named, as the mask says. */
function changesOf(input: Update, sheetId: number, place: number): sheets_v4.Schema$Request[] {
  const fields: string[] = [];
  const properties: sheets_v4.Schema$SheetProperties = { sheetId };
  const grid: sheets_v4.Schema$GridProperties = {};
  if (input.title !== undefined) {
    properties.title = input.title;
    fields.push("title");
  }
  if (input.hidden !== undefined) {
    properties.hidden = input.hidden;
    fields.push("hidden");
  }
  if (input.color !== undefined) {
    if (input.color !== "none") properties.tabColorStyle = { rgbColor: rgb(input.color) };
    fields.push("tabColorStyle");
  }
  if (input.frozen_rows !== undefined) {
    grid.frozenRowCount = input.frozen_rows;
    fields.push("gridProperties.frozenRowCount");
  }
  if (input.frozen_columns !== undefined) {
    grid.frozenColumnCount = input.frozen_columns;
    fields.push("gridProperties.frozenColumnCount");
  }
  if (input.position !== undefined) {
    // Google counts the place as before the move ("SheetProperties", `index`), so a move to the right goes one further.
    properties.index = input.position - 1 > place ? input.position : input.position - 1;
    fields.push("index");
  }
  if (fields.length === 0) return [];
  if (Object.keys(grid).length > 0) properties.gridProperties = grid;
  return [{ updateSheetProperties: { properties, fields: fields.join(",") } }];
}

/** Deletes a tab. */
export const sheetsDeleteSheet = defineSheetsTool({
  ...common,
  name: "sheets_delete_sheet",
  title: "Delete tab",
  description: "Deletes a tab with all its cells.",
  kind: "destructive",
  idempotent: false,
  input: z.strictObject({ spreadsheet_id: fileId, tab: tabTitle }),
  async run({ spreadsheet_id, tab: title }, call) {
    const sheets = await call.google.sheets();
    const tab = tabOf(await loadBook(sheets, spreadsheet_id), title);
    await sendBatch(sheets, spreadsheet_id, [{ deleteSheet: { sheetId: tab.id } }]);
    return { text: `Deleted the tab ${oneLine(tab.title)}.` };
  },
});

/** Copies a tab to another spreadsheet. */
export const sheetsCopySheet = defineSheetsTool({
  ...common,
  name: "sheets_copy_sheet",
  title: "Copy tab",
  description: "Copies a tab to another spreadsheet.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  input: z.strictObject({ spreadsheet_id: fileId, tab: tabTitle, to_spreadsheet_id: fileId }),
  async run({ spreadsheet_id, tab: title, to_spreadsheet_id }, call) {
    const sheets = await call.google.sheets();
    const tab = tabOf(await loadBook(sheets, spreadsheet_id), title);
    const { data } = await sheets.spreadsheets.sheets.copyTo({
      spreadsheetId: spreadsheet_id,
      sheetId: tab.id,
      fields: "sheetId,title",
      requestBody: { destinationSpreadsheetId: to_spreadsheet_id },
    });
    return {
      text: `Copied to the tab ${oneLine(data.title ?? "")} of ${to_spreadsheet_id}.`,
      data: { id: data.sheetId ?? 0, title: data.title ?? "" },
    };
  },
});
