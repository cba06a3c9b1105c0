import { z } from "zod";
import { invalid, type Json } from "./state.ts";

/** How many values a condition takes (Sheets API, "ConditionType"). */
const VALUES: Readonly<Record<string, readonly [number, number]>> = {
  NUMBER_GREATER: [1, 1],
  NUMBER_GREATER_THAN_EQ: [1, 1],
  NUMBER_LESS: [1, 1],
  NUMBER_LESS_THAN_EQ: [1, 1],
  NUMBER_EQ: [1, 1],
  NUMBER_NOT_EQ: [1, 1],
  NUMBER_BETWEEN: [2, 2],
  NUMBER_NOT_BETWEEN: [2, 2],
  TEXT_CONTAINS: [1, 1],
  TEXT_NOT_CONTAINS: [1, 1],
  TEXT_STARTS_WITH: [1, 1],
  TEXT_ENDS_WITH: [1, 1],
  TEXT_EQ: [1, 1],
  TEXT_NOT_EQ: [1, 1],
  TEXT_IS_EMAIL: [0, 0],
  TEXT_IS_URL: [0, 0],
  DATE_EQ: [1, 1],
  DATE_NOT_EQ: [1, 1],
  DATE_BEFORE: [1, 1],
  DATE_AFTER: [1, 1],
  DATE_ON_OR_BEFORE: [1, 1],
  DATE_ON_OR_AFTER: [1, 1],
  DATE_BETWEEN: [2, 2],
  DATE_NOT_BETWEEN: [2, 2],
  DATE_IS_VALID: [0, 0],
  ONE_OF_RANGE: [1, 1],
  ONE_OF_LIST: [1, 500],
  BLANK: [0, 0],
  NOT_BLANK: [0, 0],
  CUSTOM_FORMULA: [1, 1],
  BOOLEAN: [0, 2],
};

/** Where each condition may stand (Sheets API, "ConditionType"). */
const ONLY: Readonly<Record<string, readonly Use[]>> = {
  TEXT_STARTS_WITH: ["format", "filter"],
  TEXT_ENDS_WITH: ["format", "filter"],
  TEXT_IS_EMAIL: ["validation"],
  TEXT_IS_URL: ["validation"],
  // For filters of data sources alone.
  TEXT_NOT_EQ: [],
  DATE_ON_OR_BEFORE: ["validation"],
  DATE_ON_OR_AFTER: ["validation"],
  DATE_BETWEEN: ["validation"],
  DATE_NOT_BETWEEN: ["validation"],
  DATE_IS_VALID: ["validation"],
  ONE_OF_RANGE: ["validation"],
  ONE_OF_LIST: ["validation"],
  BOOLEAN: ["validation"],
  DATE_NOT_EQ: [],
  BLANK: ["format", "filter"],
  NOT_BLANK: ["format", "filter"],
};

/** What takes a relative date, though not in validation (Sheets API, "ConditionValue", `relativeDate`). */
const RELATIVE = new Set(["DATE_BEFORE", "DATE_AFTER", "DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER"]);

type Use = "validation" | "format" | "filter";

const conditionSchema = z.object({
  type: z.string().optional(),
  values: z
    .array(z.object({ userEnteredValue: z.string().optional(), relativeDate: z.string().optional() }))
    .default([]),
});

/** @throws ApiError 400 for a condition that Google does not take there, or with the wrong number of values */
export function checkCondition(given: unknown, use: Use): Json {
  const { type, values } = conditionSchema.parse(given ?? {});
  const [least, most] = VALUES[type ?? ""] ?? [1, 0];
  if (type === undefined || most < least) throw invalid("A condition type must be specified.");
  if (ONLY[type]?.includes(use) === false) throw invalid(`Condition type '${type}' is not supported here.`);
  if (values.length < least || values.length > most)
    throw invalid(
      `Condition type '${type}' requires ${least === most ? least : `${least} to ${most}`} value(s), but ${values.length} were supplied.`,
    );
  if (values.some(({ relativeDate }) => relativeDate !== undefined) && (use === "validation" || !RELATIVE.has(type)))
    throw invalid(`Relative dates are not supported for condition type '${type}' here.`);
  const [first] = values;
  const text = first?.userEnteredValue ?? "";
  if ((type === "CUSTOM_FORMULA" || type === "ONE_OF_RANGE") && !/^[=+]/.test(text))
    throw invalid(`Invalid ConditionValue.userEnteredValue: ${text}`);
  if (type.startsWith("NUMBER_"))
    for (const { userEnteredValue = "" } of values)
      if (!/^=/.test(userEnteredValue) && (userEnteredValue.trim() === "" || Number.isNaN(Number(userEnteredValue))))
        throw invalid(`Invalid ConditionValue.userEnteredValue: ${userEnteredValue}`);
  return z.record(z.string(), z.unknown()).parse(given);
}
