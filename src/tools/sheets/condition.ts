import { FETCHING } from "../../content/fetching-formulas.ts";
import { booleanCondition } from "../../content/sheet-conditions.ts";
import { invalidInput } from "./sheet-input.ts";

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
 * @throws ToolError `invalid_input` for a formula that would make Google fetch something, about which nobody is asked here
 */
export function conditionOf(type: string, values: readonly string[], use: "validation" | "format" | "filter") {
  const named = type.startsWith("DATE_") && !(RELATIVE.has(type) && use !== "validation");
  const isFormula = type === "ONE_OF_RANGE" || type === "CUSTOM_FORMULA";
  const written = values.map((value) => {
    const text = named ? (DAYS[value] ?? value) : isFormula ? value.replace(/^(?![=+])/, "=") : value;
    if (/^[=+]/.test(text) && FETCHING.test(text))
      throw invalidInput("values: a condition cannot hold a formula that fetches from an address");
    return text;
  });
  return booleanCondition(type, written);
}
