import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { fileId } from "../input.ts";
import { gridOf, loadBook } from "./book.ts";
import { conditionOf } from "./condition.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, condition, conditionValues, invalidInput } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const input = z.strictObject({
  spreadsheet_id: fileId,
  range: cellRange,
  dropdown: z
    .array(z.string().min(1, "expected a text").max(500, "expected at most 500 characters"))
    .min(1, "expected at least one option")
    .max(500, "expected at most 500 options")
    .optional(),
  condition: condition.optional().describe("As NUMBER_BETWEEN, ONE_OF_RANGE, BOOLEAN (checkbox)."),
  values: conditionValues,
  warn_only: z.boolean().default(false),
  message: z.string().max(1000, "expected at most 1000 characters").optional(),
  clear: z.boolean().default(false),
});
type Input = z.output<typeof input>;

/** Says what may be entered. */
export const sheetsSetValidation = defineSheetsTool({
  name: "sheets_set_validation",
  title: "Set validation",
  description: "Sets or clears what may be entered: drop-down, checkbox or condition.",
  tier: "complete",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    const ways = [given.dropdown, given.condition, given.clear || undefined];
    if (ways.filter((way) => way !== undefined).length !== 1)
      throw invalidInput("dropdown: expected exactly one of dropdown, condition, clear");
    const sheets = await call.google.sheets();
    const range = gridOf(await loadBook(sheets, given.spreadsheet_id), given.range);
    const rule = given.clear ? {} : { rule: ruleOf(given) };
    await sendBatch(sheets, given.spreadsheet_id, [{ setDataValidation: { range, ...rule } }]);
    return { text: `${given.clear ? "Cleared" : "Set"} the validation of ${given.range}.` };
  },
});

function ruleOf(given: Input): sheets_v4.Schema$DataValidationRule {
  return {
    condition: given.dropdown
      ? conditionOf("ONE_OF_LIST", given.dropdown, "validation")
      : conditionOf(given.condition ?? "", given.values, "validation"),
    strict: !given.warn_only,
    showCustomUi: true,
    ...(given.message !== undefined && { inputMessage: given.message }),
  };
}
