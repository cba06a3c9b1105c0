import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { emailAddress, fileId, headerText } from "../input.ts";
import { type Book, gridOf, loadBook } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, invalidInput, needed } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const rangeName = headerText(250).refine((value) => value.trim() !== "", "expected a name");

const input = z.strictObject({
  spreadsheet_id: fileId,
  action: z.enum(["add", "update", "delete"]),
  protected: z.boolean().default(false),
  name: rangeName,
  new_name: rangeName.optional(),
  range: cellRange.optional(),
  warn_only: z.boolean().optional(),
  editors: z.array(emailAddress).max(100, "expected at most 100 addresses").optional(),
});
type Input = z.output<typeof input>;

/** Adds, changes and deletes names for ranges, and their protection. */
export const sheetsNamedRange = defineSheetsTool({
  name: "sheets_named_range",
  title: "Named range",
  description: "Adds, changes or deletes a named or a protected range.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    if (!given.protected && (given.warn_only !== undefined || given.editors !== undefined))
      throw invalidInput("protected: warn_only and editors are for protected ranges");
    if (given.warn_only === true && given.editors !== undefined)
      throw invalidInput("editors: a range that only warns has none");
    const sheets = await call.google.sheets();
    const book = await loadBook(
      sheets,
      given.spreadsheet_id,
      given.protected ? ",protectedRanges(protectedRangeId,description)" : "",
    );
    const request = given.protected ? protectedRequest(book, given) : namedRequest(book, given);
    await sendBatch(sheets, given.spreadsheet_id, [request]);
    const done = { add: "Added", update: "Changed", delete: "Deleted" }[given.action];
    return {
      text: `${done} the ${given.protected ? "protected" : "named"} range ${oneLine(given.new_name ?? given.name)}.`,
    };
  },
});

function namedRequest(book: Book, given: Input): sheets_v4.Schema$Request {
  const grid = given.range === undefined ? undefined : gridOf(book, given.range);
  if (given.action === "add")
    return { addNamedRange: { namedRange: { name: given.name, range: needed(grid, "range") } } };
  const all = book.data.namedRanges ?? [];
  const found = all.find(({ name }) => name?.toLowerCase() === given.name.toLowerCase());
  const namedRangeId = found?.namedRangeId;
  if (!namedRangeId)
    throw unknown(
      "named",
      given.name,
      all.map(({ name }) => name ?? ""),
    );
  if (given.action === "delete") return { deleteNamedRange: { namedRangeId } };
  const change = { ...(given.new_name !== undefined && { name: given.new_name }), ...(grid && { range: grid }) };
  return { updateNamedRange: { namedRange: { namedRangeId, ...change }, fields: maskOf(change) } };
}

function protectedRequest(book: Book, given: Input): sheets_v4.Schema$Request {
  const grid = given.range === undefined ? undefined : gridOf(book, given.range);
  const rights = {
    ...(given.warn_only !== undefined && { warningOnly: given.warn_only }),
    ...(given.editors !== undefined && { editors: { users: given.editors } }),
  };
  if (given.action === "add")
    return {
      addProtectedRange: { protectedRange: { description: given.name, range: needed(grid, "range"), ...rights } },
    };
  const all = (book.data.sheets ?? []).flatMap(({ protectedRanges }) => protectedRanges ?? []);
  const same = all.filter(({ description }) => description === given.name);
  const [found] = same;
  if (!found)
    throw unknown(
      "protected",
      given.name,
      all.map(({ description }) => description ?? ""),
    );
  if (same.length > 1) throw invalidInput(`name: ${same.length} protected ranges are called ${given.name}`);
  const protectedRangeId = found.protectedRangeId ?? 0;
  if (given.action === "delete") return { deleteProtectedRange: { protectedRangeId } };
  const change = {
    ...(given.new_name !== undefined && { description: given.new_name }),
    ...(grid && { range: grid }),
    ...rights,
  };
  return { updateProtectedRange: { protectedRange: { protectedRangeId, ...change }, fields: maskOf(change) } };
}

/** @throws ToolError `invalid_input` for a change of nothing */
function maskOf(change: object): string {
  const fields = Object.keys(change);
  if (fields.length === 0) throw invalidInput("range: expected at least one field to change");
  return fields.join(",");
}

function unknown(kind: string, name: string, all: readonly string[]): ToolError {
  const names = all.slice(0, 30).map(oneLine).join(", ");
  return new ToolError(
    "not_found",
    `There is no ${kind} range ${name}`,
    names === "" ? `There are no ${kind} ranges yet.` : `There are ${names}.`,
  );
}
