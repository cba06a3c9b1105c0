import { Temporal } from "temporal-polyfill";

/** A weekday, from 1 for Monday, with its place in the month or year when one is given (`2TU`, `-1FR`). */
interface RuleDay {
  place: number | undefined;
  day: number;
}

/** A recurrence rule (RFC 5545 section 3.3.10) with the parts that Calendar's own events use. */
export interface RecurrenceRule {
  frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  interval: number;
  count: number | undefined;
  /** Last instant of an occurrence's start, in milliseconds since the epoch. */
  until: number | undefined;
  days: RuleDay[];
  monthDays: number[];
  months: number[];
  positions: number[];
  weekStart: number;
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const PARTS = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"];
/** Periods that are looked at before a rule counts as one that never happens again. */
const MOST_PERIODS = 40_000;

/** Reads a rule without its `RRULE:`; undefined when it is not one that Calendar takes. */
export function parseRule(text: string): RecurrenceRule | undefined {
  const pairs = text.split(";").map((part) => part.split("="));
  const parts = new Map(pairs.map(([name = "", value = ""]) => [name, value]));
  if (parts.size !== pairs.length || pairs.some((pair) => pair.length !== 2 || pair[1] === "")) return undefined;
  if ([...parts.keys()].some((name) => !PARTS.includes(name))) return undefined;
  const frequency = parts.get("FREQ");
  if (frequency !== "DAILY" && frequency !== "WEEKLY" && frequency !== "MONTHLY" && frequency !== "YEARLY")
    return undefined;
  if (parts.has("COUNT") && parts.has("UNTIL")) return undefined;
  const interval = numbers(parts.get("INTERVAL") ?? "1", 1, 9999);
  const count = parts.has("COUNT") ? numbers(parts.get("COUNT"), 1, 99_999) : [];
  const until = parts.has("UNTIL") ? untilOf(parts.get("UNTIL") ?? "") : undefined;
  const days = daysOf(parts.get("BYDAY"), frequency);
  const monthDays = numbers(parts.get("BYMONTHDAY"), -31, 31);
  const months = numbers(parts.get("BYMONTH"), 1, 12);
  const positions = numbers(parts.get("BYSETPOS"), -366, 366);
  const weekStart = WEEKDAYS.indexOf(parts.get("WKST") ?? "MO") + 1;
  if (!interval || !count || !days || !monthDays || !months || !positions || weekStart === 0) return undefined;
  if (until !== undefined && Number.isNaN(until)) return undefined;
  if (frequency === "WEEKLY" && monthDays.length > 0) return undefined;
  return {
    frequency,
    interval: interval[0] ?? 1,
    count: count[0],
    until,
    days,
    monthDays,
    months,
    positions,
    weekStart,
  };
}

/** Whole numbers within limits, none of them 0; undefined when one does not fit. */
function numbers(text: string | undefined, least: number, most: number): number[] | undefined {
  if (text === undefined) return [];
  const found = text.split(",").map((part) => (/^[+-]?\d{1,5}$/.test(part) ? Number(part) : Number.NaN));
  return found.every((value) => value !== 0 && value >= least && value <= most) ? found : undefined;
}

function untilOf(text: string): number {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(text);
  if (!found) return Number.NaN;
  const [, year, month, day, hour = "23", minute = "59", second = "59"] = found;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function daysOf(text: string | undefined, frequency: string): RuleDay[] | undefined {
  if (text === undefined) return [];
  const days = text.split(",").map((part) => {
    const found = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(part);
    const place = found?.[1] === undefined ? undefined : Number(found[1]);
    return { place, day: WEEKDAYS.indexOf(found?.[2] ?? "") + 1 };
  });
  const placed = frequency === "MONTHLY" || frequency === "YEARLY";
  const fits = days.every(({ place, day }) => day > 0 && place !== 0 && (place === undefined || placed));
  return fits ? days : undefined;
}

/** Days on which the rule happens, in order, from the first day on; without end unless the rule runs dry. */
export function* ruleDays(rule: RecurrenceRule, first: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  for (let step = 0; step < MOST_PERIODS; step += 1) {
    const days = periodDays(rule, first, step * rule.interval)
      .filter((day) => rule.months.length === 0 || rule.months.includes(day.month))
      .sort(Temporal.PlainDate.compare);
    for (const day of atPositions(days, rule.positions)) if (Temporal.PlainDate.compare(day, first) >= 0) yield day;
  }
}

function atPositions(days: Temporal.PlainDate[], positions: readonly number[]): Temporal.PlainDate[] {
  if (positions.length === 0) return days;
  return days.filter((_, index) => positions.includes(index + 1) || positions.includes(index - days.length));
}

function periodDays(rule: RecurrenceRule, first: Temporal.PlainDate, periods: number): Temporal.PlainDate[] {
  switch (rule.frequency) {
    case "DAILY":
      return [first.add({ days: periods })].filter((day) => isOneOf(rule, day));
    case "WEEKLY": {
      const start = first.subtract({ days: (first.dayOfWeek - rule.weekStart + 7) % 7 }).add({ weeks: periods });
      const wanted = rule.days.length > 0 ? rule.days.map(({ day }) => day) : [first.dayOfWeek];
      return span(start, 7).filter((day) => wanted.includes(day.dayOfWeek));
    }
    case "MONTHLY":
      return monthDays(rule, first, first.with({ day: 1 }).add({ months: periods }));
    case "YEARLY":
      return yearDays(rule, first, first.with({ month: 1, day: 1 }).add({ years: periods }));
  }
}

function yearDays(rule: RecurrenceRule, first: Temporal.PlainDate, january: Temporal.PlainDate): Temporal.PlainDate[] {
  if (rule.days.length > 0 && rule.months.length === 0 && rule.monthDays.length === 0)
    return placedDays(rule.days, span(january, january.daysInYear));
  const usual = rule.monthDays.length > 0 ? Array.from({ length: 12 }, (_, index) => index + 1) : [first.month];
  const months = rule.months.length > 0 ? rule.months : usual;
  return months.flatMap((month) => monthDays(rule, first, january.with({ month })));
}

function monthDays(rule: RecurrenceRule, first: Temporal.PlainDate, start: Temporal.PlainDate): Temporal.PlainDate[] {
  const days = span(start, start.daysInMonth);
  if (rule.days.length === 0 && rule.monthDays.length === 0) return days.filter(({ day }) => day === first.day);
  const byWeekday = rule.days.length > 0 ? placedDays(rule.days, days) : days;
  return byWeekday.filter((day) => isMonthDay(rule, day));
}

/** Of consecutive days those of the weekdays, and of these those at their places. */
function placedDays(wanted: readonly RuleDay[], days: readonly Temporal.PlainDate[]): Temporal.PlainDate[] {
  const chosen = wanted.flatMap(({ place, day }) => {
    const same = days.filter(({ dayOfWeek }) => dayOfWeek === day);
    return place === undefined
      ? same
      : same.slice(...(place > 0 ? [place - 1, place] : [place, place + 1 || undefined]));
  });
  return [...new Map(chosen.map((day) => [day.toString(), day])).values()];
}

function isOneOf(rule: RecurrenceRule, day: Temporal.PlainDate): boolean {
  return (rule.days.length === 0 || rule.days.some((one) => one.day === day.dayOfWeek)) && isMonthDay(rule, day);
}

function isMonthDay({ monthDays: wanted }: RecurrenceRule, day: Temporal.PlainDate): boolean {
  return wanted.length === 0 || wanted.includes(day.day) || wanted.includes(day.day - day.daysInMonth - 1);
}

function span(start: Temporal.PlainDate, days: number): Temporal.PlainDate[] {
  return Array.from({ length: days }, (_, index) => start.add({ days: index }));
}
