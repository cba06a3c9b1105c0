import { Temporal } from "temporal-polyfill";
import { parseRule, ruleDays } from "./recurrence-rule.ts";
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

/** Instances of one series that an answer holds at the most, and days that are looked at for them. */
const MOST_INSTANCES = 1000;
const MOST_DAYS = 20_000;

/** The instant of an event's time; all-day dates begin at midnight of the calendar's zone. */
export function instantOf(time: EventTime, zone: string): number {
  if (time.date !== undefined) return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds;
  return zonedOf(time, zone).epochMilliseconds;
}

/** A time in its own zone, or the calendar's. */
export function zonedOf(time: EventTime, zone: string): Temporal.ZonedDateTime {
  const text = time.dateTime ?? "";
  const own = time.timeZone ?? zone;
  if (/[Zz]$|[+-]\d{2}:\d{2}$/.test(text)) return Temporal.Instant.from(text).toZonedDateTimeISO(own);
  return Temporal.PlainDateTime.from(text).toZonedDateTime(own);
}

/**
 * All occurrences that overlap the range, of a single event or a series.
 * @param replaced stamps of instances that have an event of their own in the calendar
 */
export function occurrences(
  event: StoredEvent,
  zone: string,
  from: number,
  to: number,
  replaced: ReadonlySet<string> = new Set(),
): Occurrence[] {
  if (!event.recurrence) return [single(event, zone)].filter((one) => overlaps(one, from, to));
  const excluded = new Set(listedDates(event, "EXDATE", zone));
  const found: Occurrence[] = [];
  for (const occurrence of series(event, zone)) {
    if (occurrence.from >= to || found.length >= MOST_INSTANCES) break;
    const stamp = stampOf(occurrence.start);
    if (overlaps(occurrence, from, to) && !excluded.has(stamp) && !replaced.has(stamp)) found.push(occurrence);
  }
  return found;
}

/** The event at its own time. */
export function single(event: StoredEvent, zone: string): Occurrence {
  const { start, end } = event;
  return { event, start, end, from: instantOf(start, zone), to: instantOf(end, zone) };
}

function overlaps({ from, to }: Occurrence, start: number, end: number): boolean {
  return to > start && from < end;
}

/** Every instance in order: those of the rule, and those of `RDATE`. */
function* series(event: StoredEvent, zone: string): Generator<Occurrence> {
  const first =
    event.start.date === undefined
      ? zonedOf(event.start, zone).toPlainDate()
      : Temporal.PlainDate.from(event.start.date);
  const extra = listedDates(event, "RDATE", zone)
    .map((stamp) => shifted(event, zone, first.until(dayOfStamp(stamp, event, zone))))
    .sort((a, b) => a.from - b.from);
  const text = event.recurrence?.find((line) => line.startsWith("RRULE:"))?.slice("RRULE:".length);
  const rule = text === undefined ? undefined : parseRule(text);
  const days = rule ? ruleDays(rule, first) : [first];
  let count = 0;
  for (const day of days) {
    count += 1;
    const occurrence = shifted(event, zone, first.until(day));
    const isOver = count > (rule?.count ?? MOST_DAYS) || occurrence.from > (rule?.until ?? Number.POSITIVE_INFINITY);
    if (isOver) break;
    while (extra[0] && extra[0].from < occurrence.from) yield* extra.splice(0, 1);
    if (extra[0]?.from === occurrence.from) extra.shift();
    yield occurrence;
  }
  yield* extra;
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

/** Stamps of the dates that a series' `EXDATE` or `RDATE` lines name, in UTC, or in the zone that the line or event has. */
function listedDates({ recurrence, start }: StoredEvent, name: "EXDATE" | "RDATE", zone: string): string[] {
  return (recurrence ?? [])
    .filter((line) => line.startsWith(name))
    .flatMap((line) => {
      const colon = line.indexOf(":");
      const lineZone = /;TZID=([^;:]+)/.exec(line.slice(0, colon))?.[1] ?? start.timeZone ?? zone;
      return line
        .slice(colon + 1)
        .split(",")
        .map((date) => {
          const local = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})$/.exec(date);
          if (!local) return date;
          const [, year, month, day, hour, minute, second] = local;
          const dateTime = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
          return stampOf({ dateTime: zonedOf({ dateTime, timeZone: lineZone }, zone).toInstant().toString() });
        });
    });
}

function dayOfStamp(stamp: string, event: StoredEvent, zone: string): Temporal.PlainDate {
  const date = stamp.replace(/^(\d{4})(\d{2})(\d{2}).*$/, "$1-$2-$3");
  if (!stamp.includes("T")) return Temporal.PlainDate.from(date);
  const time = stamp.replace(/^.*T(\d{2})(\d{2})(\d{2})Z$/, "$1:$2:$3Z");
  const own = event.start.timeZone ?? zone;
  return Temporal.Instant.from(`${date}T${time}`).toZonedDateTimeISO(own).toPlainDate();
}

/** An instance's id suffix: `20261124T130000Z`, or `20261124` for all-day events. */
export function stampOf(time: EventTime): string {
  if (time.date !== undefined) return time.date.replaceAll("-", "");
  return new Date(time.dateTime ?? "").toISOString().replace(/[-:]|\.\d{3}/g, "");
}
