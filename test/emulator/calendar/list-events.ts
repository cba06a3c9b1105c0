import { ApiError, type ApiRequest } from "../api.ts";
import { isDateTime } from "../formats.ts";
import { isTimeZone } from "./event-body.ts";
import { type Occurrence, occurrences, single, stampOf } from "./expand.ts";
import { pageOf, syncTokenFor, versionOfSync } from "./paging.ts";
import { etagOf, eventShape } from "./shapes.ts";
import type { StoredCalendar, StoredEvent } from "./state.ts";

const FAR_PAST = -8_640_000_000_000_000;
const FAR_FUTURE = 8_640_000_000_000_000;
const LARGEST_PAGE = 2500;
const USUAL_PAGE = 250;

/** Parameters that a sync token cannot be used with (Events: list). */
const NOT_WITH_SYNC = [
  "iCalUID",
  "orderBy",
  "privateExtendedProperty",
  "q",
  "sharedExtendedProperty",
  "timeMin",
  "timeMax",
  "updatedMin",
];

/** A page of a calendar's events. */
export function listEvents(request: ApiRequest, calendar: StoredCalendar): Record<string, unknown> {
  const { query } = request;
  const range = rangeOf(query);
  const singleEvents = query.get("singleEvents") === "true";
  if (query.get("orderBy") === "startTime" && !singleEvents)
    throw new ApiError(400, "badRequest", "The requested ordering is not available for the particular query.");
  const since = versionOfSync(query);
  if (since !== undefined && (NOT_WITH_SYNC.some((name) => query.has(name)) || query.get("showDeleted") === "false"))
    throw new ApiError(400, "badRequest", "Sync token cannot be used with other query restrictions.");
  const updatedMin = boundOf(query, "updatedMin");
  const changedOnly = since !== undefined || updatedMin !== undefined;
  const withDeleted = changedOnly || query.get("showDeleted") === "true";
  const found = calendar.events
    .filter(({ updated }) => (since === undefined || updated > since) && updated >= (updatedMin ?? FAR_PAST))
    .filter((event) => event.status !== "cancelled" || withDeleted)
    .filter((event) => matchesQuery(event, query))
    .flatMap((event) => shown(event, calendar, range, singleEvents))
    .sort(orderOf(query.get("orderBy")));
  return pageAnswer(request, calendar, found);
}

/**
 * A page of a series' instances.
 * @throws ApiError 400 for an event that does not recur
 */
export function listInstances(
  request: ApiRequest,
  calendar: StoredCalendar,
  event: StoredEvent,
): Record<string, unknown> {
  const { query } = request;
  if (!event.recurrence) throw new ApiError(400, "invalid", "The event is not a recurring event.");
  const originalStart = query.get("originalStart");
  const exceptions = calendar.events.filter(({ recurringEventId }) => recurringEventId === event.id);
  const found = [event, ...exceptions]
    .filter(({ status }) => status !== "cancelled" || query.get("showDeleted") === "true")
    .flatMap((one) => shown(one, calendar, rangeOf(query), true))
    .filter((one) => originalStart === null || startsAt(one, originalStart))
    .sort((a, b) => a.from - b.from);
  return pageAnswer(request, calendar, found);
}

function startsAt({ event, originalStart, start }: Occurrence, asked: string): boolean {
  const original = originalStart ?? event.originalStart ?? start;
  if (original.date !== undefined) return original.date === asked;
  return isDateTime(asked) && stampOf(original) === stampOf({ dateTime: asked });
}

function pageAnswer(request: ApiRequest, calendar: StoredCalendar, found: Occurrence[]): Record<string, unknown> {
  const { query, account } = request;
  const zone = zoneOf(query, calendar);
  const { page, nextPageToken } = pageOf(found, query, LARGEST_PAGE, USUAL_PAGE);
  const version = Math.max(0, ...calendar.events.map(({ updated }) => updated));
  return {
    kind: "calendar#events",
    etag: etagOf(version),
    summary: calendar.summary,
    updated: new Date(version).toISOString(),
    timeZone: zone,
    accessRole: calendar.accessRole,
    defaultReminders: [{ method: "popup", minutes: 10 }],
    items: page.map((one) => withGuestLimit(eventShape(one, calendar, zone, account.email), query)),
    ...(nextPageToken !== undefined ? { nextPageToken } : { nextSyncToken: syncTokenFor(version) }),
  };
}

