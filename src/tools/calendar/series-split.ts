import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { continuedWith } from "../../content/recurrence.ts";
import { dateStamp, shiftedRecurrence } from "../../content/recurrence-shift.ts";
import { addDays, dayOf, daysBetween, shiftWall, type WallShift, wallClockOf } from "../../content/zoned-times.ts";
import { ToolError } from "../../errors.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";

/** Occurrences of a series that are looked at: what a page holds at the most (Calendar API, "Events: instances"). */
const MOST_INSTANCES = 2500;

type Timed = Pick<calendar_v3.Schema$Event, "start" | "end">;

/** Where an occurrence lies by its series' rule, whatever was made of it since. */
export function slotOf(
  series: calendar_v3.Schema$Event,
  { originalStartTime: start }: calendar_v3.Schema$Event,
): Timed {
  if (start?.date) {
    const days = daysBetween(series.start?.date ?? "", series.end?.date ?? "");
    return { start, end: { date: addDays(start.date, days) } };
  }
  const length = instantOf(series.end) - instantOf(series.start);
  return { start: start ?? {}, end: { dateTime: new Date(instantOf(start) + length).toISOString() } };
}

/** The times of a whole series when the occurrence in a slot gets new ones: as many days before as the series begins. */
export function seriesTimes(
  series: calendar_v3.Schema$Event,
  slot: Timed,
  times: EventTimes,
  zone: string,
): EventTimes {
  const shift = { from: firstDay(slot, zone), to: firstDay(series, zone) };
  if ("date" in times.start && "date" in times.end) {
    const last = addDays(times.end.date, -1);
    const start = { kind: "date" as const, date: shiftWall(times.start.date, shift) };
    return eventTimes({ start, end: { kind: "date", date: shiftWall(last, shift) } }, zone);
  }
  const local = shiftWall(wallClockOf(times.from, zone), shift);
  return eventTimes({ start: { kind: "local", local }, duration_minutes: (times.to - times.from) / 60_000 }, zone);
}

function firstDay({ start }: Timed, zone: string): string {
  return start?.date ?? dayOf(instantOf(start), zone);
}

/** How far an occurrence moves on the clock; undefined when it becomes all-day, or timed. */
function shiftOf({ start }: Timed, times: EventTimes, zone: string): WallShift | undefined {
  if (start?.date) return "date" in times.start ? { from: start.date, to: times.start.date } : undefined;
  if (times.allDay) return undefined;
  return { from: wallClockOf(instantOf(start), zone), to: wallClockOf(times.from, zone) };
}

/**
 * The rule lines of a series of which every occurrence moves as the one in the slot does.
 * @throws ToolError `invalid_input` when the rule names days that do not move by themselves
 */
export function movedRules(lines: readonly string[], slot: Timed, times: EventTimes, zone: string): string[] {
  const shift = shiftOf(slot, times, zone);
  if (!shift || shift.from === shift.to) return [...lines];
  const moved = shiftedRecurrence(lines, shift, zone);
  if (moved) return moved;
  throw new ToolError(
    "invalid_input",
    `rrule: the series repeats by ${lines.join(" ")}, which does not fit the new day`,
    "Call again with the rule that is meant.",
  );
}

/**
 * The rule lines of a series from one of its occurrences on: a count is what is left of it, and occurrences that were
 * deleted stay away.
 */
export async function linesFrom(
  calendar: calendar_v3.Calendar,
  calendarId: string,
  series: calendar_v3.Schema$Event,
  cut: calendar_v3.Schema$EventDateTime | undefined,
): Promise<string[]> {
  const lines = series.recurrence ?? [];
  const counts = lines.some((line) => line.includes("COUNT="));
  const { data } = await calendar.events.instances({
    calendarId,
    eventId: series.id ?? "",
    showDeleted: true,
    maxResults: MOST_INSTANCES,
    fields: "items(status,originalStartTime)",
    // A series that is counted ends, so all of it is looked at: an occurrence may have been moved to before the cut.
    ...(!counts && { timeMin: new Date(instantOf(cut)).toISOString() }),
  });
  const after = (data.items ?? []).filter(({ originalStartTime }) => instantOf(originalStartTime) >= instantOf(cut));
  const excluded = lines
    .filter((line) => line.startsWith("EXDATE"))
    .flatMap((line) => line.split(":")[1]?.split(",") ?? []);
  const excludedAfter = excluded.filter((stamp) => stamp.slice(0, 8) >= dateStamp(instantOf(cut)).slice(0, 8)).length;
  const gone = after.filter(({ status }) => status === "cancelled").map(({ originalStartTime }) => originalStartTime);
  return [...continuedWith(lines, after.length + excludedAfter), ...exclusion(gone)];
}

function exclusion(times: readonly (calendar_v3.Schema$EventDateTime | undefined)[]): string[] {
  const days = times.flatMap((time) => time?.date?.replaceAll("-", "") ?? []);
  const instants = times.flatMap((time) => (time?.dateTime ? [dateStamp(Date.parse(time.dateTime))] : []));
  return [
    ...(days.length > 0 ? [`EXDATE;VALUE=DATE:${days.join(",")}`] : []),
    ...(instants.length > 0 ? [`EXDATE:${instants.join(",")}`] : []),
  ];
}

/** For comparing times of one series: all of them days, or all of them times. */
function instantOf(time: calendar_v3.Schema$EventDateTime | undefined): number {
  return Date.parse(time?.dateTime ?? time?.date ?? "");
}
