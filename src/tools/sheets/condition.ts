import { booleanCondition } from "../../content/sheet-conditions.ts";

/** Conditions that take a day relative to the current one (Sheets API, "ConditionValue", `relativeDate`). */
const RELATIVE: ReadonlySet<string> = new Set(["DATE_BEFORE", "DATE_AFTER", "DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER"]);

/** The same days as formulas. */
const DAYS: Readonly<Record<string, string>> = {
  PAST_YEAR: "=EDATE(TODAY(),-12)",
  PAST_MONTH: "=EDATE(TODAY(),-1)",
  PAST_WEEK: "=TODAY()-7",
  YESTERDAY: "=TODAY()-1",
  TODAY: "=TODAY()",
  TOMORROW: "=TODAY()+1",
};

/**
 * A condition in the API's terms. A day such as TODAY is a formula where the API takes no relative one: in validation, and
 * for most conditions. A range and a formula get the `=` that both need.
 */
export function conditionOf(type: string, values: readonly string[], use: "validation" | "format" | "filter") {
  const relative = RELATIVE.has(type) && use !== "validation";
  if (type.startsWith("DATE_") && !relative)
    return booleanCondition(
      type,
      values.map((value) => DAYS[value] ?? value),
    );
  const isFormula = type === "ONE_OF_RANGE" || type === "CUSTOM_FORMULA";
  return booleanCondition(type, isFormula ? values.map((value) => value.replace(/^(?![=+])/, "=")) : values);
}
