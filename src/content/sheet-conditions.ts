/** Conditions of filters, rules and validation (Sheets API, "ConditionType"). */
const CONDITIONS = new Set([
  "NUMBER_GREATER",
  "NUMBER_GREATER_THAN_EQ",
  "NUMBER_LESS",
  "NUMBER_LESS_THAN_EQ",
  "NUMBER_EQ",
  "NUMBER_NOT_EQ",
  "NUMBER_BETWEEN",
  "NUMBER_NOT_BETWEEN",
  "TEXT_CONTAINS",
  "TEXT_NOT_CONTAINS",
  "TEXT_STARTS_WITH",
  "TEXT_ENDS_WITH",
  "TEXT_EQ",
  "TEXT_IS_EMAIL",
  "TEXT_IS_URL",
  "DATE_EQ",
  "DATE_BEFORE",
  "DATE_AFTER",
  "DATE_ON_OR_BEFORE",
  "DATE_ON_OR_AFTER",
  "DATE_BETWEEN",
  "DATE_NOT_BETWEEN",
  "DATE_IS_VALID",
  "ONE_OF_RANGE",
  "ONE_OF_LIST",
  "BLANK",
  "NOT_BLANK",
  "CUSTOM_FORMULA",
  "BOOLEAN",
]);

/** The names of all conditions, for a refusal. */
export const CONDITION_NAMES = [...CONDITIONS].join(", ");

export function isCondition(name: string): boolean {
  return CONDITIONS.has(name);
}

/** Days that a date condition can name instead of a date (Sheets API, "RelativeDate"). */
const RELATIVE_DATES = new Set(["PAST_YEAR", "PAST_MONTH", "PAST_WEEK", "YESTERDAY", "TODAY", "TOMORROW"]);

/** A condition in the API's terms. */
export function booleanCondition(type: string, values: readonly string[]) {
  return {
    type,
    values: values.map((value) =>
      type.startsWith("DATE_") && RELATIVE_DATES.has(value) ? { relativeDate: value } : { userEnteredValue: value },
    ),
  };
}
