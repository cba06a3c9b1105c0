import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { isDateTime } from "../formats.ts";
import { isTimeZone } from "./event-body.ts";
import { occurrences, stampOf } from "./expand.ts";
import type { CalendarState, StoredCalendar } from "./state.ts";

const bodySchema = z.object({
  timeMin: z.string().nullish(),
  timeMax: z.string().nullish(),
  timeZone: z.string().nullish(),
  calendarExpansionMax: z.number().nullish(),
  groupExpansionMax: z.number().nullish(),
  items: z.array(z.object({ id: z.string().nullish() })).nullish(),
});

const MOST_CALENDARS = 50;
/** Google gives no figure; two months are known to be taken, three months to be refused. */
const LONGEST_DAYS = 62;

/**
 * `freebusy.query`: busy times without what they are. Calendars that the person does not see are errors of their own in
 * an answer that succeeds.
 * @throws ApiError 400 in Calendar's wording
 */
export function queryFreeBusy(
  request: ApiRequest,
  calendarFor: (id: string) => { calendar: StoredCalendar; owner: CalendarState } | undefined,
): Record<string, unknown> {
  const { timeMin, timeMax, timeZone, items, calendarExpansionMax } = bodySchema.parse(request.body ?? {});
  const from = bound(timeMin, "timeMin");
  const to = bound(timeMax, "timeMax");
  if (to <= from) throw refused("timeRangeEmpty", "The specified time range is empty.");
  if (to - from > LONGEST_DAYS * 86_400_000) throw refused("timeRangeTooLong", "The requested time range is too long.");
  if (timeZone && !isTimeZone(timeZone)) throw new ApiError(400, "invalid", "Invalid time zone definition.");
  const zone = timeZone ?? "UTC";
  const ids = (items ?? []).flatMap(({ id }) => id ?? []);
  const most = Math.min(calendarExpansionMax ?? MOST_CALENDARS, MOST_CALENDARS);
  const answers = ids.map((id) => {
    const found = calendarFor(id);
    if (ids.length > most) return [id, failure("tooManyCalendarsRequested")] as const;
    if (!found) return [id, failure("notFound")] as const;
    return [id, { busy: busyIn(found.calendar, found.owner.account.email, { from, to }, zone) }] as const;
  });
  return {
    kind: "calendar#freeBusy",
    timeMin: new Date(from).toISOString(),
    timeMax: new Date(to).toISOString(),
    calendars: Object.fromEntries(answers),
  };
}

function busyIn(
  calendar: StoredCalendar,
  owner: string,
  range: { from: number; to: number },
  zone: string,
): { start: string; end: string }[] {
  const busy = calendar.events
    .filter(({ status, transparency }) => status !== "cancelled" && transparency !== "transparent")
    .filter(({ attendees }) => !attendees?.some((one) => one.email === owner && one.responseStatus === "declined"))
    .flatMap((event) => {
      const own = calendar.events.filter(({ recurringEventId }) => recurringEventId === event.id);
      const replaced = new Set(own.flatMap(({ originalStart }) => (originalStart ? [stampOf(originalStart)] : [])));
      return occurrences(event, calendar.timeZone, range.from, range.to, replaced);
    })
    .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
    .sort((a, b) => a.from - b.from);
  return merged(busy).map(({ from, to }) => ({ start: shown(from, zone), end: shown(to, zone) }));
}

/** What touches or overlaps is told as one. */
function merged(spans: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

function shown(instant: number, zone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(instant);
  if (zone === "UTC") return time.toString({ smallestUnit: "second" });
  return time.toZonedDateTimeISO(zone).toString({ timeZoneName: "never", smallestUnit: "second" });
}

function bound(text: string | null | undefined, name: string): number {
  if (!text) throw new ApiError(400, "required", `Missing ${name} parameter.`, parameter(name));
  if (!isDateTime(text)) throw new ApiError(400, "badRequest", "Bad Request");
  return Date.parse(text);
}

function failure(reason: string) {
  return { busy: [], errors: [{ domain: "global", reason }] };
}

function refused(reason: string, message: string): ApiError {
  return new ApiError(400, reason, message, { domain: "calendar", ...parameter("timeMax") });
}

function parameter(location: string) {
  return { location, locationType: "parameter" };
}
