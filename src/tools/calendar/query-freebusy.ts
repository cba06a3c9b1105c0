import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { calendarId, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { type BusyTimes, busyTimes, MOST_CALENDARS } from "./busy-times.ts";
import { SEE_BUSY } from "./calendar-scopes.ts";
import { spanText } from "./event-text.ts";
import { moment, rangeOf } from "./time-range.ts";

/** Tells when people and calendars are busy. */
export const calendarQueryFreebusy = defineTool({
  name: "calendar_query_freebusy",
  title: "Query busy times",
  description:
    "Shows when people or calendars are busy, without saying why; seven days from today by default. For a time that suits all, use calendar_find_time.",
  service: "calendar",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_BUSY,
  input: z.strictObject({
    ids: z
      .array(calendarId)
      .min(1, "expected at least one address or calendar id")
      .max(MOST_CALENDARS, `expected at most ${MOST_CALENDARS} addresses or calendar ids`)
      .describe("Addresses or calendar ids."),
    from: moment.optional(),
    to: moment.optional(),
    time_zone: timeZone.optional(),
  }),
  output: z.strictObject({
    calendars: z.array(
      z.strictObject({
        id: z.string(),
        busy: z.array(z.strictObject({ start: z.string(), end: z.string() })),
        problem: z.string().optional(),
      }),
    ),
    timeZone: z.string(),
  }),
  async run(input, call) {
    const zone = input.time_zone ?? call.account.timeZone;
    const range = rangeOf(input.from, input.to, zone, Date.now());
    const calendars = await busyTimes(await call.google.calendar(), [...new Set(input.ids)], range);
    const head = `${formatInstant(range.from, zone)} to ${formatInstant(range.to, zone)}, times in ${zone}`;
    const { text, next } = pieceOf([head, ...calendars.map((one) => describe(one, zone))].join("\n\n"));
    return {
      text,
      ...(next !== undefined && { note: "This is cut; ask for fewer calendars or a shorter range." }),
      data: {
        calendars: calendars.map(({ id, busy, problem }) => ({
          id,
          busy: busy.map(({ from, to }) => ({ start: formatInstant(from, zone), end: formatInstant(to, zone) })),
          ...(problem !== undefined && { problem }),
        })),
        timeZone: zone,
      },
    };
  },
});

function describe({ id, busy, problem }: BusyTimes, zone: string): string {
  if (problem !== undefined) return `${id}: ${problem}`;
  if (busy.length === 0) return `${id}: free all the time`;
  return `${id}\n${busy.map((span) => `- ${spanText(span, zone)}`).join("\n")}`;
}
