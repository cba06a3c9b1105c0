import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { type Occurrence, occurrences } from "./expand.ts";
import { newEvent } from "./insert.ts";
import { seedCalendars } from "./seed.ts";
import { calendarShape, etagOf, eventShape } from "./shapes.ts";
import type { CalendarState, StoredCalendar, StoredEvent } from "./state.ts";

export interface CalendarService extends EmulatedService {
  /** An account's calendars, seeded when they are first looked at. */
  state(email: string): CalendarState;
}

const FAR_PAST = -8_640_000_000_000_000;
const FAR_FUTURE = 8_640_000_000_000_000;
const LARGEST_PAGE = 2500;
const LARGEST_CALENDAR_PAGE = 250;

/** The Calendar API over calendars that live as long as the emulator. */
export function calendarService(world: ServiceWorld): CalendarService {
  const states = new Map<string, CalendarState>();
  const state = (email: string): CalendarState => {
    const account = world.account(email);
    if (!account) throw new Error(`the world has no account ${email}`);
    const known = states.get(email);
    if (known) return known;
    const made: CalendarState = { account, calendars: [], notices: [] };
    states.set(email, made);
    seedCalendars(made, world.now());
    return made;
  };
  const own = (request: ApiRequest) => state(request.account.email);

  return {
    discovery: "calendar-v3",
    state,
    routes: {
      "calendar.calendarList.list": {
        verb: "GET",
        path: "/calendar/v3/users/me/calendarList",
        handle(request) {
          const { calendars, account } = own(request);
          const shown = calendars
            .filter(({ hidden }) => !hidden || request.query.get("showHidden") === "true")
            .map(calendarShape);
          const { page, nextPageToken } = pageOf(shown, request.query, LARGEST_CALENDAR_PAGE, 100);
          return {
            json: {
              kind: "calendar#calendarList",
              etag: `"${account.sub}"`,
              items: page,
              ...(nextPageToken !== undefined ? { nextPageToken } : { nextSyncToken: "sync" }),
            },
          };
        },
      },
      "calendar.calendars.get": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}",
        handle(request) {
          const { id, summary, timeZone } = findCalendar(request, own(request));
          return { json: { kind: "calendar#calendar", id, summary, timeZone } };
        },
      },
      "calendar.events.list": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}/events",
        handle(request) {
          return { json: listEvents(request, findCalendar(request, own(request)), request.account.email) };
        },
      },
      "calendar.events.get": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}",
        handle(request) {
          const calendar = findCalendar(request, own(request));
          const found = findOccurrence(request, calendar);
          if (request.headers["if-none-match"] === etagOf(found.event.updated)) return { status: 304 };
          const zone = request.query.get("timeZone") ?? calendar.timeZone;
          return {
            json: eventShape(found, calendar, zone, request.account.email),
            headers: { ETag: etagOf(found.event.updated) },
          };
        },
      },
      "calendar.events.insert": {
        verb: "POST",
        path: "/calendar/v3/calendars/{calendarId}/events",
        handle(request) {
          const calendars = own(request);
          const calendar = findCalendar(request, calendars);
          if (calendar.accessRole !== "owner" && calendar.accessRole !== "writer") {
            throw new ApiError(403, "requiredAccessLevel", "You need to have writer access to this calendar.", {
              domain: "calendar",
            });
          }
          const event = newEvent(request, calendar, world.now());
          calendar.events.push(event);
          notify(request, calendars, calendar, event);
          const occurrence = asOccurrence(event);
          return {
            json: eventShape(occurrence, calendar, calendar.timeZone, request.account.email),
            headers: { ETag: etagOf(event.updated) },
          };
        },
      },
      "calendar.events.delete": {
        verb: "DELETE",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}",
        handle(request) {
          const calendars = own(request);
          const calendar = findCalendar(request, calendars);
          const { event } = findOccurrence(request, calendar);
          const match = request.headers["if-match"];
          if (match !== undefined && match !== "*" && match !== etagOf(event.updated))
            throw new ApiError(412, "conditionNotMet", "Precondition Failed", {
              location: "If-Match",
              locationType: "header",
            });
          event.status = "cancelled";
          event.updated = world.now();
          notify(request, calendars, calendar, event);
          return {};
        },
      },
    },
  };
}

function findCalendar(request: ApiRequest, { calendars }: CalendarState): StoredCalendar {
  const { calendarId } = request.path;
  const calendar = calendars.find(({ id, primary }) => id === calendarId || (calendarId === "primary" && primary));
  if (!calendar) throw new ApiError(404, "notFound", "Not Found");
  return calendar;
}

function asOccurrence(event: StoredEvent): Occurrence {
  return { event, start: event.start, end: event.end, from: 0, to: 0 };
}

