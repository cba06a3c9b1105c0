import { createHash } from "node:crypto";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { aclRoutes } from "./acl-routes.ts";
import { calendarRoutes } from "./calendar-routes.ts";
import { deleteEvent, insertEvent, patchEvent } from "./change-events.ts";
import { type Occurrence, occurrences, single, stampOf } from "./expand.ts";
import { queryFreeBusy } from "./free-busy.ts";
import { listEvents, listInstances, withGuestLimit, zoneOf } from "./list-events.ts";
import { moveEvent } from "./move-event.ts";
import { pageOf, syncTokenFor, versionOfSync } from "./paging.ts";
import { quickAdd } from "./quick-add.ts";
import { seedCalendars } from "./seed.ts";
import { calendarShape, etagOf, eventShape } from "./shapes.ts";
import type { CalendarState, StoredCalendar, StoredEvent } from "./state.ts";

export interface CalendarService extends EmulatedService {
  /** An account's calendars, seeded when they are first looked at. */
  state(email: string): CalendarState;
}

const LARGEST_CALENDAR_PAGE = 250;
const USUAL_CALENDAR_PAGE = 100;

/** From least to most. */
const ROLES = ["freeBusyReader", "reader", "writer", "owner"];

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
  const calendarOf = (request: ApiRequest) => findCalendar(request, own(request));
  // Two changes in one millisecond are two versions all the same.
  let lastChange = 0;
  const tick = () => {
    lastChange = Math.max(lastChange + 1, world.now());
    return lastChange;
  };
  const changed = (request: ApiRequest, calendar: StoredCalendar, event: StoredEvent) => {
    notify(request, own(request), calendar, event);
    return answerEvent(request, calendar, single(event, calendar.timeZone));
  };

  /** A calendar of the person's list, or of somebody in the same organization, whose busy times everybody there sees. */
  const calendarFor = (request: ApiRequest, id: string) => {
    const mine = own(request);
    const listed = mine.calendars.find((one) => one.id === id || (id === "primary" && one.primary));
    if (listed) return { calendar: listed, owner: mine };
    const colleague = world.account(id);
    const domain = request.account.hostedDomain;
    if (!colleague || domain === undefined || colleague.hostedDomain !== domain) return undefined;
    const owner = state(colleague.email);
    const calendar = owner.calendars.find(({ primary }) => primary);
    return calendar && { calendar, owner };
  };

  return {
    discovery: "calendar-v3",
    state,
    routes: {
      ...calendarRoutes(own, calendarOf),
      ...aclRoutes(calendarOf),
      "calendar.freebusy.query": {
        verb: "POST",
        path: "/calendar/v3/freeBusy",
        handle: (request) => ({ json: queryFreeBusy(request, (id) => calendarFor(request, id)) }),
      },
      "calendar.events.quickAdd": {
        verb: "POST",
        path: "/calendar/v3/calendars/{calendarId}/events/quickAdd",
        handle(request) {
          const calendar = writable(calendarOf(request));
          const text = request.query.get("text") ?? "";
          return changed(request, calendar, quickAdd(calendar, text, request.account.email, tick()));
        },
      },
      "calendar.events.move": {
        verb: "POST",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}/move",
        handle(request) {
          const from = writable(calendarOf(request));
          const destination = request.query.get("destination") ?? "";
          const to = writable(findCalendar({ ...request, path: { calendarId: destination } }, own(request)));
          return changed(request, to, moveEvent(from, to, findEvent(request, from), tick()));
        },
      },
      "calendar.calendarList.list": {
        verb: "GET",
        path: "/calendar/v3/users/me/calendarList",
        handle: (request) => ({ json: listCalendars(request, own(request)) }),
      },
      "calendar.calendarList.get": {
        verb: "GET",
        path: "/calendar/v3/users/me/calendarList/{calendarId}",
        handle: (request) => ({ json: calendarShape(calendarOf(request)) }),
      },
      "calendar.events.list": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}/events",
        handle: (request) => ({ json: listEvents(request, calendarOf(request)) }),
      },
      "calendar.events.instances": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}/instances",
        handle(request) {
          const calendar = calendarOf(request);
          return { json: listInstances(request, calendar, findEvent(request, calendar).event) };
        },
      },
      "calendar.events.get": {
        verb: "GET",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}",
        handle(request) {
          const calendar = calendarOf(request);
          const found = findEvent(request, calendar);
          if (request.headers["if-none-match"] === etagOf(found.event.updated)) return { status: 304 };
          return answerEvent(request, calendar, found);
        },
      },
      "calendar.events.insert": {
        verb: "POST",
        path: "/calendar/v3/calendars/{calendarId}/events",
        handle(request) {
          const calendar = writable(calendarOf(request));
          return changed(request, calendar, insertEvent(request, calendar, tick()));
        },
      },
      "calendar.events.patch": {
        verb: "PATCH",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}",
        handle(request) {
          const calendar = writable(calendarOf(request));
          const found = findEvent(request, calendar);
          checkVersion(request, found.event);
          return changed(request, calendar, patchEvent(request, calendar, found, tick()));
        },
      },
      "calendar.events.delete": {
        verb: "DELETE",
        path: "/calendar/v3/calendars/{calendarId}/events/{eventId}",
        handle(request) {
          const calendar = writable(calendarOf(request));
          const found = findEvent(request, calendar);
          checkVersion(request, found.event);
          changed(request, calendar, deleteEvent(calendar, found, tick()));
          return {};
        },
      },
    },
  };
}

