import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { calendarId } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { notifyGuests } from "./event-fields.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { applyTo, checkReach, eventId, guestAddresses, recurrenceBefore } from "./series.ts";

const input = z.strictObject({
  event_id: eventId,
  calendar_id: calendarId.default("primary"),
  apply_to: applyTo,
  notify_guests: notifyGuests,
});
type Input = z.output<typeof input>;

const FIELDS = "id,summary,start,end,originalStartTime,recurrence,recurringEventId,attendees(email,self,resource)";

/** Deletes an event, or as much of a series as is named. */
export const calendarDeleteEvent = defineTool({
  name: "calendar_delete_event",
  title: "Delete event",
  description:
    "Deletes an event, or one, the following or all occurrences of a series. Guests are mailed unless notify_guests is false.",
  service: "calendar",
  tier: "core",
  kind: "destructive",
  idempotent: true,
  outward: true,
  foreign: true,
  scopes: MAKE_EVENTS,
  input,
  // The event goes out of the guests' calendars even when Google does not mail them.
  async audience(given, call) {
    const event = await read(given, call, given.event_id);
    return { recipients: guestAddresses(event), content: `Cancels “${shorten(event.summary ?? "", 150)}”` };
  },
  async run(given, call) {
    const event = await read(given, call, given.event_id);
    checkReach(event, given.apply_to);
    const what = await remove(given, call, event);
    const zone = call.account.timeZone;
    const told = given.notify_guests ? guestAddresses(event) : [];
    const when = whenText(toEventRow(event, given.calendar_id, zone));
    return {
      text: `Deleted ${what} “${shorten(event.summary ?? "(no title)", 150)}”, ${when} (${zone})${told.length > 0 ? `\nTold: ${told.join(", ")}` : ""}`,
    };
  },
});

async function read(given: Input, call: Call, id: string): Promise<calendar_v3.Schema$Event> {
  const calendar = await call.google.calendar();
  const { data } = await calendar.events.get({ calendarId: given.calendar_id, eventId: id, fields: FIELDS });
  return data;
}

/** @returns what was deleted, in words */
async function remove(given: Input, call: Call, event: calendar_v3.Schema$Event): Promise<string> {
  const calendar = await call.google.calendar();
  const target = { calendarId: given.calendar_id, sendUpdates: given.notify_guests ? "all" : "none" } as const;
  const seriesId = event.recurringEventId;
  if (given.apply_to !== "following" || !seriesId) {
    const whole = given.apply_to === "all";
    await calendar.events.delete({ ...target, eventId: (whole ? seriesId : undefined) ?? given.event_id });
    if (whole && (seriesId || event.recurrence)) return "all of";
    return seriesId ? "one occurrence of" : "the event";
  }
  const series = await read(given, call, seriesId);
  // Before the first occurrence nothing is left of the series (RFC 5545 section 3.3.10, UNTIL).
  if (startOf(event.originalStartTime) === startOf(series.start)) {
    await calendar.events.delete({ ...target, eventId: seriesId });
    return "all of";
  }
  const recurrence = recurrenceBefore(series, event);
  await calendar.events.patch({ ...target, eventId: seriesId, requestBody: { recurrence }, fields: "id" });
  return "this and the following occurrences of";
}

function startOf(time: calendar_v3.Schema$EventDateTime | undefined): number {
  return Date.parse(time?.dateTime ?? time?.date ?? "");
}
