import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { oneLine, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { calendarId, headerText, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { CHANGE_CALENDARS, MAKE_CALENDARS } from "./calendar-scopes.ts";

const common = { service: "calendar", tier: "complete", outward: false, foreign: false } as const;

const FIELDS = "id,summary,description,timeZone";

const name = headerText(254).refine((value) => value.trim() !== "", "expected a name");
const description = z.string().max(4096, "expected at most 4096 characters").optional();
const output = z.strictObject({ id: z.string() });

/** Makes a calendar besides the person's own. */
export const calendarCreateCalendar = defineTool({
  ...common,
  name: "calendar_create_calendar",
  title: "Create calendar",
  description: "Creates another calendar, in this person's time zone unless one is named. Returns its id.",
  kind: "write",
  idempotent: false,
  scopes: MAKE_CALENDARS,
  input: z.strictObject({ name, description, time_zone: timeZone.optional() }),
  output,
  async run({ name: summary, description: about, time_zone }, call) {
    const calendar = await call.google.calendar();
    const { data } = await calendar.calendars.insert({
      fields: FIELDS,
      requestBody: {
        summary,
        timeZone: time_zone ?? call.account.timeZone,
        ...(about !== undefined && { description: about }),
      },
    });
    return { text: `Created ${describe(data)}`, data: { id: data.id ?? "" } };
  },
});

/** Changes what a calendar is called, its description or zone. */
export const calendarUpdateCalendar = defineTool({
  ...common,
  name: "calendar_update_calendar",
  title: "Update calendar",
  description: "Changes a calendar's name, description or time zone; what is not named stays.",
  kind: "write",
  idempotent: true,
  scopes: CHANGE_CALENDARS,
  input: z.strictObject({
    calendar_id: calendarId,
    name: name.optional(),
    description,
    time_zone: timeZone.optional(),
  }),
  output,
  async run({ calendar_id, name: summary, description: about, time_zone }, call) {
    const requestBody = {
      ...(summary !== undefined && { summary }),
      ...(about !== undefined && { description: about }),
      ...(time_zone !== undefined && { timeZone: time_zone }),
    };
    if (Object.keys(requestBody).length === 0)
      throw invalid("name: expected at least one of name, description, time_zone", "Name what is to change.");
    const calendar = await call.google.calendar();
    const { data } = await calendar.calendars.patch({ calendarId: calendar_id, fields: FIELDS, requestBody });
    return { text: `Changed ${describe(data)}`, data: { id: data.id ?? "" } };
  },
});

/** Deletes a calendar with its events. */
export const calendarDeleteCalendar = defineTool({
  ...common,
  name: "calendar_delete_calendar",
  title: "Delete calendar",
  description: "Deletes a calendar with all its events, for everybody who has it. The primary one cannot be deleted.",
  kind: "destructive",
  idempotent: true,
  scopes: CHANGE_CALENDARS,
  input: z.strictObject({ calendar_id: calendarId }),
  async run({ calendar_id }, call) {
    if (calendar_id === "primary" || calendar_id.toLowerCase() === call.account.email.toLowerCase())
      throw invalid(
        "calendar_id: is the primary calendar, which cannot be deleted",
        "Delete its events singly, or choose another calendar from calendar_list_calendars.",
      );
    const calendar = await call.google.calendar();
    await calendar.calendars.delete({ calendarId: calendar_id });
    return { text: `Deleted the calendar ${calendar_id} with its events.` };
  },
});

function describe({ id, summary, description: about, timeZone: zone }: calendar_v3.Schema$Calendar): string {
  const more = about ? `: ${shorten(oneLine(about), 200)}` : "";
  return `the calendar “${shorten(summary ?? "", 150)}”${more} (${zone}), id ${id}.`;
}

function invalid(message: string, fix: string): ToolError {
  return new ToolError("invalid_input", message, fix);
}