function listCalendars({ query }: ApiRequest, { calendars, account }: CalendarState): Record<string, unknown> {
  const since = versionOfSync(query);
  if (since !== undefined && query.has("minAccessRole"))
    throw new ApiError(400, "badRequest", "Sync token cannot be used with other query restrictions.");
  const least = ROLES.indexOf(query.get("minAccessRole") ?? "freeBusyReader");
  // Calendars do not change here, so that nothing comes after a first full list.
  const shown = (since === undefined ? calendars : [])
    .filter(({ hidden }) => !hidden || query.get("showHidden") === "true")
    .filter(({ accessRole }) => ROLES.indexOf(accessRole) >= least)
    .map(calendarShape);
  const { page, nextPageToken } = pageOf(shown, query, LARGEST_CALENDAR_PAGE, USUAL_CALENDAR_PAGE);
  return {
    kind: "calendar#calendarList",
    etag: etagOfText(account.sub),
    items: page,
    ...(nextPageToken !== undefined ? { nextPageToken } : { nextSyncToken: syncTokenFor(0) }),
  };
}

function findCalendar(request: ApiRequest, { calendars }: CalendarState): StoredCalendar {
  const { calendarId } = request.path;
  const calendar = calendars.find(({ id, primary }) => id === calendarId || (calendarId === "primary" && primary));
  const onlyOwn = !request.scopes.some((scope) => /\/auth\/calendar($|\.(?!app\.created$))/.test(scope));
  if (!calendar || (onlyOwn && calendar.madeBy !== request.clientId)) throw notFound();
  return calendar;
}

function writable(calendar: StoredCalendar): StoredCalendar {
  if (calendar.accessRole === "owner" || calendar.accessRole === "writer") return calendar;
  const message = "You need to have writer access to this calendar.";
  throw new ApiError(403, "requiredAccessLevel", message, { domain: "calendar" });
}

/** An event by its id, or an instance by that of its series and its start; deleted ones too, as Google gives them. */
function findEvent(request: ApiRequest, calendar: StoredCalendar): Occurrence {
  const id = request.path.eventId ?? "";
  const event = calendar.events.find((one) => one.id === id);
  if (event) return single(event, calendar.timeZone);
  const found = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id);
  const series = calendar.events.find((one) => one.id === found?.[1] && one.recurrence);
  const instance =
    series &&
    occurrences(series, calendar.timeZone, ...aroundStamp(found?.[2] ?? "")).find(
      ({ start }) => stampOf(start) === found?.[2],
    );
  if (!instance) throw notFound();
  return instance;
}

/** Two days before and after, wide enough for every zone. */
function aroundStamp(stamp: string): [from: number, to: number] {
  const day = Date.parse(stamp.replace(/^(\d{4})(\d{2})(\d{2}).*$/, "$1-$2-$3"));
  return Number.isNaN(day) ? [0, 0] : [day - 2 * 86_400_000, day + 2 * 86_400_000];
}

function answerEvent(request: ApiRequest, calendar: StoredCalendar, found: Occurrence) {
  const shape = eventShape(found, calendar, zoneOf(request.query, calendar), request.account.email);
  return { json: withGuestLimit(shape, request.query), headers: { ETag: etagOf(found.event.updated) } };
}

function checkVersion(request: ApiRequest, event: StoredEvent): void {
  const match = request.headers["if-match"];
  if (match === undefined || match === "*" || match === etagOf(event.updated)) return;
  const where = { location: "If-Match", locationType: "header" };
  throw new ApiError(412, "conditionNotMet", "Precondition Failed", where);
}

function notFound(): ApiError {
  return new ApiError(404, "notFound", "Not Found");
}

function etagOfText(text: string): string {
  return `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
}

/** What Google would have mailed: `externalOnly` reaches only people who use another calendar, which none here does. */
function notify(request: ApiRequest, state: CalendarState, calendar: StoredCalendar, event: StoredEvent): void {
  const usual = request.query.get("sendNotifications") === "true" ? "all" : "none";
  const guests = (event.attendees ?? []).map(({ email }) => email).filter((email) => email !== state.account.email);
  if ((request.query.get("sendUpdates") ?? usual) === "all" && guests.length > 0)
    state.notices.push({ calendarId: calendar.id, eventId: event.id, to: guests });
}
