import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { ToolError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { calendarId, pageSize, pageToken, queryText, timeZone } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { type Call, defineTool } from "../tool.ts";
import { SEE_EVENTS } from "./calendar-scopes.ts";
import { EVENT_FIELDS, eventLine, instantOf, toEventRow } from "./event-text.ts";
import { moment, rangeOf, type TimeRange } from "./time-range.ts";

/** Calendars that are asked at once. */
const AT_ONCE = 50;

const FIELDS = `nextPageToken,timeZone,items(${EVENT_FIELDS})`;

const rowSchema = z.strictObject({
  id: z.string(),
  calendar: z.string(),
  title: z.string(),
  start: z.string(),
  end: z.string(),
  allDay: z.boolean(),
  location: z.string().optional(),
  meet: z.string().optional(),
  guests: z.number(),
  response: z.string().optional(),
  recurring: z.boolean(),
  kind: z.string().optional(),
});

/** Events of one or many calendars in time order. */
export const calendarListEvents = defineTool({
  name: "calendar_list_events",
  title: "List events",
  description:
    "Lists events of one or more calendars in time order, series as single occurrences. Default: the primary calendar, seven days from today.",
  service: "calendar",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_EVENTS,
  input: z.strictObject({
    calendar_ids: z
      .array(calendarId)
      .min(1, "expected at least one calendar id")
      .max(50, "expected at most 50 calendar ids")
      .default(["primary"])
      .describe('["all"]: every calendar.'),
    from: moment.optional().describe("Day or time."),
    to: moment.optional().describe("A day is meant whole."),
    query: queryText(500).optional(),
    time_zone: timeZone.optional(),
    page_size: pageSize(250, 50),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({ events: z.array(rowSchema), timeZone: z.string(), nextPageToken: z.string().optional() }),
  async run(input, call) {
    const calendar = await call.google.batched.calendar();
    const zone = input.time_zone ?? call.account.timeZone;
    const range = rangeOf(input.from, input.to, zone, Date.now());
    const from = input.page_token === undefined ? range.from : resumeAt(input.page_token, range);
    const ids = await calendarIds(calendar, input.calendar_ids, call);
    const skip = input.page_token === undefined ? [] : seenAt(input.page_token);
    const pages = await mapInParallel(ids, AT_ONCE, async (calendarId) => {
      const { data } = await calendar.events.list({
        calendarId,
        timeMin: new Date(from).toISOString(),
        timeMax: new Date(range.to).toISOString(),
        singleEvents: true,
        orderBy: "startTime",
        // One more than is shown tells whether there is more; what the last page showed comes again.
        maxResults: input.page_size + skip.length + 1,
        timeZone: zone,
        fields: FIELDS,
        ...(input.query !== undefined && input.query.trim() !== "" && { q: input.query }),
      });
      return (data.items ?? []).map((event) => ({ event, calendarId, at: instantOf(event.start ?? undefined, zone) }));
    });
    const all = pages
      .flat()
      .filter(({ event, calendarId }) => !skip.includes(`${calendarId}/${event.id}`))
      .sort((a, b) => a.at - b.at);
    const shown = all.slice(0, input.page_size);
    const next = all.length > shown.length ? nextToken(shown, from) : undefined;
    const rows = shown.map(({ event, calendarId }) => toEventRow(event, calendarId, zone));
    const head = `${formatInstant(range.from, zone)} to ${formatInstant(range.to, zone)}, times in ${zone}`;
    const body = rows.length === 0 ? "No events." : rows.map((row) => eventLine(row, ids.length > 1)).join("\n");
    return {
      text: `${head}\n\n${body}`,
      ...(next !== undefined && { note: `More: page_token ${next}` }),
      data: { events: rows, timeZone: zone, ...(next !== undefined && { nextPageToken: next }) },
    };
  },
});

async function calendarIds(calendar: calendar_v3.Calendar, given: readonly string[], call: Call): Promise<string[]> {
  if (!given.includes("all")) return [...new Set(given)];
  call.signal.throwIfAborted();
  const { data } = await calendar.calendarList.list({ maxResults: 250, fields: "items(id,accessRole)" });
  return (data.items ?? []).flatMap(({ id, accessRole }) => (id && accessRole !== "freeBusyReader" ? [id] : []));
}

/**
 * A page over several calendars cannot be Google's own. It begins at the start of the last event that was shown, and
 * leaves out those of that very start which were shown already.
 */
const tokenSchema = z.strictObject({ at: z.number(), seen: z.array(z.string()).max(600) });

function nextToken(
  shown: readonly { event: calendar_v3.Schema$Event; calendarId: string; at: number }[],
  from: number,
): string {
  const last = shown.at(-1)?.at ?? from;
  // Events that began before this instant and are still running are listed again from there on.
  const at = Math.max(last, from);
  const seen = shown
    .filter(({ event, at: start }) => start >= at || endsAfter(event, at))
    .map(({ event, calendarId }) => `${calendarId}/${event.id}`);
  return Buffer.from(JSON.stringify({ at, seen })).toString("base64url");
}

function endsAfter(event: calendar_v3.Schema$Event, instant: number): boolean {
  const end = event.end?.dateTime ?? event.end?.date;
  return end !== undefined && end !== null && Date.parse(end) + 86_400_000 > instant;
}

function readToken(token: string): z.output<typeof tokenSchema> {
  const parsed = tokenSchema.safeParse(parseJson(Buffer.from(token, "base64url").toString("utf8")));
  if (parsed.success) return parsed.data;
  throw new ToolError(
    "invalid_input",
    "page_token: expected the page token of an earlier answer",
    "Leave it out to begin anew.",
  );
}

function resumeAt(token: string, range: TimeRange): number {
  return Math.min(Math.max(readToken(token).at, range.from), range.to - 1);
}

function seenAt(token: string): string[] {
  return readToken(token).seen;
}
