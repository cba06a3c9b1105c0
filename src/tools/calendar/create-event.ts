import { randomUUID } from "node:crypto";
import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { calendarId, fileId, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { calendarZone } from "./calendar-zone.ts";
import { clashLines, findClashes } from "./clashes.ts";
import { eventFields, eventTitle, fieldsBody, guestList, meetRequest, notifyGuests } from "./event-fields.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import { moment } from "./time-range.ts";

const input = z.strictObject({
  title: eventTitle,
  start: moment.describe("Day or local time."),
  end: moment.optional().describe("If all-day: last day."),
  duration_minutes: eventFields.duration_minutes,
  time_zone: timeZone.optional(),
  calendar_id: calendarId.default("primary"),
  guests: guestList,
  optional_guests: guestList,
  notify_guests: notifyGuests,
  location: eventFields.location,
  description: eventFields.description,
  rrule: eventFields.rrule,
  reminder_minutes: eventFields.reminder_minutes,
  meet: eventFields.meet,
  drive_file_ids: z.array(fileId).max(25, "expected at most 25 files").optional(),
  kind: z.enum(["out_of_office", "focus_time"]).optional(),
  free: eventFields.free,
  visibility: eventFields.visibility,
  color: eventFields.color,
});
type Input = z.output<typeof input>;

/** Makes an event, and tells what it clashes with. */
export const calendarCreateEvent = defineTool({
  name: "calendar_create_event",
  title: "Create event",
  description: "Creates an event and tells clashes; mails guests unless notify_guests is false.",
  service: "calendar",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  // The event's id is made here, so that Google refuses to make it a second time (Calendar API, "events.insert", id).
  safeToResend: true,
  outward: true,
  foreign: true,
  scopes: MAKE_EVENTS,
  input,
  output: z.strictObject({
    id: z.string(),
    calendar: z.string(),
    link: z.string(),
    when: z.string(),
    timeZone: z.string(),
    meet: z.string().optional(),
    invited: z.array(z.string()),
    clashes: z.array(z.string()),
  }),
  // Guests get the event into their calendars even when Google does not mail them.
  audience: (given) => ({
    recipients: guestsOf(given),
    content: [given.title, given.description ?? ""].join("\n\n").trim(),
  }),
  async run(given, call) {
    const calendar = await call.google.calendar();
    const zone = given.time_zone ?? (await calendarZone(calendar, given.calendar_id));
    const times = eventTimes(given, zone);
    checkKind(given, times);
    const id = randomUUID().replaceAll("-", "");
    const [event, clashes] = await Promise.all([
      insert(calendar, id, given, times),
      given.free ? [] : findClashes(calendar, given.calendar_id, times, zone, [id]),
    ]);
    const row = toEventRow(event, given.calendar_id, zone);
    const invited = given.notify_guests ? guestsOf(given) : [];
    const lines = [
      `Created “${shorten(given.title, 150)}” on ${whenText(row)} (${zone}), id ${row.id}`,
      event.htmlLink ?? "",
      ...(event.hangoutLink ? [`Meet: ${event.hangoutLink}`] : []),
      guestsLine(given),
      ...times.notes,
      ...clashLines(clashes),
      given.rrule && !given.free ? "Only the first occurrence was checked for clashes." : "",
    ];
    return {
      text: lines.filter((line) => line !== "").join("\n"),
      data: {
        id: row.id,
        calendar: given.calendar_id,
        link: event.htmlLink ?? "",
        when: whenText(row),
        timeZone: zone,
        ...(event.hangoutLink && { meet: event.hangoutLink }),
        invited,
        clashes,
      },
    };
  },
});

const FIELDS = "id,summary,start,end,htmlLink,hangoutLink,eventType,attendees(email,self,resource)";

/** Google takes these kinds only as timed events without guests (Calendar API, "Manage focus time, out of office, and working location events"). */
function checkKind(given: Input, times: EventTimes): void {
  if (given.kind === undefined) return;
  const problem = times.allDay
    ? "start: must have a time of day"
    : guestsOf(given).length > 0
      ? "guests: must be left out"
      : undefined;
  if (problem !== undefined)
    throw new ToolError("invalid_input", `${problem} for ${given.kind}`, "Correct the input and call again.");
}

async function insert(
  calendar: calendar_v3.Calendar,
  id: string,
  given: Input,
  times: EventTimes,
): Promise<calendar_v3.Schema$Event> {
  try {
    const { data } = await calendar.events.insert({
      calendarId: given.calendar_id,
      sendUpdates: guestsOf(given).length > 0 && given.notify_guests ? "all" : "none",
      ...(given.meet && { conferenceDataVersion: 1 }),
      ...(given.drive_file_ids && { supportsAttachments: true }),
      fields: FIELDS,
      requestBody: bodyOf(id, given, times),
    });
    return data;
  } catch (error) {
    // An answer that was lost on the way and a second try: the event is there.
    if (!(error instanceof GoogleApiError) || error.status !== 409) throw error;
    const { data } = await calendar.events.get({ calendarId: given.calendar_id, eventId: id, fields: FIELDS });
    return data;
  }
}

const KINDS = { out_of_office: "outOfOffice", focus_time: "focusTime" } as const;

function bodyOf(id: string, given: Input, times: EventTimes): calendar_v3.Schema$Event {
  return {
    id,
    ...fieldsBody(given),
    start: times.start,
    end: times.end,
    ...(guestsOf(given).length > 0 && {
      attendees: [
        ...given.guests.map((email) => ({ email })),
        ...given.optional_guests.map((email) => ({ email, optional: true })),
      ],
    }),
    ...(given.meet && meetRequest(id)),
    ...(given.drive_file_ids && {
      attachments: given.drive_file_ids.map((file) => ({ fileUrl: `https://drive.google.com/open?id=${file}` })),
    }),
    ...(given.kind && { eventType: KINDS[given.kind] }),
  };
}

function guestsOf({ guests, optional_guests }: Input): string[] {
  return [...guests, ...optional_guests];
}

function guestsLine(given: Input): string {
  const names = guestsOf(given).join(", ");
  if (names === "") return "";
  return given.notify_guests ? `Invited by mail: ${names}` : `Guests, not notified: ${names}`;
}
