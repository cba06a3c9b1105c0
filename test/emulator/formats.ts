import type { Described } from "./discovery.ts";

/** Whether the text is a day that exists, such as `2026-11-24` (RFC 3339 `full-date`). */
export function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Whether the text is a day and time without an offset, such as `2026-11-24T13:00:00`. */
export function isLocalDateTime(text: string): boolean {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?$/.exec(text);
  if (!found) return false;
  const [, day = "", hour, minute, second] = found;
  return isDate(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** Whether the text is an RFC 3339 `date-time`: a day and time with an offset. */
export function isDateTime(text: string): boolean {
  const found = /^(.+)(?:Z|[+-](\d{2}):(\d{2}))$/i.exec(text);
  if (!found) return false;
  const [, local = "", hours = "00", minutes = "00"] = found;
  return isLocalDateTime(local.toUpperCase()) && Number(hours) < 24 && Number(minutes) < 60;
}

/** Whether a text fits a `format` of Google's API descriptions; formats of numbers are for numbers written as text. */
export function fitsFormat(text: string, format: string | undefined): boolean {
  switch (format) {
    case "date":
      return isDate(text);
    case "date-time":
    case "google-datetime":
      return isDateTime(text);
    case "int64":
      return /^-?\d+$/.test(text) && BigInt(text) >= -(2n ** 63n) && BigInt(text) < 2n ** 63n;
    case "uint64":
      return /^\d+$/.test(text) && BigInt(text) < 2n ** 64n;
    case "byte":
      return /^[\w+/-]*={0,2}$/.test(text);
    default:
      return true;
  }
}

/** Whether a whole number fits its format and limits. */
export function inRange(value: number, { minimum, maximum, format }: Described): boolean {
  if (format === "uint32" && (value < 0 || value >= 2 ** 32)) return false;
  if (format === "int32" && (value < -(2 ** 31) || value >= 2 ** 31)) return false;
  return (minimum === undefined || value >= Number(minimum)) && (maximum === undefined || value <= Number(maximum));
}
