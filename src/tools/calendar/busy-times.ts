import type { calendar_v3 } from "googleapis/build/src/apis/calendar/v3.js";
import type { Span } from "../../content/free-slots.ts";
import { ToolError } from "../../errors.ts";
import type { TimeRange } from "./time-range.ts";

/** Calendars of one question (Calendar API, "Freebusy: query", `calendarExpansionMax`). */
export const MOST_CALENDARS = 50;

/** Google refuses longer ranges ("The requested time range is too long."). */
const MOST_DAYS = 60;

/** When one calendar is busy, or why that is not known. */
export interface BusyTimes {
  id: string;
  busy: Span[];
  problem?: string;
}

/**
 * The busy times of calendars and people, in the order asked for; a group's stand under its members.
 * @throws ToolError `invalid_input` for a range that is too long
 */
export async function busyTimes(
  calendar: calendar_v3.Calendar,
  ids: readonly string[],
  range: TimeRange,
): Promise<BusyTimes[]> {
  if (range.to - range.from > MOST_DAYS * 86_400_000)
    throw new ToolError("invalid_input", `to: the range is longer than ${MOST_DAYS} days`, "Ask for a shorter one.");
  const { data } = await calendar.freebusy.query({
    fields: "calendars,groups",
    requestBody: {
      timeMin: new Date(range.from).toISOString(),
      timeMax: new Date(range.to).toISOString(),
      items: ids.map((id) => ({ id })),
      calendarExpansionMax: MOST_CALENDARS,
    },
  });
  const failed = Object.entries(data.groups ?? {}).filter(([, { errors }]) => errors?.length);
  return [
    ...Object.entries(data.calendars ?? {}).map(([id, { busy, errors }]) => ({
      id,
      busy: (busy ?? []).map(({ start, end }) => ({ from: Date.parse(start ?? ""), to: Date.parse(end ?? "") })),
      ...problemOf(errors),
    })),
    ...failed.map(([id, { errors }]) => ({ id, busy: [], ...problemOf(errors) })),
  ];
}

const PROBLEMS: Readonly<Record<string, string>> = {
  notFound: "not found, or its busy times are not shared with this account",
  groupTooBig: "the group has too many members",
  tooManyCalendarsRequested: "too many calendars at once",
};

function problemOf(errors: calendar_v3.Schema$Error[] | undefined): { problem?: string } {
  const [first] = errors ?? [];
  if (!first) return {};
  return { problem: PROBLEMS[first.reason ?? ""] ?? `Google could not tell (${first.reason})` };
}
