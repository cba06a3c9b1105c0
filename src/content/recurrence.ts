const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const PARTS = [
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "BYDAY",
  "BYMONTHDAY",
  "BYMONTH",
  "BYSETPOS",
  "BYYEARDAY",
  "BYWEEKNO",
  "WKST",
];

/**
 * What is wrong with a recurrence rule (RFC 5545 section 3.3.10), or undefined when it is one that Google takes.
 * @param line such as `RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=10`
 */
export function recurrenceProblem(line: string): string | undefined {
  if (/^(EXDATE|RDATE)(;[\w=/-]+)*:[\dTZ,]+$/.test(line)) return undefined;
  if (!line.startsWith("RRULE:")) return "expected a line that begins with RRULE:, EXDATE: or RDATE:";
  const parts = line
    .slice("RRULE:".length)
    .split(";")
    .map((part) => part.split("="));
  const names = parts.map(([name]) => name ?? "");
  const value = (wanted: string) => parts.find(([name]) => name === wanted)?.[1];
  const unknown = names.find((name) => !PARTS.includes(name));
  if (unknown !== undefined) return `${unknown || "an empty part"} is no part of a rule; expected ${PARTS.join(", ")}`;
  if (!FREQUENCIES.includes(value("FREQ") ?? "")) return `expected FREQ to be one of ${FREQUENCIES.join(", ")}`;
  if (value("COUNT") !== undefined && value("UNTIL") !== undefined) return "expected COUNT or UNTIL, not both";
  for (const name of ["COUNT", "INTERVAL"]) {
    const given = value(name);
    if (given !== undefined && !/^[1-9]\d{0,3}$/.test(given)) return `expected ${name} to be a whole number from 1`;
  }
  if (value("UNTIL") !== undefined && !/^\d{8}(T\d{6}Z)?$/.test(value("UNTIL") ?? ""))
    return "expected UNTIL as 20261224 or 20261224T230000Z";
  const day = (value("BYDAY") ?? "MO").split(",").find((one) => !/^[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)$/.test(one));
  return day === undefined ? undefined : `${day} is no weekday; expected MO, TU, WE, TH, FR, SA or SU`;
}

/**
 * The lines of a series that ends before one of its occurrences: its rule gets an UNTIL in place of COUNT or UNTIL
 * (RFC 5545 section 3.3.10).
 * @param start of the first occurrence that no longer belongs to it: a day, or an RFC 3339 time with its offset
 */
export function endedBefore(lines: readonly string[], start: string): string[] {
  const allDay = /^\d{4}-\d{2}-\d{2}$/.test(start);
  // UNTIL is inclusive: the day before, or the second before.
  const last = new Date(Date.parse(start) - (allDay ? 86_400_000 : 1000)).toISOString();
  const until = allDay ? last.slice(0, 10).replaceAll("-", "") : `${last.slice(0, 19).replace(/[-:]/g, "")}Z`;
  return lines.map((line) => {
    if (!line.startsWith("RRULE:")) return line;
    const kept = line.split(";").filter((part) => !/^(COUNT|UNTIL)=/.test(part));
    return [...kept, `UNTIL=${until}`].join(";");
  });
}

/**
 * The lines of what follows in a series that is cut in two: a rule that counts its occurrences counts those that are left.
 * @param left occurrences from the cut on
 */
export function continuedWith(lines: readonly string[], left: number): string[] {
  return lines.map((line) => (line.startsWith("RRULE:") ? line.replace(/COUNT=\d+/, `COUNT=${left}`) : line));
}
