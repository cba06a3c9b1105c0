import { addDays, dayOf, startOfDay, zonedTime } from "./zoned-times.ts";

/** A stretch of time in milliseconds since the epoch; the end is exclusive. */
export interface Span {
  from: number;
  to: number;
}

/** When people work: on the clock of each of the zones. */
export interface WorkingHours {
  zones: readonly string[];
  /** `09:00` */
  start: string;
  /** `17:00` */
  end: string;
  weekends: boolean;
}

/**
 * The stretches, each as long as can be, that lie within the range and everybody's working hours, overlap nothing busy
 * and last long enough.
 * @param busy in any order, overlapping or not
 * @param least milliseconds
 */
export function freeSlots(range: Span, busy: readonly Span[], hours: WorkingHours, least: number): Span[] {
  const working = hours.zones
    .map((zone) => workingSpans(range, zone, hours))
    .reduce((common, spans) => intersection(common, spans), [range]);
  return without(working, busy).filter(({ from, to }) => to - from >= least);
}

/** Working hours day by day, from the day before to the day after, for a zone's days are not the range's. */
function workingSpans(range: Span, zone: string, { start, end, weekends }: WorkingHours): Span[] {
  const last = addDays(dayOf(range.to, zone), 1);
  const spans: Span[] = [];
  for (let day = addDays(dayOf(range.from, zone), -1); day <= last; day = addDays(day, 1)) {
    if (!weekends && isWeekend(day)) continue;
    const from = zonedTime(`${day}T${start}:00`, zone).instant;
    const to = end === "24:00" ? startOfDay(addDays(day, 1), zone) : zonedTime(`${day}T${end}:00`, zone).instant;
    if (to > from) spans.push({ from, to });
  }
  return spans;
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

function intersection(some: readonly Span[], others: readonly Span[]): Span[] {
  return some
    .flatMap((a) => others.map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from);
}

function without(spans: readonly Span[], busy: readonly Span[]): Span[] {
  const sorted = busy.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  return spans.flatMap((span) => {
    const free: Span[] = [];
    let at = span.from;
    for (const { from, to } of sorted) {
      if (from >= span.to) break;
      if (from > at) free.push({ from: at, to: from });
      at = Math.max(at, to);
    }
    if (at < span.to) free.push({ from: at, to: span.to });
    return free;
  });
}
