import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { calendarId, timeZone } from "../input.ts";
import { defineTool, type ToolResult } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { calendarZone } from "./calendar-zone.ts";
import { keptTimes } from "./changed-times.ts";
import { clashLines, findClashes } from "./clashes.ts";
import { type Change, changeAll, changeFollowing, changeOne, readForChange } from "./event-changes.ts";
import { eventFields, eventTitle, fieldsBody, guestList, notifyGuests } from "./event-fields.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { applyTo, checkReach, eventId, guestAddresses } from "./series.ts";
import { moment } from "./time-range.ts";

const input = z.strictObject({
  event_id: eventId,
  calendar_id: calendarId.default("primary"),
  apply_to: applyTo,
  title: eventTitle.optional(),
  start: moment.optional(),
  end: moment.optional(),
  duration_minutes: eventFields.duration_minutes,
  time_zone: timeZone.optional(),
  add_guests: guestList,
  remove_guests: guestList,
  notify_guests: notifyGuests,
  location: eventFields.location,
  description: eventFields.description,
  rrule: eventFields.rrule,
  reminder_minutes: eventFields.reminder_minutes,
  meet: eventFields.meet,
  free: eventFields.free,
  visibility: eventFields.visibility,
  color: eventFields.color,
});
type Input = z.output<typeof input>;

/** Changes an event, or as much of a series as is named. */
export const calendarUpdateEvent = defineTool({
  name: "calendar_update_event",
  title: "Update event",
  description:
    "Changes an event, or one, the following or all occurrences of a series. What is not named stays; empty text clears.",
  service: "calendar",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: true,
  scopes: MAKE_EVENTS,
  input,
  output: z.strictObject({
    id: z.string(),
    when: z.string(),
    timeZone: z.string(),
    told: z.array(z.string()),
    clashes: z.array(z.string()),
  }),
  // Guests find the change in their calendars even when Google does not mail them.
  async audience(given, call) {
    const event = await readForChange(await call.google.calendar(), given.calendar_id, given.event_id);
    const title = given.title ?? event.summary ?? "";
    return {
      recipients: [...new Set([...guestAddresses(event), ...given.add_guests])],
      content: [`Changes “${shorten(title, 150)}”`, given.location ?? "", given.description ?? ""].join("\n").trim(),
    };
  },
  async run(given, call) {
    const calendar = await call.google.calendar();
    const event = await readForChange(calendar, given.calendar_id, given.event_id);
    checkReach(event, given.apply_to);
    const zone = given.time_zone ?? event.start?.timeZone ?? (await calendarZone(calendar, given.calendar_id));
    const changed = await apply(calendar, event, { ...given, body: bodyOf(given), zone });
    return describe(calendar, given, { ...changed, before: event, zone });
  },
});

async function apply(calendar: calendar_v3.Calendar, event: calendar_v3.Schema$Event, change: Change & Input) {
  const inSeries = event.recurringEventId ?? (event.recurrence ? event.id : undefined);
  if (change.apply_to === "this" || !inSeries) return changeOne(calendar, event, change);
  return change.apply_to === "all"
    ? changeAll(calendar, event, inSeries, change)
    : changeFollowing(calendar, event, inSeries, change);
}

const GUESTS = ["add_guests", "remove_guests"] as const;
const TIMES = ["start", "end", "duration_minutes", "time_zone"] as const;

/** @throws ToolError `invalid_input` when nothing is to change */
function bodyOf(given: Input): calendar_v3.Schema$Event {
  const body = fieldsBody(given);
  const others = given.meet !== undefined || movesTimes(given) || GUESTS.some((name) => given[name].length > 0);
  if (Object.keys(body).length > 0 || others) return body;
  throw new ToolError("invalid_input", "title: expected at least one field to change", "Name what is to change.");
}

function movesTimes(given: Input): boolean {
  return TIMES.some((name) => given[name] !== undefined);
}

interface Changed {
  event: calendar_v3.Schema$Event;
  before: calendar_v3.Schema$Event;
  what: string;
  notes: readonly string[];
  zone: string;
}

async function describe(
  calendar: calendar_v3.Calendar,
  given: Input,
  { event, what, notes, before, zone }: Changed,
): Promise<ToolResult> {
  const row = toEventRow(event, given.calendar_id, zone);
  const own = [event.id, event.recurringEventId, before.id, before.recurringEventId].flatMap((id) => id ?? []);
  const mayClash = movesTimes(given) && event.transparency !== "transparent";
  const clashes = mayClash ? await findClashes(calendar, given.calendar_id, keptTimes(event, zone), zone, own) : [];
  const guests = [...new Set([...guestAddresses(event), ...guestAddresses(before)])];
  const told = given.notify_guests ? guests : [];
  const lines = [
    `Changed ${what} “${shorten(event.summary ?? "(no title)", 150)}”: ${whenText(row)} (${zone}), id ${row.id}`,
    ...(event.hangoutLink ? [`Meet: ${event.hangoutLink}`] : []),
    ...(guests.length > 0 ? [`${told.length > 0 ? "Told" : "Guests, not told"}: ${guests.join(", ")}`] : []),
    ...notes,
    ...clashLines(clashes),
  ];
  return { text: lines.join("\n"), data: { id: row.id, when: whenText(row), timeZone: zone, told, clashes } };
}
