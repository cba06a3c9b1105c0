import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { hexOf, rgb } from "../../content/sheet-format.ts";
import { markdownTable } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import type { ToolResult } from "../tool.ts";
import { type Book, gridOf, loadBook, shownRange } from "./book.ts";
import { conditionOf } from "./condition.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { cellRange, color, condition, conditionValues, invalidInput, needed } from "./sheet-input.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

const EXPECTED_INDEX = "expected a rule's index, as the list gives it";

const input = z.strictObject({
  spreadsheet_id: fileId,
  action: z.enum(["list", "add", "delete"]),
  range: cellRange.optional(),
  condition: condition.optional().describe("As NUMBER_GREATER."),
  values: conditionValues,
  background: color.optional(),
  text_color: color.optional(),
  scale: z
    .array(color)
    .min(2, "expected two or three colours")
    .max(3, "expected two or three colours")
    .optional()
    .describe("Or 2–3 colours, low to high."),
  index: z.int(EXPECTED_INDEX).min(0, EXPECTED_INDEX).max(10_000, EXPECTED_INDEX).optional(),
  offset,
});
type Input = z.output<typeof input>;

const RULES = ",conditionalFormats(ranges,booleanRule,gradientRule)";

/** Adds, lists and deletes rules by which cells look different. */
export const sheetsConditionalFormat = defineSheetsTool({
  name: "sheets_conditional_format",
  title: "Conditional format",
  description: "Lists, adds or deletes conditional format rules.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: true,
  scopes: CHANGE_SHEETS,
  input,
  async run(given, call) {
    const sheets = await call.google.sheets();
    const id = given.spreadsheet_id;
    if (given.action === "list") return list(await loadBook(sheets, id, RULES), given.offset);
    const text = needed(given.range, "range");
    const range = gridOf(await loadBook(sheets, id), text);
    if (given.action === "add") {
      const rule = { ranges: [range], ...ruleOf(given) };
      await sendBatch(sheets, id, [{ addConditionalFormatRule: { rule, index: given.index ?? 0 } }]);
      return { text: `Added a rule for ${text}, index ${given.index ?? 0}.` };
    }
    const index = needed(given.index, "index");
    await sendBatch(sheets, id, [{ deleteConditionalFormatRule: { sheetId: range.sheetId, index } }]);
    return { text: `Deleted rule ${index} of ${text}; later ones move up.` };
  },
});

function ruleOf(given: Input): sheets_v4.Schema$ConditionalFormatRule {
  const { scale } = given;
  if ((scale === undefined) === (given.condition === undefined))
    throw invalidInput("condition: expected either condition or scale");
  if (scale) {
    const [low = "", middle, high] = scale;
    const point = (type: string, hex: string, value?: string) => ({
      type,
      colorStyle: { rgbColor: rgb(hex) },
      ...(value !== undefined && { value }),
    });
    return {
      gradientRule: {
        minpoint: point("MIN", low),
        ...(high !== undefined && { midpoint: point("PERCENTILE", middle ?? low, "50") }),
        maxpoint: point("MAX", high ?? middle ?? low),
      },
    };
  }
  const textFormat = {
    ...(given.text_color !== undefined && { foregroundColorStyle: { rgbColor: rgb(given.text_color) } }),
  };
  const format = {
    ...(given.background !== undefined && { backgroundColorStyle: { rgbColor: rgb(given.background) } }),
    ...(Object.keys(textFormat).length > 0 && { textFormat }),
  };
  if (Object.keys(format).length === 0) throw invalidInput("background: expected background or text_color");
  return { booleanRule: { condition: conditionOf(given.condition ?? "", given.values, "format"), format } };
}

function list(book: Book, start: number): ToolResult {
  const rules = (book.data.sheets ?? []).flatMap(({ conditionalFormats }) =>
    (conditionalFormats ?? []).map((rule, index) => [
      String(index),
      (rule.ranges ?? []).map((range) => shownRange(book, range)).join(", "),
      describe(rule),
    ]),
  );
  if (rules.length === 0) return { text: "No rule." };
  const { text, next } = pieceOf(markdownTable(["index", "range", "rule"], rules), start);
  return { text, ...(next !== undefined && { note: `More: offset ${next}` }) };
}

function describe({ booleanRule, gradientRule }: sheets_v4.Schema$ConditionalFormatRule): string {
  const shown = (style: sheets_v4.Schema$ColorStyle | undefined, plain?: sheets_v4.Schema$Color) =>
    style?.themeColor ?? hexOf(style?.rgbColor ?? plain ?? {});
  if (gradientRule) {
    const { minpoint, midpoint, maxpoint } = gradientRule;
    const points = [minpoint, midpoint, maxpoint].flatMap((point) =>
      point ? [shown(point.colorStyle, point.color)] : [],
    );
    return `scale ${points.join(" to ")}`;
  }
  const { condition: when, format } = booleanRule ?? {};
  const values = (when?.values ?? []).map(
    ({ userEnteredValue, relativeDate }) => userEnteredValue ?? relativeDate ?? "",
  );
  const { textFormat } = format ?? {};
  const look = [
    ...(format?.backgroundColorStyle || format?.backgroundColor
      ? [`background ${shown(format.backgroundColorStyle, format.backgroundColor)}`]
      : []),
    ...(textFormat?.foregroundColorStyle ? [`text ${shown(textFormat.foregroundColorStyle)}`] : []),
    ...(textFormat?.bold ? ["bold"] : []),
  ];
  return `${[when?.type ?? "", ...values].join(" ")}: ${look.join(", ")}`;
}
