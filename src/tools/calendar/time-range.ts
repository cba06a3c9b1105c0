import * as z from "zod";
import { addDays, dayOf, startOfDay, zonedTime } from "../../content/zoned-times.ts";
import { ToolError } from "../../errors.ts";
import { localDate, localDateTime, rfc3339 } from "../input.ts";

const EXPECTED =
  "expected a day (2026-11-24), a local time (2026-11-24T14:00) or a time with its offset (2026-11-24T14:00:00+01:00)";

const forms = z.union([
  localDate.transform((date) => ({ kind: "date" as const, date })),
  localDateTime.transform((local) => ({ kind: "local" as const, local })),
  rfc3339.transform((text) => ({ kind: "instant" as const, text })),
]);

/** A day, a wall-clock time, or an instant, told apart by its form; one plain string to whoever reads the schema. */
export const moment = z.string().transform((value, context): z.output<typeof forms> => {
  const parsed = forms.safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: EXPECTED });
  return z.NEVER;
});
export type Moment = z.output<typeof moment>;

/** From when to when, in milliseconds since the epoch; the end is exclusive. */
export interface TimeRange {
  from: number;
  to: number;
}

/** Days that a range without an end covers. */
const USUAL_DAYS = 7;

/**
 * The range that two moments name in a zone: a day as an end is meant whole. Without a start it begins with today, without
 * an end it covers a week.
 * @throws ToolError `invalid_input` when it ends before it begins
 */
export function rangeOf(start: Moment | undefined, end: Moment | undefined, timeZone: string, now: number): TimeRange {
  const from = start ? instantOf(start, timeZone, false) : startOfDay(dayOf(now, timeZone), timeZone);
  const to = end ? instantOf(end, timeZone, true) : startOfDay(addDays(dayOf(from, timeZone), USUAL_DAYS), timeZone);
  if (to > from) return { from, to };
  throw new ToolError("invalid_input", "to: the range ends before it begins", "Give a later to, or an earlier from.");
}

function instantOf(given: Moment, timeZone: string, wholeDay: boolean): number {
  switch (given.kind) {
    case "date":
      return startOfDay(wholeDay ? addDays(given.date, 1) : given.date, timeZone);
    case "local":
      return zonedTime(given.local, timeZone).instant;
    case "instant":
      return Date.parse(given.text);
  }
}
