import { Temporal } from "temporal-polyfill";
import { ApiError } from "../api.ts";
import { addEvent, type StoredCalendar, type StoredEvent } from "./state.ts";

/**
 * `events.quickAdd`: a small part of what Google understands, `today` or `tomorrow` and a time such as `15:00` or `3pm`.
 * Without a time the event is on the next full hour, without a day it is today.
 * @throws ApiError 400 for an empty text
 */
export function quickAdd(calendar: StoredCalendar, text: string, creatorEmail: string, now: number): StoredEvent {
  if (text.trim() === "") throw new ApiError(400, "required", "Missing text parameter.");
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(calendar.timeZone);
  const day = /\btomorrow\b/i.test(text) ? today.add({ days: 1 }) : today;
  const found = /\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b|\b(\d{1,2}):(\d{2})\b/i.exec(text);
  const start = found ? day.withPlainTime(timeOf(found)) : day.round({ smallestUnit: "hour", roundingMode: "ceil" });
  const summary = text
    .replace(/\b(today|tomorrow|at)\b/gi, "")
    .replace(found?.[0] ?? "", "")
    .replace(/\s+/g, " ")
    .trim();
  const time = (moment: Temporal.ZonedDateTime) => ({
    dateTime: moment.toString({ timeZoneName: "never", smallestUnit: "second" }),
    timeZone: calendar.timeZone,
  });
  return addEvent(calendar, { now, summary, start: time(start), end: time(start.add({ hours: 1 })), creatorEmail });
}

function timeOf([, hour12, minute12, half, hour24, minute24]: RegExpExecArray): Temporal.PlainTime {
  const hour = Number(hour12 ?? hour24);
  const isAfternoon = half?.toLowerCase() === "pm";
  return Temporal.PlainTime.from({
    hour: half === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0),
    minute: Number(minute12 ?? minute24 ?? 0),
  });
}
