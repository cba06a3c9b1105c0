import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { calendarId, headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_EVENTS } from "./calendar-scopes.ts";
import { toEventRow, whenText } from "./event-text.ts";

const ADDRESS = /[^\s<>"(),:;@[\]]+@[^\s<>"(),:;@[\]]+\.[a-z]{2,}/giu;

/** Makes an event of a sentence. */
export const calendarQuickAdd = defineTool({
  name: "calendar_quick_add",
  title: "Quick add event",
  description:
    "Creates an event from a sentence that Google reads, such as Lunch tomorrow 12:30 at Mario's. For anything more, use calendar_create_event.",
  service: "calendar",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: MAKE_EVENTS,
  input: z.strictObject({
    text: headerText(1024).refine((value) => value.trim() !== "", "expected a sentence"),
    calendar_id: calendarId.default("primary"),
  }),
  output: z.strictObject({ id: z.string(), when: z.string(), timeZone: z.string() }),
  // Google may take an address in the sentence for a guest.
  audience: ({ text }) => ({ recipients: text.match(ADDRESS) ?? [], content: text }),
  async run({ text, calendar_id }, call) {
    const calendar = await call.google.calendar();
    const { data } = await calendar.events.quickAdd({
      calendarId: calendar_id,
      text,
      sendUpdates: "none",
      fields: "id,summary,start,end,htmlLink",
    });
    const zone = data.start?.timeZone ?? call.account.timeZone;
    const row = toEventRow(data, calendar_id, zone);
    const when = whenText(row);
    return {
      text: `Created “${shorten(row.title, 150)}” on ${when} (${zone}), id ${row.id}\n${data.htmlLink ?? ""}\nCheck that Google read it as it was meant.`,
      data: { id: row.id, when, timeZone: zone },
    };
  },
});