function findOccurrence(request: ApiRequest, calendar: StoredCalendar): Occurrence {
  const id = request.path.eventId ?? "";
  const event = calendar.events.find((one) => one.id === id || id.startsWith(`${one.id}_`));
  if (!event) throw new ApiError(404, "notFound", "Not Found");
  if (event.status === "cancelled") throw new ApiError(410, "deleted", "Resource has been deleted");
  if (event.id === id) return asOccurrence(event);
  const instance = occurrences(event, calendar.timeZone, FAR_PAST, FAR_FUTURE).find(
    (one) => eventShape(one, calendar, calendar.timeZone, "").id === id,
  );
  if (!instance) throw new ApiError(404, "notFound", "Not Found");
  return instance;
}

function listEvents(request: ApiRequest, calendar: StoredCalendar, email: string): Record<string, unknown> {
  const { query } = request;
  const timeMin = boundOf(query, "timeMin");
  const timeMax = boundOf(query, "timeMax");
  if (timeMin !== undefined && timeMax !== undefined && timeMax <= timeMin)
    throw new ApiError(400, "timeRangeEmpty", "The specified time range is empty.", {
      domain: "calendar",
      location: "timeMax",
      locationType: "parameter",
    });
  const singleEvents = query.get("singleEvents") === "true";
  const orderBy = query.get("orderBy");
  if (orderBy === "startTime" && !singleEvents)
    throw new ApiError(400, "badRequest", "The requested ordering is not available for the particular query.");
  if (
    query.has("syncToken") &&
    ["q", "timeMin", "timeMax", "orderBy", "updatedMin", "iCalUID"].some((name) => query.has(name))
  ) {
    throw new ApiError(400, "badRequest", "Sync token cannot be used with other query restrictions.");
  }
  const zone = query.get("timeZone") ?? calendar.timeZone;
  const types = query.getAll("eventTypes");
  const text = query.get("q")?.toLowerCase();
  const found = calendar.events
    .filter(({ status }) => status !== "cancelled" || query.get("showDeleted") === "true")
    .filter(({ eventType }) => types.length === 0 || types.includes(eventType))
    .filter((event) => text === undefined || searchable(event).includes(text))
    .flatMap((event) => {
      const inRange = occurrences(event, calendar.timeZone, timeMin ?? FAR_PAST, timeMax ?? FAR_FUTURE);
      if (singleEvents || !event.recurrence) return inRange;
      return inRange.length > 0 ? [{ ...asOccurrence(event), from: inRange[0]?.from ?? 0 }] : [];
    })
    .sort((a, b) => (orderBy === "updated" ? a.event.updated - b.event.updated : a.from - b.from));
  const { page, nextPageToken } = pageOf(found, query, LARGEST_PAGE, 250);
  return {
    kind: "calendar#events",
    etag: etagOf(Math.max(0, ...calendar.events.map(({ updated }) => updated))),
    summary: calendar.summary,
    updated: new Date(Math.max(0, ...calendar.events.map(({ updated }) => updated))).toISOString(),
    timeZone: zone,
    accessRole: calendar.accessRole,
    defaultReminders: [{ method: "popup", minutes: 10 }],
    items: page.map((occurrence) => eventShape(occurrence, calendar, zone, email)),
    ...(nextPageToken !== undefined ? { nextPageToken } : { nextSyncToken: "sync" }),
  };
}

function searchable({ summary, description, location, attendees }: StoredEvent): string {
  const people = (attendees ?? []).map(({ email, displayName }) => `${email} ${displayName ?? ""}`);
  return [summary, description, location, ...people].join(" ").toLowerCase();
}

function boundOf(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value))
    throw new ApiError(400, "badRequest", "Bad Request");
  return Date.parse(value);
}

function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  largest: number,
  usual: number,
): { page: T[]; nextPageToken: string | undefined } {
  const size = Math.min(Number(query.get("maxResults") ?? usual), largest);
  if (size < 1)
    throw new ApiError(400, "invalidParameter", "Invalid value for maxResults", {
      location: "maxResults",
      locationType: "parameter",
    });
  const token = query.get("pageToken");
  const start = token === null ? 0 : Number(Buffer.from(token, "base64url").toString("utf8"));
  if (!Number.isInteger(start) || start < 0)
    throw new ApiError(400, "invalid", "Invalid page token value.", {
      location: "pageToken",
      locationType: "parameter",
    });
  const end = start + size;
  return {
    page: items.slice(start, end),
    nextPageToken: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}

function notify(request: ApiRequest, state: CalendarState, calendar: StoredCalendar, event: StoredEvent): void {
  const sendUpdates =
    request.query.get("sendUpdates") ?? (request.query.get("sendNotifications") === "true" ? "all" : "none");
  const guests = (event.attendees ?? []).map(({ email }) => email).filter((email) => email !== state.account.email);
  if (sendUpdates !== "none" && guests.length > 0)
    state.notices.push({ calendarId: calendar.id, eventId: event.id, to: guests });
}
