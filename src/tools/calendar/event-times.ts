import { formatInstant } from "../../content/dates.ts";
import { addDays, addMinutes, startOfDay, zonedTime } from "../../content/zoned-times.ts";
import { ToolError } from "../../errors.ts";
import type { Moment } from "./time-range.ts";

/** An event's start and end as Google wants them, and as instants. */
export interface EventTimes {
  start: { date: string } | { dateTime: string; timeZone: string };
  end: { date: string } | { dateTime: string; timeZone: string };
  allDay: boolean;
  /** Milliseconds since the epoch; the end is exclusive. */
  from: number;
  to: number;
  /** What daylight saving made of the times, in words. */
  notes: string[];
}

interface Given {
  start: Moment;
  end?: Moment | undefined;
  duration_minutes?: number | undefined;
}

const USUAL_MINUTES = 60;

/**
 * The times of an event: a day makes it all-day, with `end` its last day; else `end` or a duration, by default an hour.
 * @param timeZone zone of wall-clock times
 * @throws ToolError `invalid_input`
 */
export function eventTimes(given: Given, timeZone: string): EventTimes {
  if (given.end && given.duration_minutes !== undefined)
    throw invalid("end and duration_minutes: expected one of them");
  if (given.start.kind === "date") return allDayTimes(given.start.date, given, timeZone);
  if (given.end?.kind === "date") throw invalid("end: expected a time, as start is one");
  const start = timeOf(given.start, timeZone);
  const end = given.end
    ? timeOf(given.end, timeZone)
    : timeAfter(given.start, given.duration_minutes ?? USUAL_MINUTES, timeZone);
  if (end.instant <= start.instant)
    throw invalid(
      `end: ${formatInstant(end.instant, timeZone)} is not after the start, ${formatInstant(start.instant, timeZone)}`,
    );
  return {
    start: { dateTime: start.text, timeZone },
    end: { dateTime: end.text, timeZone },
    allDay: false,
    from: start.instant,
    to: end.instant,
    notes: [start.note, end.note].filter((note) => note !== undefined),
  };
}

function allDayTimes(first: string, given: Given, timeZone: string): EventTimes {
  if (given.duration_minutes !== undefined) throw invalid("duration_minutes: an all-day event takes end, its last day");
  if (given.end && given.end.kind !== "date") throw invalid("end: expected a day, as start is one");
  const last = given.end?.date ?? first;
  if (last < first) throw invalid("end: the last day is before the first");
  const exclusive = addDays(last, 1);
  return {
    start: { date: first },
    end: { date: exclusive },
    allDay: true,
    from: startOfDay(first, timeZone),
    to: startOfDay(exclusive, timeZone),
    notes: [],
  };
}

function timeOf(
  given: Exclude<Moment, { kind: "date" }>,
  timeZone: string,
): { instant: number; text: string; note?: string } {
  return given.kind === "local"
    ? zonedTime(given.local, timeZone)
    : { instant: Date.parse(given.text), text: given.text };
}

/** Minutes pass as they do on a clock on the wall: an event of 60 minutes over a change of the clock still lasts 60. */
function timeAfter(
  start: Exclude<Moment, { kind: "date" }>,
  minutes: number,
  timeZone: string,
): { instant: number; text: string; note?: string } {
  const { instant } = timeOf(start, timeZone);
  if (start.kind === "local") {
    const local = addMinutes(start.local, minutes, timeZone);
    const { text } = zonedTime(local, timeZone);
    if (Date.parse(text) === instant + minutes * 60_000) return { instant: instant + minutes * 60_000, text };
  }
  const end = instant + minutes * 60_000;
  return { instant: end, text: new Date(end).toISOString().replace(/\.\d{3}Z$/, "Z") };
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
