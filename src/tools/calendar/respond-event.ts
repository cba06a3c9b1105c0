import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { calendarId } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { toEventRow, whenText } from "./event-text.ts";
import { ifUnchanged } from "./if-unchanged.ts";
import { eventId } from "./series.ts";

const input = z.strictObject({
  event_id: eventId,
  response: z.enum(["accepted", "declined", "tentative"]),
  note: z.string().max(1000, "expected at most 1000 characters").optional().describe("To the organizer."),
  calendar_id: calendarId.default("primary"),
});
type Input = z.output<typeof input>;

/** Answers an invitation. */
export const calendarRespondEvent = defineTool({
  name: "calendar_respond_event",
  title: "Answer invitation",
  description: "Answers an invitation; the organizer is told. A series' id answers for all its occurrences.",
  service: "calendar",
  tier: "core",
  kind: "write",
  idempotent: true,
  outward: true,
  foreign: true,
  scopes: MAKE_EVENTS,
  input,
  async audience(given, call) {
    const { organizer } = await read(given, call);
    const recipients = organizer?.email && !organizer.self ? [organizer.email] : [];
    return { recipients, content: [given.response, given.note ?? ""].join("\n").trim() };
  },
  async run(given, call) {
    const event = await read(given, call);
    const own = event.attendees?.find(({ self }) => self);
    if (!own)
      throw new ToolError(
        "invalid_input",
        "event_id: is an event to which this account is not invited",
        "Take the id of an event that calendar_list_events shows with “you have not answered” or another answer.",
      );
    const answer = {
      ...own,
      responseStatus: given.response,
      ...(given.note !== undefined && { comment: given.note }),
    };
    // A list that Google gave in part must not be sent back as the whole (Calendar API, "Events", attendeesOmitted).
    const requestBody = event.attendeesOmitted
      ? { attendeesOmitted: true, attendees: [answer] }
      : { attendees: (event.attendees ?? []).map((one) => (one === own ? answer : one)) };
    const calendar = await call.google.calendar();
    await calendar.events.patch(
      { calendarId: given.calendar_id, eventId: given.event_id, sendUpdates: "all", requestBody, fields: "id" },
      ifUnchanged(event),
    );
    const zone = call.account.timeZone;
    const when = whenText(toEventRow(event, given.calendar_id, zone));
    return { text: `Answered ${given.response}: “${shorten(event.summary ?? "(no title)", 150)}”, ${when} (${zone})` };
  },
});

async function read(given: Input, call: Call): Promise<calendar_v3.Schema$Event> {
  const calendar = await call.google.calendar();
  const { data } = await calendar.events.get({
    calendarId: given.calendar_id,
    eventId: given.event_id,
    fields: "id,etag,summary,start,end,organizer(email,self),attendees,attendeesOmitted",
  });
  return data;
}
