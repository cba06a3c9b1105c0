import { Temporal } from "temporal-polyfill";

/** A wall-clock time in a zone, and what daylight saving made of it. */
export interface ZonedTime {
  /** Milliseconds since the epoch. */
  instant: number;
  /** RFC 3339 with the zone's offset at that time. */
  text: string;
  /** Said when the clock skips that time, or shows it twice. */
  note?: string;
}

/**
 * The instant of a wall-clock time. A time that the clock skips is moved forward by the gap, one that it shows twice is
 * taken the first time (RFC 5545 section 3.3.5), and both are said.
 * @param local `2026-11-24T14:00:00`
 */
export function zonedTime(local: string, timeZone: string): ZonedTime {
  const plain = Temporal.PlainDateTime.from(local);
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = plain.toZonedDateTime(timeZone, { disambiguation: "later" });
  const chosen = plain.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  const time = { instant: chosen.epochMilliseconds, text: rfc3339Of(chosen) };
  if (earlier.epochMilliseconds === later.epochMilliseconds) return time;
  const skipped = !chosen.toPlainDateTime().equals(plain);
  const note = skipped
    ? `${local.slice(0, 16).replace("T", " ")} does not exist in ${timeZone}, where the clock goes forward; it became ${chosen.toPlainTime().toString({ smallestUnit: "minute" })}.`
    : `${local.slice(0, 16).replace("T", " ")} comes twice in ${timeZone}, where the clock goes back; the first was taken (${chosen.offset}).`;
  return { ...time, note };
}

/** The first instant of a day in a zone, in milliseconds; not always midnight. */
export function startOfDay(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}

/** The day that an instant falls on in a zone: `2026-11-24`. */
export function dayOf(instant: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Days later, or earlier: `2026-11-24` and 1 give `2026-11-25`. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Whole days from one date to a later one. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Adds minutes to a wall-clock time as the clock shows it: `2026-11-24T14:00:00` and 30 give `2026-11-24T14:30:00`. */
export function addMinutes(local: string, minutes: number, timeZone: string): string {
  const later = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).add({ minutes });
  return later.toPlainDateTime().toString({ smallestUnit: "second" });
}

/** Weekday of a date, short: `Tue`. */
export function weekdayOf(date: string): string {
  return Temporal.PlainDate.from(date).toLocaleString("en-GB", { weekday: "short" });
}

function rfc3339Of(time: Temporal.ZonedDateTime): string {
  return time.toString({ timeZoneName: "never", smallestUnit: "second" });
}

/** The wall-clock time of an instant in a zone: `2026-11-24T14:00:00`. */
export function wallClockOf(instant: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return zoned.toPlainDateTime().toString({ smallestUnit: "second" });
}

/** A move of wall-clock times, told by one of them before and after: days, or times without a zone. */
export interface WallShift {
  from: string;
  to: string;
}

/** A day or wall-clock time, moved as far as `from` was to `to`. */
export function shiftWall(local: string, { from, to }: WallShift): string {
  if (!local.includes("T")) return addDays(local, daysBetween(from.slice(0, 10), to.slice(0, 10)));
  const by = Temporal.PlainDateTime.from(from).until(Temporal.PlainDateTime.from(to));
  return Temporal.PlainDateTime.from(local).add(by).toString({ smallestUnit: "second" });
}
