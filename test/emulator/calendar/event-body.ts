import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { isDate, isDateTime, isLocalDateTime } from "../formats.ts";
import { conferenceOf } from "./conference.ts";
import { instantOf } from "./expand.ts";
import { parseRule } from "./recurrence-rule.ts";
import type { Attendee, EventTime, StoredCalendar, StoredEvent } from "./state.ts";

const nullable = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const text = nullable(z.string());

const timeSchema = z.object({ date: text, dateTime: text, timeZone: text });

const attendeeSchema = z.object({
  email: text,
  displayName: text,
  optional: nullable(z.boolean()),
  responseStatus: text,
  comment: text,
  additionalGuests: nullable(z.number()),
});

const bodySchema = z.object({
  summary: text,
  description: text,
  location: text,
  status: text,
  start: nullable(timeSchema),
  end: nullable(timeSchema),
  recurrence: nullable(z.array(z.string())),
  attendees: nullable(z.array(attendeeSchema)),
  transparency: text,
  visibility: text,
  colorId: text,
  eventType: text,
  conferenceData: z.unknown().optional(),
  reminders: nullable(
    z.object({
      useDefault: nullable(z.boolean()),
      overrides: nullable(z.array(z.object({ method: text, minutes: nullable(z.number()) }))),
    }),
  ),
  attachments: nullable(z.array(z.looseObject({ fileUrl: text }))),
  guestsCanInviteOthers: nullable(z.boolean()),
  guestsCanModify: nullable(z.boolean()),
  guestsCanSeeOtherGuests: nullable(z.boolean()),
  anyoneCanAddSelf: nullable(z.boolean()),
  extendedProperties: nullable(z.looseObject({})),
  source: nullable(z.object({ url: text, title: text })),
  outOfOfficeProperties: nullable(z.looseObject({})),
  focusTimeProperties: nullable(z.looseObject({})),
  workingLocationProperties: nullable(z.looseObject({})),
});
type Body = z.output<typeof bodySchema>;

/** What a client sets of an event. */
export type EventContent = Omit<
  StoredEvent,
  "id" | "organizerEmail" | "creatorEmail" | "created" | "updated" | "sequence" | "recurringEventId" | "originalStart"
>;

/**
 * Checks an event as Google does; fields that only Google sets are left out.
 * @param body the whole event, for a patch after it was merged
 * @throws ApiError 400 in Calendar's wording
 */
export function readEvent(request: ApiRequest, body: unknown, calendar: StoredCalendar): EventContent {
  const parsed = bodySchema.safeParse(body ?? {});
  if (!parsed.success) throw new ApiError(400, "badRequest", "Bad Request");
  const given = parsed.data;
  const { start, end } = checkTimes(given, calendar);
  checkRecurrence(given.recurrence, start);
  checkChoices(given);
  checkKind(given, calendar);
  const { summary, description, location, recurrence, attendees, transparency, eventType, status } = given;
  return {
    status: status === "tentative" || status === "cancelled" ? status : "confirmed",
    start,
    end,
    eventType: eventType ?? "default",
    rest: restOf(request, given),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(location !== undefined && { location }),
    ...(transparency !== undefined && { transparency }),
    ...(recurrence && recurrence.length > 0 && { recurrence }),
    ...(attendees && attendees.length > 0 && { attendees: readAttendees(attendees, request.account.email, calendar) }),
    ...conferenceOf(request, given.conferenceData),
  };
}

function checkTimes(given: Body, calendar: StoredCalendar): { start: EventTime; end: EventTime } {
  const end = readTime(given.end, "end");
  const start = readTime(given.start, "start");
  if ((start.date === undefined) !== (end.date === undefined))
    throw invalid("Start and end times must either both be date or both be dateTime.");
  if (instantOf(end, calendar.timeZone) <= instantOf(start, calendar.timeZone))
    throw new ApiError(400, "timeRangeEmpty", "The specified time range is empty.", { domain: "calendar" });
  return { start, end };
}

