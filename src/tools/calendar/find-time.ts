import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import * as z from "zod";
import { freeSlots, type Span } from "../../content/free-slots.ts";
import { ToolError } from "../../errors.ts";
import { calendarId, timeZone } from "../input.ts";
import { defineTool } from "../tool.ts";
import { busyTimes, MOST_CALENDARS } from "./busy-times.ts";
import { FIND_TIME } from "./calendar-scopes.ts";
import { spanText } from "./event-text.ts";
import { moment, rangeOf } from "./time-range.ts";

/** Stretches that are told. */
const MOST_SLOTS = 30;

/** Nothing is proposed that begins before the next full quarter of an hour. */
const QUARTER_MS = 900_000;

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const clock = z
  .string()
  .refine((value) => CLOCK.test(value) || value === "24:00", "expected a time of day such as 09:00");

/** Finds when a group is free. */
export const calendarFindTime = defineTool({
  name: "calendar_find_time",
  title: "Find a time",
  description:
    "Finds when this account and all the people are free, within working hours; seven days from now by default. Returns stretches in which a meeting fits.",
  service: "calendar",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: FIND_TIME,
  input: z.strictObject({
    people: z
      .array(calendarId)
      .max(MOST_CALENDARS - 1, `expected at most ${MOST_CALENDARS - 1} addresses`)
      .default([]),
    duration_minutes: z
      .int("expected whole minutes from 1 to 1440")
      .min(1, "expected whole minutes from 1 to 1440")
      .max(1440, "expected whole minutes from 1 to 1440")
      .default(60),
    from: moment.optional(),
    to: moment.optional(),
    work_start: clock.default("09:00"),
    work_end: clock.default("17:00"),
    weekends: z.boolean().default(false),
    other_zones: z
      .array(timeZone)
      .max(10, "expected at most 10 time zones")
      .default([])
      .describe("Working hours must hold there too."),
  }),
  output: z.strictObject({
    slots: z.array(z.strictObject({ start: z.string(), end: z.string() })),
    timeZone: z.string(),
    unknown: z.array(z.string()),
  }),
  async run(input, call) {
    if (input.work_end <= input.work_start)
      throw new ToolError("invalid_input", "work_end: expected a time after work_start", "Give a later work_end.");
    const calendar = await call.google.calendar();
    const zone = await ownZone(calendar);
    const zones = [...new Set([zone, ...input.other_zones])];
    const now = Date.now();
    const asked = rangeOf(input.from, input.to, zone, now);
    const range = { from: Math.max(asked.from, Math.ceil(now / QUARTER_MS) * QUARTER_MS), to: asked.to };
    const calendars = await busyTimes(calendar, [...new Set(["primary", ...input.people])], asked);
    const hours = { zones, start: input.work_start, end: input.work_end, weekends: input.weekends };
    const busy = calendars.flatMap((one) => one.busy);
    const found = freeSlots(range, busy, hours, input.duration_minutes * 60_000);
    const slots = found.slice(0, MOST_SLOTS);
    const unknown = calendars.flatMap(({ id, problem }) => (problem === undefined ? [] : [`${id}: ${problem}`]));
    return {
      text: describe(slots, zones, unknown, input.duration_minutes),
      ...(found.length > slots.length && { note: "There are later ones too; ask with a later from." }),
      data: {
        slots: slots.map(({ from, to }) => ({ start: new Date(from).toISOString(), end: new Date(to).toISOString() })),
        timeZone: zone,
        unknown,
      },
    };
  },
});

/** The person's zone by their Calendar settings, in which they read a calendar. */
async function ownZone(calendar: calendar_v3.Calendar): Promise<string> {
  const { data } = await calendar.settings.get({ setting: "timezone", fields: "value" });
  return data.value ?? "UTC";
}

function describe(
  slots: readonly Span[],
  zones: readonly string[],
  unknown: readonly string[],
  minutes: number,
): string {
  const [own = "UTC", ...others] = zones;
  const line = (span: Span) => {
    const elsewhere = others.map((zone) => `${zone} ${spanText(span, zone)}`).join("; ");
    return `- ${spanText(span, own)}${elsewhere ? ` (${elsewhere})` : ""}`;
  };
  const head =
    slots.length === 0
      ? `No time of ${minutes} minutes suits all. Try a longer range, wider hours or fewer people.`
      : `Free for ${minutes} minutes or more, times in ${own}:`;
  const caution = unknown.length > 0 ? ["", "Not known, so not heeded:", ...unknown.map((one) => `- ${one}`)] : [];
  return [head, ...slots.map(line), ...caution].join("\n");
}
