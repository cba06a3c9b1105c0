import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import { isTimeZone } from "./event-body.ts";
import type { CalendarState, StoredCalendar } from "./state.ts";

const text = z.string().nullish();
const bodySchema = z.object({ summary: text, description: text, location: text, timeZone: text });

/** Making, changing and deleting calendars. */
export function calendarRoutes(
  own: (request: ApiRequest) => CalendarState,
  calendarOf: (request: ApiRequest) => StoredCalendar,
): Record<string, Route> {
  return {
    "calendar.calendars.get": {
      verb: "GET",
      path: "/calendar/v3/calendars/{calendarId}",
      handle: (request) => ({ json: shapeOf(calendarOf(request)) }),
    },
    "calendar.calendars.insert": {
      verb: "POST",
      path: "/calendar/v3/calendars",
      handle(request) {
        const state = own(request);
        const { summary, ...given } = readBody(request);
        if (!summary) throw new ApiError(400, "required", "Missing title.");
        const calendar: StoredCalendar = {
          id: `c_${randomBytes(32).toString("hex")}@group.calendar.google.com`,
          summary,
          // Without a zone a new calendar is in UTC, whatever the person's own.
          timeZone: given.timeZone ?? "UTC",
          accessRole: "owner",
          primary: false,
          hidden: false,
          events: [],
          madeBy: request.clientId,
          ...(given.description && { description: given.description }),
        };
        state.calendars.push(calendar);
        return { json: shapeOf(calendar) };
      },
    },
    "calendar.calendars.patch": {
      verb: "PATCH",
      path: "/calendar/v3/calendars/{calendarId}",
      handle(request) {
        const calendar = owned(calendarOf(request));
        const { summary, description, timeZone } = readBody(request);
        if (summary === null || summary === "") throw new ApiError(400, "required", "Missing title.");
        Object.assign(calendar, summary && { summary }, timeZone && { timeZone });
        if (typeof description === "string") calendar.description = description;
        return { json: shapeOf(calendar) };
      },
    },
    "calendar.calendars.delete": {
      verb: "DELETE",
      path: "/calendar/v3/calendars/{calendarId}",
      handle(request) {
        const calendar = owned(calendarOf(request));
        if (calendar.primary)
          throw new ApiError(403, "cannotDeletePrimaryCalendar", "Cannot delete the primary calendar.", {
            domain: "calendar",
          });
        const state = own(request);
        state.calendars = state.calendars.filter((one) => one !== calendar);
        return {};
      },
    },
    "calendar.colors.get": {
      verb: "GET",
      path: "/calendar/v3/colors",
      handle: () => ({
        json: {
          kind: "calendar#colors",
          updated: "2012-02-14T00:00:00.000Z",
          calendar: palette(CALENDAR_COLORS, "#1d1d1d"),
          event: palette(EVENT_COLORS, "#1d1d1d"),
        },
      }),
    },
    "calendar.settings.get": {
      verb: "GET",
      path: "/calendar/v3/users/me/settings/{setting}",
      handle(request) {
        const id = request.path.setting ?? "";
        const value = settingsOf(own(request))[id];
        if (value === undefined) throw new ApiError(404, "notFound", "Not Found");
        return { json: { kind: "calendar#setting", etag: `"${id.length}"`, id, value } };
      },
    },
  };
}

function settingsOf({ account }: CalendarState): Record<string, string> {
  return {
    timezone: account.timeZone,
    locale: "en",
    weekStart: "1",
    format24HourTime: "true",
    defaultEventLength: "60",
    hideWeekends: "false",
  };
}

function readBody(request: ApiRequest): z.output<typeof bodySchema> {
  const given = bodySchema.parse(request.body ?? {});
  if (given.timeZone && !isTimeZone(given.timeZone))
    throw new ApiError(400, "invalid", "Invalid time zone definition.");
  return given;
}

/** @throws ApiError 403 unless the person owns the calendar */
export function owned(calendar: StoredCalendar): StoredCalendar {
  if (calendar.accessRole === "owner") return calendar;
  const message = "You need to have owner access to this calendar.";
  throw new ApiError(403, "requiredAccessLevel", message, { domain: "calendar" });
}

function shapeOf({ id, summary, description, timeZone }: StoredCalendar): Record<string, unknown> {
  const etag = createHash("sha256").update(`${id}${summary}${timeZone}`).digest("hex").slice(0, 16);
  return {
    kind: "calendar#calendar",
    etag: `"${etag}"`,
    id,
    summary,
    ...(description && { description }),
    timeZone,
    conferenceProperties: { allowedConferenceSolutionTypes: ["hangoutsMeet"] },
  };
}

const EVENT_COLORS = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127".split(" ");
const CALENDAR_COLORS =
  "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 92e1c0 9fe1e7 9fc6e7 4986e7 9a9cff b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2".split(
    " ",
  );

function palette(colors: readonly string[], foreground: string): Record<string, unknown> {
  return Object.fromEntries(colors.map((hex, index) => [String(index + 1), { background: `#${hex}`, foreground }]));
}
