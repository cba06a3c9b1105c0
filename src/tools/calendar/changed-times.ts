import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { addDays, daysBetween } from "../../content/zoned-times.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import type { Moment } from "./time-range.ts";

/** What a change says of an event's times. */
export interface TimeChange {
  start?: Moment | undefined;
  end?: Moment | undefined;
  duration_minutes?: number | undefined;
  time_zone?: string | undefined;
}

type Timed = Pick<calendar_v3.Schema$Event, "start" | "end">;

/**
 * The times of an event after a change: what is not named stays, its length too when only the start is; undefined when
 * the change says nothing of times.
 * @param timeZone zone of local times
 */
export function changedTimes(event: Timed, change: TimeChange, timeZone: string): EventTimes | undefined {
  const { start, end, duration_minutes, time_zone } = change;
  if (!start && !end && duration_minutes === undefined && time_zone === undefined) return undefined;
  const begin = start ?? momentOf(event.start);
  if (end || duration_minutes !== undefined) return eventTimes({ start: begin, end, duration_minutes }, timeZone);
  const wasAllDay = Boolean(event.start?.date);
  return (begin.kind === "date") === wasAllDay
    ? keptLength(event, begin, timeZone)
    : eventTimes({ start: begin }, timeZone);
}

/** The times that an event has. */
export function keptTimes(event: Timed, timeZone: string): EventTimes {
  return keptLength(event, momentOf(event.start), timeZone);
}

function keptLength(event: Timed, start: Moment, timeZone: string): EventTimes {
  if (start.kind !== "date") return eventTimes({ start, duration_minutes: minutesOf(event) }, timeZone);
  const days = daysBetween(event.start?.date ?? "", event.end?.date ?? "");
  return eventTimes({ start, end: { kind: "date", date: addDays(start.date, days - 1) } }, timeZone);
}

/** An event's own start as a moment. */
function momentOf(time: calendar_v3.Schema$EventDateTime | undefined): Moment {
  return time?.date ? { kind: "date", date: time.date } : { kind: "instant", text: time?.dateTime ?? "" };
}

function minutesOf({ start, end }: Timed): number {
  return Math.round((Date.parse(end?.dateTime ?? "") - Date.parse(start?.dateTime ?? "")) / 60_000);
}

/** The same as a patch takes it: the other kind of time is taken away, or Google would keep both. */
export function timesPatch({ start, end, allDay }: EventTimes): calendar_v3.Schema$Event {
  const gone = allDay ? { dateTime: null, timeZone: null } : { date: null };
  return { start: { ...start, ...gone }, end: { ...end, ...gone } };
}
