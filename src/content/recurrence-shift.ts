import { daysBetween, shiftWall, type WallShift, wallClockOf, zonedTime } from "./zoned-times.ts";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/**
 * The rule lines of a series whose every occurrence is moved alike: weekdays, last day and single dates move along.
 * @param timeZone in which the series recurs
 * @returns undefined when the rule names days that cannot be moved so, such as the second Tuesday
 */
export function shiftedRecurrence(lines: readonly string[], shift: WallShift, timeZone: string): string[] | undefined {
  const days = daysBetween(shift.from.slice(0, 10), shift.to.slice(0, 10));
  const moved = lines.map((line) =>
    line.startsWith("RRULE:") ? shiftedRule(line, shift, days, timeZone) : shiftedDates(line, shift, timeZone),
  );
  const whole = moved.filter((line) => line !== undefined);
  return whole.length === lines.length ? whole : undefined;
}

function shiftedRule(line: string, shift: WallShift, days: number, timeZone: string): string | undefined {
  const parts = line.slice("RRULE:".length).split(";");
  const weekly = parts.includes("FREQ=WEEKLY");
  const moved = parts.map((part) => {
    const [name = "", value = ""] = part.split("=");
    if (name === "UNTIL") return `UNTIL=${shiftedStamp(value, shift, timeZone)}`;
    if (!name.startsWith("BY") || days === 0) return part;
    const movable = weekly && name === "BYDAY";
    return movable
      ? `BYDAY=${value
          .split(",")
          .map((day) => shiftedDay(day, days))
          .join(",")}`
      : undefined;
  });
  const whole = moved.filter((part) => part !== undefined);
  return whole.length === parts.length ? `RRULE:${whole.join(";")}` : undefined;
}

function shiftedDay(day: string, days: number): string {
  const at = WEEKDAYS.indexOf(day);
  return at < 0 ? day : (WEEKDAYS[(((at + days) % 7) + 7) % 7] ?? day);
}

/** `EXDATE` and `RDATE` lines name occurrences by their start. */
function shiftedDates(line: string, shift: WallShift, timeZone: string): string {
  const colon = line.indexOf(":");
  const stamps = line.slice(colon + 1).split(",");
  return `${line.slice(0, colon + 1)}${stamps.map((stamp) => shiftedStamp(stamp, shift, timeZone)).join(",")}`;
}

/** `20261124`, `20261124T130000` or `20261124T130000Z`, moved on the clock of the series' zone. */
function shiftedStamp(stamp: string, shift: WallShift, timeZone: string): string {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(stamp);
  if (!found) return stamp;
  const [, year, month, day, hour, minute, second, utc] = found;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return compact(shiftWall(date, shift));
  const local = `${date}T${hour}:${minute}:${second}`;
  if (utc === "") return compact(shiftWall(local, shift));
  const { instant } = zonedTime(shiftWall(wallClockOf(Date.parse(`${local}Z`), timeZone), shift), timeZone);
  return dateStamp(instant);
}

/** An instant as a rule writes it: `20261124T130000Z`. */
export function dateStamp(instant: number): string {
  return compact(new Date(instant).toISOString().replace(/\.\d{3}/, ""));
}

function compact(time: string): string {
  return time.replace(/[-:]/g, "");
}
