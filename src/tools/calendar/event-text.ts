import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { formatInstant } from "../../content/dates.ts";
import type { Span } from "../../content/free-slots.ts";
import { oneLine, shorten } from "../../content/table.ts";
import { addDays, daysBetween, startOfDay, weekdayOf } from "../../content/zoned-times.ts";

/** Fields of an event that a list shows. */
export const EVENT_FIELDS =
  "id,status,summary,location,start,end,recurringEventId,recurrence,hangoutLink,transparency,eventType,organizer(email,self),attendees(email,self,responseStatus,resource)";

/** One event as data. */
export interface EventRow {
  id: string;
  calendar: string;
  title: string;
  /** As shown: weekday, date, time. */
  start: string;
  end: string;
  allDay: boolean;
  location?: string;
  meet?: string;
  guests: number;
  response?: string;
  recurring: boolean;
  kind?: string;
}

/** Milliseconds since the epoch at which an event's time lies; all-day events begin with their day. */
export function instantOf(time: calendar_v3.Schema$EventDateTime | undefined, timeZone: string): number {
  if (time?.date) return startOfDay(time.date, timeZone);
  return Date.parse(time?.dateTime ?? "");
}

export function toEventRow(event: calendar_v3.Schema$Event, calendar: string, timeZone: string): EventRow {
  const allDay = Boolean(event.start?.date);
  const guests = (event.attendees ?? []).filter(({ resource }) => !resource);
  const response = guests.find(({ self }) => self)?.responseStatus ?? undefined;
  return {
    id: event.id ?? "",
    calendar,
    title: oneLine(event.summary ?? "") || "(no title)",
    start: allDay ? withWeekday(event.start?.date ?? "") : formatInstant(event.start?.dateTime ?? "", timeZone),
    // Google's end of an all-day event is the day after the last (Calendar API, "Events", end.date).
    end: allDay ? withWeekday(addDays(event.end?.date ?? "", -1)) : formatInstant(event.end?.dateTime ?? "", timeZone),
    allDay,
    guests: guests.filter(({ self }) => !self).length,
    recurring: Boolean(event.recurringEventId ?? event.recurrence),
    ...(event.location && { location: shorten(event.location, 100) }),
    ...(event.hangoutLink && { meet: event.hangoutLink }),
    ...(response && { response }),
    ...(event.eventType && event.eventType !== "default" && { kind: event.eventType }),
  };
}

function withWeekday(date: string): string {
  return `${weekdayOf(date)} ${date}`;
}

/** When an event is, without saying a day twice: `Tue 2026-11-24 14:00–15:00`, `Fri 2026-11-27 to Sat 2026-11-28, all day`. */
export function whenText({ start, end, allDay }: Pick<EventRow, "start" | "end" | "allDay">): string {
  if (allDay)
    return start === end
      ? `${start}, all day`
      : `${start} to ${end}, all day (${daysBetween(start.slice(-10), end.slice(-10)) + 1} days)`;
  const day = start.slice(0, -6);
  return end.startsWith(day) ? `${start}–${end.slice(-5)}` : `${start} to ${end}`;
}

/** When a stretch of time is: `Tue 2026-11-24 14:00–15:00`. */
export function spanText({ from, to }: Span, timeZone: string): string {
  return whenText({ start: formatInstant(from, timeZone), end: formatInstant(to, timeZone), allDay: false });
}

const RESPONSES: Readonly<Record<string, string>> = {
  accepted: "you accepted",
  declined: "you declined",
  tentative: "you said maybe",
  needsAction: "you have not answered",
};

const KINDS: Readonly<Record<string, string>> = {
  outOfOffice: "out of office",
  focusTime: "focus time",
  workingLocation: "working location",
  birthday: "birthday",
  fromGmail: "from a mail",
};

/** One event on one line, with the id that a following call needs. */
export function eventLine(row: EventRow, showCalendar: boolean): string {
  const facts = [
    row.location,
    row.guests > 0 ? `${row.guests} ${row.guests === 1 ? "guest" : "guests"}` : undefined,
    row.response && RESPONSES[row.response],
    row.recurring ? "repeats" : undefined,
    row.kind && (KINDS[row.kind] ?? row.kind),
    row.meet && `Meet ${row.meet}`,
    showCalendar ? `calendar ${row.calendar}` : undefined,
    `id ${row.id}`,
  ].filter((fact) => fact !== undefined && fact !== "");
  return `- ${whenText(row)}: ${shorten(row.title, 150)} [${facts.join("; ")}]`;
}
