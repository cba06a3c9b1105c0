import { randomUUID } from "node:crypto";
import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import { z } from "zod";
import { recurrenceProblem } from "../../content/recurrence.ts";
import { oneLine, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { calendarId, emailAddress, fileId, headerText, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import { moment } from "./time-range.ts";

/** Clashes that are named. */
const MOST_CLASHES = 5;

const input = z.strictObject({
  title: headerText(1024).refine((value) => value.trim() !== "", "expected a title"),
  start: moment.describe("Day if all-day, else local time or time with offset."),
  end: moment.optional().describe("All-day: its last day. Default: one hour or day."),
  duration_minutes: z
    .int("expected whole minutes from 1 to 40320")
    .min(1, "expected whole minutes from 1 to 40320")
    .max(40_320, "expected whole minutes from 1 to 40320")
    .optional()
    .describe("Instead of end."),
  time_zone: timeZone.optional().describe("Default: the calendar's."),
  calendar_id: calendarId.default("primary"),
  guests: z.array(emailAddress).max(200, "expected at most 200 guests").default([]),
  optional_guests: z.array(emailAddress).max(200, "expected at most 200 guests").default([]),
  notify_guests: z.boolean().default(true).describe("Whether Google mails the invitation."),
  location: headerText(1024).optional(),
  description: z.string().max(8192, "expected at most 8192 characters").optional(),
  recurrence: z
    .array(
      z
        .string()
        .max(500, "expected at most 500 characters")
        .superRefine((line, context) => {
          const problem = recurrenceProblem(line);
          if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
        }),
    )
    .max(20, "expected at most 20 lines")
    .optional()
    .describe("Such as RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=10."),
  reminder_minutes: z
    .array(z.int().min(0).max(40_320))
    .max(5, "expected at most 5 reminders")
    .optional()
    .describe("Before the start; [] for none."),
  meet: z.boolean().default(false).describe("Add a Google Meet link."),
  attachments: z.array(fileId).max(25, "expected at most 25 files").optional().describe("Drive file ids."),
  kind: z.enum(["event", "out_of_office", "focus_time"]).default("event"),
  show_as: z.enum(["busy", "free"]).default("busy"),
  visibility: z.enum(["default", "public", "private"]).default("default"),
});
type Input = z.output<typeof input>;

/** Makes an event, and tells what it clashes with. */
export const calendarCreateEvent = defineTool({
  name: "calendar_create_event",
  title: "Create event",
  description:
    "Creates a calendar event: timed or all-day, with guests, recurrence, reminders or a Meet link; guests are mailed unless notify_guests is false. Returns its id and any clashes.",
  service: "calendar",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  // The event's id is made here, so that Google refuses to make it a second time (Calendar API, "events.insert", id).
  safeToResend: true,
  outward: true,
  foreign: false,
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
  audience: (given) => ({
    recipients: given.notify_guests ? guestsOf(given) : [],
    content: [given.title, given.description ?? ""].join("\n\n").trim(),
  }),
  async run(given, call) {
    const calendar = await call.google.calendar();
    const zone = given.time_zone ?? (await calendarZone(calendar, given));
    const times = eventTimes(given, zone);
    checkKind(given, times);
    const [event, clashes] = await Promise.all([
      insert(calendar, given, times),
      findClashes(calendar, given, times, zone),
    ]);
    const row = toEventRow(event, given.calendar_id, zone);
    const invited = given.notify_guests ? guestsOf(given) : [];
    const lines = [
      `Created “${shorten(given.title, 150)}” on ${whenText(row)} (${zone}), id ${row.id}`,
      event.htmlLink ?? "",
      ...(event.hangoutLink ? [`Meet: ${event.hangoutLink}`] : []),
      guestsLine(given),
      ...times.notes,
      clashes.length > 0 ? `Clashes with:\n${clashes.map((clash) => `- ${clash}`).join("\n")}` : "",
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

/** The zone that local times are meant in: the calendar's own, asked only where it matters. */
async function calendarZone(calendar: calendar_v3.Calendar, given: Input): Promise<string> {
  const { data } = await calendar.events.list({ calendarId: given.calendar_id, maxResults: 1, fields: "timeZone" });
  return data.timeZone ?? "UTC";
}

/** Google takes these kinds only as timed events without guests (Calendar API, "Manage focus time, out of office, and working location events"). */
function checkKind(given: Input, times: EventTimes): void {
  if (given.kind === "event") return;
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
  given: Input,
  times: EventTimes,
): Promise<calendar_v3.Schema$Event> {
  const id = randomUUID().replaceAll("-", "");
  try {
    const { data } = await calendar.events.insert({
      calendarId: given.calendar_id,
      sendUpdates: guestsOf(given).length > 0 && given.notify_guests ? "all" : "none",
      ...(given.meet && { conferenceDataVersion: 1 }),
      ...(given.attachments && { supportsAttachments: true }),
      requestBody: bodyOf(id, given, times),
    });
    return data;
  } catch (error) {
    // An answer that was lost on the way and a second try: the event is there.
    if (!(error instanceof GoogleApiError) || error.status !== 409) throw error;
    const { data } = await calendar.events.get({ calendarId: given.calendar_id, eventId: id });
    return data;
  }
}

function bodyOf(id: string, given: Input, times: EventTimes): calendar_v3.Schema$Event {
  const kinds = { event: undefined, out_of_office: "outOfOffice", focus_time: "focusTime" } as const;
  const eventType = kinds[given.kind];
  return {
    id,
    summary: given.title,
    start: times.start,
    end: times.end,
    ...(given.location !== undefined && { location: given.location }),
    ...(given.description !== undefined && { description: given.description }),
    ...(guestsOf(given).length > 0 && {
      attendees: [
        ...given.guests.map((email) => ({ email })),
        ...given.optional_guests.map((email) => ({ email, optional: true })),
      ],
    }),
    ...(given.recurrence && { recurrence: given.recurrence }),
    ...(given.reminder_minutes && {
      reminders: {
        useDefault: false,
        overrides: given.reminder_minutes.map((minutes) => ({ method: "popup", minutes })),
      },
    }),
    ...(given.meet && {
      conferenceData: { createRequest: { requestId: id, conferenceSolutionKey: { type: "hangoutsMeet" } } },
    }),
    ...(given.attachments && {
      attachments: given.attachments.map((file) => ({ fileUrl: `https://drive.google.com/open?id=${file}` })),
    }),
    ...(eventType && { eventType }),
    ...(given.show_as === "free" && { transparency: "transparent" }),
    ...(given.visibility !== "default" && { visibility: given.visibility }),
  };
}

/** Other busy events of the calendar in the same time, in words. */
async function findClashes(
  calendar: calendar_v3.Calendar,
  given: Input,
  times: EventTimes,
  zone: string,
): Promise<string[]> {
  if (given.show_as === "free" || times.allDay) return [];
  const { data } = await calendar.events.list({
    calendarId: given.calendar_id,
    timeMin: new Date(times.from).toISOString(),
    timeMax: new Date(times.to).toISOString(),
    singleEvents: true,
    orderBy: "startTime",
    maxResults: MOST_CLASHES + 5,
    timeZone: zone,
    fields: "items(id,summary,start,end,transparency,eventType,attendees(self,responseStatus))",
  });
  return (data.items ?? [])
    .filter(({ start, transparency }) => start?.dateTime && transparency !== "transparent")
    .filter(({ attendees }) => !attendees?.some(({ self, responseStatus }) => self && responseStatus === "declined"))
    .filter(({ summary, start }) => !(summary === given.title && Date.parse(start?.dateTime ?? "") === times.from))
    .slice(0, MOST_CLASHES)
    .map(
      (event) =>
        `${whenText(toEventRow(event, given.calendar_id, zone))}: ${shorten(oneLine(event.summary ?? "(no title)"), 100)}`,
    );
}

function guestsOf({ guests, optional_guests }: Input): string[] {
  return [...guests, ...optional_guests];
}

function guestsLine(given: Input): string {
  const names = guestsOf(given).join(", ");
  if (names === "") return "";
  return given.notify_guests ? `Invited by mail: ${names}` : `Guests, not notified: ${names}`;
}
