import { Temporal } from "temporal-polyfill";
import type { EventTime, StoredEvent } from "./state.ts";

/** One occurrence of an event: the event itself, or an instance of a series. */
export interface Occurrence {
  event: StoredEvent;
  start: EventTime;
  end: EventTime;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Set on instances of a series. */
  originalStart?: EventTime;
}

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const MOST_INSTANCES = 1000;

/** The instant of an event's time; all-day dates begin at midnight of the calendar's zone. */
export function instantOf(time: EventTime, zone: string): number {
  if (time.date !== undefined) return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds;
  return zonedOf(time, zone).epochMilliseconds;
}

function zonedOf(time: EventTime, zone: string): Temporal.ZonedDateTime {
  const text = time.dateTime ?? "";
  const own = time.timeZone ?? zone;
  if (/[Zz]$|[+-]\d{2}:\d{2}$/.test(text)) return Temporal.Instant.from(text).toZonedDateTimeISO(own);
  return Temporal.PlainDateTime.from(text).toZonedDateTime(own);
}

/** All occurrences that overlap the range, of a single event or a series. */
export function occurrences(event: StoredEvent, zone: string, from: number, to: number): Occurrence[] {
  const first = single(event, zone);
  if (!event.recurrence) return overlaps(first, from, to) ? [first] : [];
  const rule = parseRule(event.recurrence.find((line) => line.startsWith("RRULE:")) ?? "");
  const excluded = new Set(
    event.recurrence
      .filter((line) => line.startsWith("EXDATE"))
      .flatMap((line) => line.slice(line.indexOf(":") + 1).split(",")),
  );
  const found: Occurrence[] = [];
  let count = 0;
  for (const shift of shifts(event, zone, rule)) {
    count += 1;
    const occurrence = shifted(event, zone, shift);
    if (
      (rule.count !== undefined && count > rule.count) ||
      (rule.until !== undefined && occurrence.from > rule.until) ||
      occurrence.from >= to
    )
      break;
    if (count > MOST_INSTANCES) break;
    if (overlaps(occurrence, from, to) && !excluded.has(stampOf(occurrence.start))) found.push(occurrence);
  }
  return found;
}

function single(event: StoredEvent, zone: string): Occurrence {
  return {
    event,
    start: event.start,
    end: event.end,
    from: instantOf(event.start, zone),
    to: instantOf(event.end, zone),
  };
}

function overlaps({ from, to }: Occurrence, start: number, end: number): boolean {
  return to > start && from < end;
}

interface Rule {
  frequency: string;
  interval: number;
  count: number | undefined;
  until: number | undefined;
  days: number[];
}

function parseRule(line: string): Rule {
  const parts = new Map(
    line
      .replace("RRULE:", "")
      .split(";")
      .map((part) => [part.split("=")[0] ?? "", part.split("=")[1] ?? ""]),
  );
  const until = parts.get("UNTIL");
  return {
    frequency: parts.get("FREQ") ?? "",
    interval: Number(parts.get("INTERVAL") ?? 1),
    count: parts.has("COUNT") ? Number(parts.get("COUNT")) : undefined,
    until:
      until === undefined
        ? undefined
        : Date.parse(
            until.replace(
              /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/,
              (_, y, m, d, h = "23", min = "59", s = "59") => `${y}-${m}-${d}T${h}:${min}:${s}Z`,
            ),
          ),
    days: (parts.get("BYDAY") ?? "")
      .split(",")
      .map((day) => DAYS.indexOf(day))
      .filter((day) => day >= 0),
  };
}

/** Days from the first occurrence to each following one. */
function* shifts(event: StoredEvent, zone: string, rule: Rule): Generator<Temporal.Duration> {
  const start =
    event.start.date !== undefined
      ? Temporal.PlainDate.from(event.start.date)
      : zonedOf(event.start, zone).toPlainDate();
  for (let step = 0; ; step += rule.interval) {
    if (rule.frequency === "WEEKLY" && rule.days.length > 0) {
      const monday = start.subtract({ days: start.dayOfWeek - 1 }).add({ weeks: step });
      for (const day of [...rule.days].sort((a, b) => a - b)) {
        const date = monday.add({ days: day });
        if (Temporal.PlainDate.compare(date, start) >= 0) yield start.until(date);
      }
    } else if (rule.frequency === "MONTHLY") {
      const date = start.add({ months: step });
      if (date.day === start.day) yield start.until(date);
    } else yield Temporal.Duration.from(rule.frequency === "WEEKLY" ? { days: step * 7 } : { days: step });
  }
}

function shifted(event: StoredEvent, zone: string, by: Temporal.Duration): Occurrence {
  const move = (time: EventTime): EventTime => {
    if (time.date !== undefined) return { date: Temporal.PlainDate.from(time.date).add(by).toString() };
    const moved = zonedOf(time, zone).add(by);
    return { dateTime: moved.toString({ timeZoneName: "never" }), timeZone: time.timeZone ?? zone };
  };
  const [start, end] = [move(event.start), move(event.end)];
  return { event, start, end, from: instantOf(start, zone), to: instantOf(end, zone), originalStart: start };
}

/** An instance's id suffix: `20261124T130000Z`, or `20261124` for all-day events. */
export function stampOf(time: EventTime): string {
  if (time.date !== undefined) return time.date.replaceAll("-", "");
  return `${new Date(time.dateTime ?? "").toISOString().replace(/[-:]|\.\d{3}/g, "")}`;
}
