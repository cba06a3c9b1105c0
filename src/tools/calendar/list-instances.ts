import * as z from "zod";
import { calendarId, pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_EVENTS } from "./calendar-scopes.ts";
import { EVENT_FIELDS, eventLine, toEventRow } from "./event-text.ts";
import { eventId } from "./series.ts";
import { moment, rangeOf } from "./time-range.ts";

/** Occurrences of a repeating event. */
export const calendarListInstances = defineTool({
  name: "calendar_list_instances",
  title: "List occurrences",
  description: "Lists the occurrences of a repeating event with their ids. Without from and to: all of them.",
  service: "calendar",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_EVENTS,
  input: z.strictObject({
    event_id: eventId.describe("Of the series."),
    calendar_id: calendarId.default("primary"),
    from: moment.optional(),
    to: moment.optional(),
    page_size: pageSize(250, 50),
    page_token: pageToken.optional(),
  }),
  async run(input, call) {
    const calendar = await call.google.calendar();
    const zone = call.account.timeZone;
    const range = input.from && input.to ? rangeOf(input.from, input.to, zone, Date.now()) : undefined;
    const from = range?.from ?? (input.from && rangeOf(input.from, undefined, zone, Date.now()).from);
    const to = range?.to ?? (input.to && rangeOf({ kind: "date", date: "1970-01-01" }, input.to, zone, 0).to);
    const { data } = await calendar.events.instances({
      calendarId: input.calendar_id,
      eventId: input.event_id,
      timeZone: zone,
      maxResults: input.page_size,
      fields: `nextPageToken,items(${EVENT_FIELDS})`,
      ...(from !== undefined && { timeMin: new Date(from).toISOString() }),
      ...(to !== undefined && { timeMax: new Date(to).toISOString() }),
      ...(input.page_token !== undefined && { pageToken: input.page_token }),
    });
    const rows = (data.items ?? []).map((event) => toEventRow(event, input.calendar_id, zone));
    const body = rows.length === 0 ? "No occurrences." : rows.map((row) => eventLine(row, false)).join("\n");
    return {
      text: `Times in ${zone}\n\n${body}`,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { events: rows, timeZone: zone, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});
