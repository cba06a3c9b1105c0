import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable } from "../../content/table.ts";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { isNamedByCode, meetSpace } from "./meet-input.ts";
import { SEE_CONFERENCES } from "./meet-scopes.ts";
import { bound, type Period, periodOf } from "./period.ts";
import { idOf } from "./space-text.ts";

const rowSchema = z.strictObject({
  id: z.string(),
  space: z.string(),
  start: z.string(),
  end: z.string().optional(),
  minutes: z.number().optional(),
});

/** Shows past and running calls. */
export const meetListConferences = defineTool({
  name: "meet_list_conferences",
  title: "List calls",
  description: "Lists past and running Meet calls of the last 30 days with their ids, newest first.",
  service: "meet",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_CONFERENCES,
  input: z.strictObject({
    space: meetSpace.optional().describe("Link, code or id."),
    from: bound.describe("Day or time."),
    to: bound,
    running: z.boolean().default(false).describe("Only running calls."),
    page_size: pageSize(100, 25),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({
    conferences: z.array(rowSchema),
    timeZone: z.string(),
    nextPageToken: z.string().optional(),
  }),
  async run(input, call) {
    const { timeZone } = call.account;
    const filter = filterOf(input.space, periodOf(input.from, input.to, timeZone), input.running);
    const meet = await call.google.meet();
    const { data } = await meet.conferenceRecords.list({
      pageSize: input.page_size,
      fields: "conferenceRecords(name,space,startTime,endTime),nextPageToken",
      ...(filter !== "" && { filter }),
      ...(input.page_token !== undefined && { pageToken: input.page_token }),
    });
    const conferences = (data.conferenceRecords ?? []).map(({ name, space, startTime, endTime }) => ({
      id: idOf(name),
      space: idOf(space),
      start: formatInstant(startTime ?? "", timeZone),
      ...(endTime && {
        end: formatInstant(endTime, timeZone),
        minutes: Math.round((Date.parse(endTime) - Date.parse(startTime ?? "")) / 60_000),
      }),
    }));
    const table = markdownTable(
      ["id", "space", "start", "end", "minutes"],
      conferences.map((row) => [row.id, row.space, row.start, row.end ?? "running", String(row.minutes ?? "")]),
    );
    return {
      text: conferences.length === 0 ? "No call." : `Times in ${timeZone}.\n\n${table}`,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { conferences, timeZone, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});

/** "conferenceRecords.list", `filter`. Ids, codes and times hold no quote. */
function filterOf(space: string | undefined, { from, to }: Period, running: boolean): string {
  const terms = [
    space && (isNamedByCode(space) ? `space.meeting_code = "${idOf(space)}"` : `space.name = "${space}"`),
    from && `start_time>="${from}"`,
    to && `start_time<"${to}"`,
    running && "end_time IS NULL",
  ];
  return terms.filter((term) => typeof term === "string").join(" AND ");
}
