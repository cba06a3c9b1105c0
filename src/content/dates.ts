const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * An instant as a person in that zone reads it: `Tue 2026-11-24 14:05`. The zone itself is named once by the caller.
 * @param instant milliseconds since the epoch, or an RFC 3339 time
 */
export function formatInstant(instant: number | string, timeZone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  const part = Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  return `${part.weekday} ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formatters.set(timeZone, made);
  return made;
}
