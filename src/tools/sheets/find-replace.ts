import * as z from "zod";
import { fileId } from "../input.ts";
import { gridOf, loadBook } from "./book.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { fetchAudience } from "./formula-effects.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, formulas, invalidInput } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const LONGEST = 5000;
const EXPECTED = `expected at most ${LONGEST} characters`;

/** Replaces text in cells. */
export const sheetsFindReplace = defineSheetsTool({
  name: "sheets_find_replace",
  title: "Find and replace",
  description: "Replaces text in a range or, by default, all tabs; tells how many.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    find: z.string().min(1, "expected some text").max(LONGEST, EXPECTED),
    replacement: z.string().max(LONGEST, EXPECTED),
    range: cellRange.optional(),
    match_case: z.boolean().default(false),
    whole_cell: z.boolean().default(false),
    regex: z.boolean().default(false),
    formulas: formulas.describe("Also in formulas."),
  }),
  // A formula may come about piece by piece: what the replacement would fetch counts, wherever it ends up.
  audience: ({ replacement }) => fetchAudience([`=${replacement}`], true),
  async run(input, call) {
    if (/^[=+]/.test(input.replacement) && !input.formulas)
      throw invalidInput("replacement: it would become a formula; set formulas if that is meant");
    const sheets = await call.google.sheets();
    const where =
      input.range === undefined
        ? { allSheets: true }
        : { range: gridOf(await loadBook(sheets, input.spreadsheet_id), input.range) };
    const [reply] = await sendBatch(
      sheets,
      input.spreadsheet_id,
      [
        {
          findReplace: {
            ...where,
            find: input.find,
            replacement: input.replacement,
            matchCase: input.match_case,
            matchEntireCell: input.whole_cell,
            searchByRegex: input.regex,
            includeFormulas: input.formulas,
          },
        },
      ],
      "replies(findReplace)",
    );
    const { occurrencesChanged, valuesChanged, formulasChanged, sheetsChanged } = reply?.findReplace ?? {};
    const cells = (valuesChanged ?? 0) + (formulasChanged ?? 0);
    const occurrences = occurrencesChanged ?? 0;
    return {
      text:
        occurrences === 0
          ? "Found nothing to replace."
          : `Replaced ${occurrences} in ${cells} ${cells === 1 ? "cell" : "cells"} of ${sheetsChanged ?? 1} ${(sheetsChanged ?? 1) === 1 ? "tab" : "tabs"}.`,
      data: { occurrences, cells },
    };
  },
});
