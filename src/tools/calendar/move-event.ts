import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { calendarId } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { eventId, guestAddresses } from "./series.ts";

const input = z.strictObject({
  event_id: eventId,
  to_calendar_id: calendarId,
  calendar_id: calendarId.default("primary"),
  notify_guests: z.boolean().default(false),
});
type Input = z.output<typeof input>;

/** Puts an event into another calendar. */
export const calendarMoveEvent = defineTool({
  name: "calendar_move_event",
  title: "Move event",
  description: "Moves an event, or a whole series, to another calendar, which becomes its organizer.",
  service: "calendar",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: true,
  scopes: MAKE_EVENTS,
  input,
  async audience(given, call) {
    const event = await read(given, call);
    const title = shorten(event.summary ?? "", 150);
    return { recipients: guestAddresses(event), content: `Moves “${title}” to ${given.to_calendar_id}` };
  },
  async run(given, call) {
    const event = await read(given, call);
    if (event.recurringEventId)
      throw new ToolError(
        "invalid_input",
        "event_id: is one occurrence of a series, which can only be moved as a whole",
        `Call with the id of the series, ${event.recurringEventId}.`,
      );
    const calendar = await call.google.calendar();
    const { data } = await calendar.events.move({
      calendarId: given.calendar_id,
      eventId: given.event_id,
      destination: given.to_calendar_id,
      sendUpdates: given.notify_guests ? "all" : "none",
      fields: "id,summary,start,end",
    });
    const zone = call.account.timeZone;
    const row = toEventRow(data, given.to_calendar_id, zone);
    return {
      text: `Moved “${shorten(row.title, 150)}”, ${whenText(row)} (${zone}), to ${given.to_calendar_id}, id ${row.id}`,
    };
  },
});

async function read(given: Input, call: Call): Promise<calendar_v3.Schema$Event> {
  const calendar = await call.google.calendar();
  const { data } = await calendar.events.get({
    calendarId: given.calendar_id,
    eventId: given.event_id,
    fields: "id,summary,recurringEventId,attendees(email,self,resource)",
  });
  return data;
}
