import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";

/** UTF-16 characters that are written at once; Docs' own limit for a document is 1.02 million. */
const LONGEST_MARKDOWN = 1_000_000;
/** UTF-16 characters of a text that is looked for. */
const LONGEST_QUOTE = 5_000;

export const documentId = fileId;

/** A tab of a document; without it, the first. */
export const tabId = z
  .string()
  .regex(/^[\w.-]{1,100}$/, "expected the id of a tab such as t.0, as docs_list_tabs gives it")
  .optional();

export const markdownText = z
  .string()
  .max(LONGEST_MARKDOWN, `expected at most ${LONGEST_MARKDOWN} characters`)
  .refine((value) => value.trim() !== "", "expected text");

/** Text that is in the document. */
export const quote = z
  .string()
  .min(1, "expected a text of the document")
  .max(LONGEST_QUOTE, `expected at most ${LONGEST_QUOTE} characters`);

/** An index of the document's own, in UTF-16 code units. */
export const index = z
  .int("expected an index from 1 up")
  .min(1, "expected an index from 1 up")
  .max(10_000_000, "expected an index from 1 up");

/** Which of several matches is meant. */
export const occurrence = z.int("expected a whole number from 0 up").min(0).max(100_000);

/** Part of a document, by its words or by its indexes. */
export const rangeInput = z.strictObject({
  text: quote.optional(),
  through: quote.optional(),
  occurrence: occurrence.optional().describe("Which match, from 1; 0: all."),
  start_index: index.optional(),
  end_index: index.optional(),
});
export type RangeInput = z.output<typeof rangeInput>;

/** Whether a range is named by its indexes. */
export function isNumbered({ start_index, end_index }: RangeInput): boolean {
  return start_index !== undefined || end_index !== undefined;
}

export const ranges = z.array(rangeInput).min(1, "expected at least one range").max(100, "expected at most 100 ranges");

export function invalid(message: string, fix = "Correct the input and call again."): ToolError {
  return new ToolError("invalid_input", message, fix);
}
