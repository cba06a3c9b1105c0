import * as z from "zod";
import { parseRange } from "../../content/a1.ts";
import { CONDITION_NAMES, isCondition } from "../../content/sheet-conditions.ts";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";

const RANGE_EXPECTED = "expected a range such as Costs!A2:C9, 'My tab'!B:B, a tab's title or a named range";

/** Cells in A1 notation, a tab, or a named range. */
export const cellRange = z
  .string()
  .max(300, RANGE_EXPECTED)
  .refine((value) => parseRange(value) !== undefined, RANGE_EXPECTED);

const CELL_EXPECTED = "expected a cell such as Costs!F2";

/** One cell. */
export const oneCell = z
  .string()
  .max(300, CELL_EXPECTED)
  .refine((value) => {
    const parsed = parseRange(value);
    return parsed?.kind === "cells" && parsed.single;
  }, CELL_EXPECTED);

/** A tab's title ("SheetProperties", `title`: at most 100 characters). */
export const tabTitle = headerText(100).refine((value) => value.trim() !== "", "expected a tab's title");

/** Cells in a request, as many as Sheets reasonably takes at once. */
const MOST_CELLS = 200_000;

/** Longest text of a cell (Google, "Files you can store in Google Drive"). */
const cell = z.union(
  [z.string().max(50_000, "expected at most 50000 characters"), z.number(), z.boolean()],
  "expected a text, a number, true or false",
);

/** Rows of cells, as sheets_read shows them. */
export const cellRows = z
  .array(z.array(cell).max(18_278, "expected at most 18278 cells in a row"))
  .min(1, "expected at least one row")
  .refine(
    (rows) => rows.reduce((sum, row) => sum + row.length, 0) <= MOST_CELLS,
    `expected at most ${MOST_CELLS} cells`,
  );

/** Whether text is calculated; what others wrote must not become a formula by being copied. */
export const formulas = z.boolean().default(false).describe("Text starting with = calculates.");

const COLOR_EXPECTED = "expected a colour such as #ff8800";

export const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, COLOR_EXPECTED);

/** A colour, or none at all. */
export const colorOrNone = z.string().regex(/^(#[0-9a-fA-F]{6}|none)$/, `${COLOR_EXPECTED}, or none`);

/** A column by its letters. */
export const columnName = z.string().regex(/^[A-Za-z]{1,3}$/, "expected a column such as C");

/** A condition of a filter, a rule or a validation. */
export const condition = z
  .string()
  .max(40, "expected a condition such as NUMBER_GREATER")
  .refine(isCondition, `expected one of ${CONDITION_NAMES}`);

export const conditionValues = z
  .array(z.string().max(5000, "expected at most 5000 characters"))
  .max(500, "expected at most 500 values")
  .default([]);

/**
 * A field that this action cannot do without.
 * @throws ToolError `invalid_input`
 */
export function needed<T>(value: T | undefined, field: string): T {
  if (value !== undefined) return value;
  throw new ToolError("invalid_input", `${field}: missing for this action`, "Give it and call again.");
}

/** An input that cannot be carried out. */
export function invalidInput(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