function readTime(time: z.output<typeof timeSchema> | undefined, which: "start" | "end"): EventTime {
  const { date, dateTime, timeZone } = time ?? {};
  if (date === undefined && dateTime === undefined) throw new ApiError(400, "required", `Missing ${which} time.`);
  if (date !== undefined && dateTime !== undefined) throw invalid(`Invalid ${which} time.`);
  if (date !== undefined && !isDate(date)) throw invalid(`Invalid value for: Invalid format: "${date}"`);
  if (dateTime !== undefined && !isDateTime(dateTime) && !isLocalDateTime(dateTime))
    throw invalid(`Invalid value for: Invalid format: "${dateTime}"`);
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid(`Invalid time zone definition for ${which} time.`);
  if (dateTime !== undefined && !isDateTime(dateTime) && timeZone === undefined)
    throw new ApiError(400, "required", `Missing time zone definition for ${which} time.`);
  return {
    ...(date !== undefined && { date }),
    ...(dateTime !== undefined && { dateTime }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

/** Whether the name is one of the IANA Time Zone Database. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function checkRecurrence(lines: readonly string[] | undefined, start: EventTime): void {
  if (!lines || lines.length === 0) return;
  if (start.date === undefined && start.timeZone === undefined)
    throw new ApiError(400, "required", "Missing time zone definition for start time.");
  const rules = lines.filter((line) => line.startsWith("RRULE:"));
  const dates = lines.filter((line) =>
    /^(EXDATE|RDATE)(;[A-Z]+=[^;:]+)*:\d{8}(T\d{6}Z?)?(,\d{8}(T\d{6}Z?)?)*$/.test(line),
  );
  const readable = rules.every((line) => parseRule(line.slice("RRULE:".length)));
  if (rules.length > 1 || !readable || rules.length + dates.length !== lines.length)
    throw invalid("Invalid recurrence rule.");
}

function checkChoices(given: Body): void {
  oneOf("status", given.status, ["confirmed", "tentative", "cancelled"]);
  oneOf("transparency", given.transparency, ["opaque", "transparent"]);
  oneOf("visibility", given.visibility, ["default", "public", "private", "confidential"]);
  const { reminders, colorId, source } = given;
  if (colorId !== undefined && !/^([1-9]|1[01])$/.test(colorId)) throw invalid("Invalid color id.");
  if (source && !/^https?:\/\//.test(source.url ?? "")) throw invalid("Invalid source URL.");
  const overrides = reminders?.overrides ?? [];
  if (reminders?.useDefault && overrides.length > 0) {
    const message = "Cannot specify both default reminders and overrides at the same time.";
    throw new ApiError(400, "cannotUseDefaultRemindersAndSpecifyOverride", message, { domain: "calendar" });
  }
  if (overrides.length > 5) throw invalid("Too many override reminders; at most 5 are allowed.");
  for (const { method, minutes } of overrides) {
    if (method === undefined || minutes === undefined) throw invalid("Missing reminder method or minutes.");
    oneOf("reminder method", method, ["email", "popup"]);
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > 40_320) throw invalid("Invalid reminder minutes.");
  }
}

/** Calendar API, "Manage focus time, out of office, and working location events". */
function checkKind(
  { eventType, start, attendees, visibility, transparency, ...given }: Body,
  calendar: StoredCalendar,
) {
  oneOf("event type", eventType, ["default", "outOfOffice", "focusTime", "workingLocation", "birthday"]);
  if (eventType === undefined || eventType === "default") return;
  const restricted = (message: string) => new ApiError(400, "eventTypeRestriction", message, { domain: "calendar" });
  if (eventType === "birthday") throw restricted("Birthdays are not served here.");
  if (!calendar.primary) throw restricted("Status events can be made on primary calendars only.");
  if (attendees && attendees.length > 0) throw restricted(`A ${eventType} event cannot have attendees.`);
  if (eventType === "workingLocation") {
    if (visibility !== "public" || transparency !== "transparent" || !given.workingLocationProperties)
      throw restricted("A working location must be public and transparent and have workingLocationProperties.");
    return;
  }
  if (start?.date !== undefined) throw restricted(`A ${eventType} event must not be an all-day event.`);
  if (transparency === "transparent") throw restricted(`A ${eventType} event cannot be transparent.`);
}

function readAttendees(
  attendees: readonly z.output<typeof attendeeSchema>[],
  own: string,
  calendar: StoredCalendar,
): Attendee[] {
  return attendees.map(({ email, displayName, optional, responseStatus, comment, additionalGuests }) => {
    if (email === undefined || !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(email))
      throw invalid("Invalid attendee email.");
    oneOf("response status", responseStatus, ["needsAction", "declined", "tentative", "accepted"]);
    return {
      email,
      responseStatus: responseStatus ?? (email === own ? "accepted" : "needsAction"),
      ...(displayName !== undefined && { displayName }),
      ...(optional && { optional }),
      ...(comment !== undefined && { comment }),
      ...(additionalGuests !== undefined && { additionalGuests }),
      ...(email === own && { self: true }),
      ...(email === calendar.id && { organizer: true }),
    };
  });
}

/** Fields that are only kept; attachments only where the client says that it knows them (`supportsAttachments`). */
function restOf(request: ApiRequest, given: Body): Record<string, unknown> {
  const { attachments } = given;
  const withAttachments = attachments !== undefined && request.query.get("supportsAttachments") === "true";
  if (withAttachments && attachments.length > 25) throw invalid("Too many attachments; at most 25 are allowed.");
  if (withAttachments && attachments.some(({ fileUrl }) => !fileUrl?.startsWith("https://")))
    throw new ApiError(400, "required", "Missing or invalid attachment fileUrl.");
  const kept = {
    visibility: given.visibility === "default" ? undefined : given.visibility,
    colorId: given.colorId,
    reminders: given.reminders,
    guestsCanInviteOthers: given.guestsCanInviteOthers,
    guestsCanModify: given.guestsCanModify,
    guestsCanSeeOtherGuests: given.guestsCanSeeOtherGuests,
    anyoneCanAddSelf: given.anyoneCanAddSelf,
    extendedProperties: given.extendedProperties,
    source: given.source,
    outOfOfficeProperties: given.outOfOfficeProperties,
    focusTimeProperties: given.focusTimeProperties,
    workingLocationProperties: given.workingLocationProperties,
    attachments: withAttachments ? attachments : undefined,
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

function oneOf(what: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) throw invalid(`Invalid value for ${what}: ${value}`);
}

function invalid(message: string): ApiError {
  return new ApiError(400, "invalid", message);
}
