import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { markdownTable } from "../../content/table.ts";
import { defineTool } from "../tool.ts";
import { SEE_CALENDARS } from "./calendar-scopes.ts";
import { CALENDAR_COLORS, EVENT_COLORS } from "./event-colors.ts";

/** The colours that events and calendars can have. */
export const calendarListColors = defineTool({
  name: "calendar_list_colors",
  title: "List colours",
  description: "Lists the colours of events and calendars: id, name and hex value.",
  service: "calendar",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_CALENDARS,
  input: z.strictObject({}),
  async run(_input, call) {
    const calendar = await call.google.calendar();
    const { data } = await calendar.colors.get({ fields: "event,calendar" });
    return {
      text: `Events\n\n${table(data.event, EVENT_COLORS)}\n\nCalendars\n\n${table(data.calendar, CALENDAR_COLORS)}`,
    };
  },
});

function table(
  colors: Record<string, calendar_v3.Schema$ColorDefinition> | null | undefined,
  names: ReadonlyMap<string, string>,
): string {
  const rows = Object.entries(colors ?? {}).map(([id, { background }]) => [id, names.get(id) ?? "", background ?? ""]);
  return markdownTable(["id", "name", "colour"], rows);
}
