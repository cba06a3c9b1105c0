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