/** `maxAttendees` leaves out all guests but the person when there are more. */
export function withGuestLimit(event: Record<string, unknown>, query: URLSearchParams): Record<string, unknown> {
  const most = Number(query.get("maxAttendees") ?? Number.POSITIVE_INFINITY);
  const attendees: unknown = event.attendees;
  if (!Array.isArray(attendees) || attendees.length <= most) return event;
  return { ...event, attendees: attendees.filter(({ self }) => self === true), attendeesOmitted: true };
}

/**
 * The zone that times are shown in.
 * @throws ApiError 400
 */
export function zoneOf(query: URLSearchParams, calendar: StoredCalendar): string {
  const zone = query.get("timeZone");
  if (zone === null) return calendar.timeZone;
  if (isTimeZone(zone)) return zone;
  throw new ApiError(400, "invalidParameter", `Invalid time zone: ${zone}`, {
    location: "timeZone",
    locationType: "parameter",
  });
}

/** What of an event lies in the range: itself, or the instances that have no event of their own. */
function shown(
  event: StoredEvent,
  calendar: StoredCalendar,
  { from, to }: { from: number; to: number },
  singleEvents: boolean,
): Occurrence[] {
  const replaced = calendar.events.filter(({ recurringEventId }) => recurringEventId === event.id);
  const stamps = new Set(replaced.flatMap(({ originalStart }) => (originalStart ? [stampOf(originalStart)] : [])));
  const inRange = occurrences(event, calendar.timeZone, from, to, stamps);
  if (singleEvents || !event.recurrence) return inRange;
  return inRange[0] ? [{ ...single(event, calendar.timeZone), from: inRange[0].from }] : [];
}

function matchesQuery(event: StoredEvent, query: URLSearchParams): boolean {
  const types = query.getAll("eventTypes");
  const words = (query.get("q") ?? "").toLowerCase().split(/\s+/);
  const text = searchable(event);
  const uid = query.get("iCalUID");
  return (
    (types.length === 0 || types.includes(event.eventType)) &&
    words.every((word) => text.includes(word)) &&
    (uid === null || uid === `${event.recurringEventId ?? event.id}@google.com`) &&
    hasProperties(event, "private", query.getAll("privateExtendedProperty")) &&
    hasProperties(event, "shared", query.getAll("sharedExtendedProperty"))
  );
}

function hasProperties(event: StoredEvent, kind: "private" | "shared", wanted: readonly string[]): boolean {
  const all: unknown = event.rest.extendedProperties;
  const properties = typeof all === "object" && all !== null ? Object.entries(all).find(([name]) => name === kind) : [];
  const own: [string, unknown][] = Object.entries(properties?.[1] ?? {});
  return wanted.every((pair) => own.some(([name, value]) => `${name}=${value}` === pair));
}

function searchable({ summary, description, location, attendees, organizerEmail }: StoredEvent): string {
  const people = (attendees ?? []).map(({ email, displayName }) => `${email} ${displayName ?? ""}`);
  return [summary, description, location, organizerEmail, ...people].join(" ").toLowerCase();
}

/** Without an order asked for, Google's is stable and says nothing of the time. */
function orderOf(orderBy: string | null): (a: Occurrence, b: Occurrence) => number {
  switch (orderBy) {
    case "startTime":
      return (a, b) => a.from - b.from;
    case "updated":
      return (a, b) => a.event.updated - b.event.updated;
    default:
      return (a, b) => (a.event.id < b.event.id ? -1 : a.event.id > b.event.id ? 1 : a.from - b.from);
  }
}

function rangeOf(query: URLSearchParams): { from: number; to: number } {
  const from = boundOf(query, "timeMin");
  const to = boundOf(query, "timeMax");
  if (from !== undefined && to !== undefined && to <= from)
    throw new ApiError(400, "timeRangeEmpty", "The specified time range is empty.", {
      domain: "calendar",
      location: "timeMax",
      locationType: "parameter",
    });
  return { from: from ?? FAR_PAST, to: to ?? FAR_FUTURE };
}

function boundOf(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!isDateTime(value)) throw new ApiError(400, "badRequest", "Bad Request");
  return Date.parse(value);
}
