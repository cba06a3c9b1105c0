import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { type Occurrence, stampOf } from "./expand.ts";
import type { EventTime, StoredCalendar } from "./state.ts";

/** Google's opaque version of an event. */
export function etagOf(updated: number): string {
  return `"${updated}"`;
}

/** An event as the API gives it, its times in the zone that was asked for. */
export function eventShape(
  occurrence: Occurrence,
  calendar: StoredCalendar,
  timeZone: string,
  ownEmail: string,
): Record<string, unknown> {
  const { event, start, end, originalStart } = occurrence;
  const id = originalStart ? `${event.id}_${stampOf(originalStart)}` : event.id;
  const creator = event.creatorEmail ?? event.organizerEmail;
  const original = originalStart ?? event.originalStart;
  const series = originalStart ? event.id : event.recurringEventId;
  const shown = (time: EventTime) => shownTime(time, timeZone);
  return {
    kind: "calendar#event",
    etag: etagOf(event.updated),
    id,
    status: event.status,
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${id} ${calendar.id}`).toString("base64url")}`,
    created: new Date(event.created).toISOString(),
    updated: new Date(event.updated).toISOString(),
    ...(event.summary !== undefined && { summary: event.summary }),
    ...(event.description !== undefined && { description: event.description }),
    ...(event.location !== undefined && { location: event.location }),
    creator: { email: creator, ...(creator === ownEmail && { self: true }) },
    organizer: {
      email: event.organizerEmail,
      ...(event.organizerEmail === calendar.id && !calendar.primary && { displayName: calendar.summary }),
      ...(event.organizerEmail === calendar.id && { self: true }),
    },
    start: shown(start),
    end: shown(end),
    ...(series !== undefined && original
      ? { recurringEventId: series, originalStartTime: shown(original) }
      : event.recurrence && { recurrence: event.recurrence }),
    ...(event.transparency !== undefined && { transparency: event.transparency }),
    ...(event.attendees && { attendees: event.attendees }),
    ...(event.hangoutLink !== undefined && { hangoutLink: event.hangoutLink, conferenceData: event.conferenceData }),
    iCalUID: `${event.recurringEventId ?? event.id}@google.com`,
    sequence: event.sequence,
    reminders: { useDefault: true },
    ...event.rest,
    eventType: event.eventType,
  };
}

function shownTime(time: EventTime, timeZone: string): EventTime {
  if (time.date !== undefined || time.dateTime === undefined) return time;
  const zoned = /[Zz]$|[+-]\d{2}:\d{2}$/.test(time.dateTime)
    ? Temporal.Instant.from(time.dateTime).toZonedDateTimeISO(timeZone)
    : Temporal.PlainDateTime.from(time.dateTime)
        .toZonedDateTime(time.timeZone ?? timeZone)
        .withTimeZone(timeZone);
  return {
    dateTime: zoned.toString({ timeZoneName: "never", smallestUnit: "second" }),
    timeZone: time.timeZone ?? timeZone,
  };
}

export function calendarShape(calendar: StoredCalendar): Record<string, unknown> {
  return {
    kind: "calendar#calendarListEntry",
    etag: `"${createHash("sha256").update(calendar.id).digest("hex").slice(0, 16)}"`,
    id: calendar.id,
    summary: calendar.summary,
    timeZone: calendar.timeZone,
    colorId: "14",
    backgroundColor: "#9fe1e7",
    foregroundColor: "#000000",
    accessRole: calendar.accessRole,
    defaultReminders: [{ method: "popup", minutes: 10 }],
    ...(calendar.primary && { primary: true }),
    ...(calendar.hidden && { hidden: true }),
    ...(!calendar.hidden && { selected: true }),
  };
}
