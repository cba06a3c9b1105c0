import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { calendarId, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_EVENTS } from "./calendar-scopes.ts";
import { eventDetails } from "./event-details.ts";
import { toEventRow } from "./event-text.ts";
import { eventId } from "./series.ts";

const FIELDS =
  "id,status,htmlLink,summary,description,location,creator(email),organizer(email,displayName,self),start,end,recurrence,recurringEventId,transparency,visibility,attendees(email,displayName,self,resource,optional,responseStatus,comment),attendeesOmitted,hangoutLink,conferenceData(entryPoints(entryPointType,uri,pin)),reminders,attachments(title,fileUrl),eventType,colorId";

/** Everything about one event. */
export const calendarGetEvent = defineTool({
  name: "calendar_get_event",
  title: "Get event",
  description: "Shows one event in full: description, guests with their answers, repetition, links, attachments.",
  service: "calendar",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_EVENTS,
  input: z.strictObject({
    event_id: eventId,
    calendar_id: calendarId.default("primary"),
    time_zone: timeZone.optional(),
  }),
  async run(input, call) {
    const calendar = await call.google.calendar();
    const zone = input.time_zone ?? call.account.timeZone;
    const { data } = await calendar.events.get({
      calendarId: input.calendar_id,
      eventId: input.event_id,
      timeZone: zone,
      fields: FIELDS,
    });
    const { text, next } = pieceOf(eventDetails(data, zone));
    return {
      text,
      ...(next !== undefined && { note: "The description is longer than what is shown; open the event's link." }),
      data: { event: toEventRow(data, input.calendar_id, zone) },
    };
  },
});
