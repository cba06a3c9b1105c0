import * as z from "zod";
import { markdownTable, oneLine, shorten } from "../../content/table.ts";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_CALENDARS } from "./calendar-scopes.ts";

const FIELDS = "nextPageToken,items(id,summary,summaryOverride,accessRole,timeZone,primary,hidden)";

const ROLES: Readonly<Record<string, string>> = {
  owner: "owner",
  writer: "may change events",
  reader: "may read",
  freeBusyReader: "sees busy times only",
};

/** The account's calendars. */
export const calendarListCalendars = defineTool({
  name: "calendar_list_calendars",
  title: "List calendars",
  description: "Lists the account's calendars with id, rights and time zone. Use an id with the other calendar tools.",
  service: "calendar",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CALENDARS,
  input: z.strictObject({
    include_hidden: z.boolean().default(false),
    page_size: pageSize(250, 100),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({
    calendars: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        role: z.string(),
        timeZone: z.string(),
        primary: z.boolean(),
        hidden: z.boolean(),
      }),
    ),
    nextPageToken: z.string().optional(),
  }),
  async run(input, call) {
    const calendar = await call.google.calendar();
    const { data } = await calendar.calendarList.list({
      maxResults: input.page_size,
      showHidden: input.include_hidden,
      fields: FIELDS,
      ...(input.page_token !== undefined && { pageToken: input.page_token }),
    });
    const calendars = (data.items ?? []).map((item) => ({
      id: item.id ?? "",
      name: oneLine(item.summaryOverride ?? item.summary ?? ""),
      role: item.accessRole ?? "",
      timeZone: item.timeZone ?? "",
      primary: item.primary === true,
      hidden: item.hidden === true,
    }));
    const rows = calendars.map(({ id, name, role, timeZone, primary, hidden }) => [
      id,
      `${shorten(name, 100)}${primary ? " (primary)" : ""}${hidden ? " (hidden)" : ""}`,
      ROLES[role] ?? role,
      timeZone,
    ]);
    return {
      text:
        calendars.length === 0 ? "There is no calendar." : markdownTable(["id", "name", "rights", "time zone"], rows),
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { calendars, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});
