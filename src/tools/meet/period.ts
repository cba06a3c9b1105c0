import type * as z from "zod";
import { addDays, startOfDay, zonedTime } from "../../content/zoned-times.ts";
import { ToolError } from "../../errors.ts";
import { moment } from "../calendar/time-range.ts";

/** A day, a local time, or a time with its offset, as a bound of what has been. */
export const bound = moment.optional();
type Bound = z.output<typeof bound>;

/** From when to when as RFC 3339 in UTC, each where it was given; the end is exclusive. */
export interface Period {
  from?: string;
  to?: string;
}

/**
 * The period between two bounds in a zone; a day as the end is meant whole.
 * @throws ToolError `invalid_input` when it ends before it begins
 */
export function periodOf(from: Bound, to: Bound, timeZone: string): Period {
  const start = from && instantOf(from, timeZone, false);
  const end = to && instantOf(to, timeZone, true);
  if (start !== undefined && end !== undefined && end <= start)
    throw new ToolError("invalid_input", "to: the range ends before it begins", "Give a later to, or an earlier from.");
  return {
    ...(start !== undefined && { from: new Date(start).toISOString() }),
    ...(end !== undefined && { to: new Date(end).toISOString() }),
  };
}

function instantOf(given: NonNullable<Bound>, timeZone: string, wholeDay: boolean): number {
  switch (given.kind) {
    case "date":
      return startOfDay(wholeDay ? addDays(given.date, 1) : given.date, timeZone);
    case "local":
      return zonedTime(given.local, timeZone).instant;
    case "instant":
      return Date.parse(given.text);
  }
}
