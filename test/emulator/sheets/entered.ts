import type { Json, Literal } from "./state.ts";

/** What a text becomes when somebody types it into a cell. */
export interface Entered {
  value?: Literal;
  formula?: string;
  /** The number format that comes with it. */
  numberFormat?: Json;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Days since 1899-12-30, as Sheets counts; undefined for a day that does not exist. */
export function serialOf(year: number, month: number, day: number): number | undefined {
  if (year < 100) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / 86_400_000 + 25_569;
}

/** Parses a text as Sheets does for the locale `en_US`. @param year the current one, for a day without a year */
export function enter(text: string, year: number): Entered {
  if (text.startsWith("'")) return { value: text.slice(1) };
  if (text.startsWith("=") && text.length > 1) return { formula: text };
  const trimmed = text.trim();
  if (/^[+-][A-Za-z(]/.test(trimmed)) return { formula: `=${trimmed}` };
  if (/^(true|false)$/i.test(trimmed)) return { value: trimmed.toLowerCase() === "true" };
  return number(trimmed) ?? dateTime(trimmed, year) ?? { value: text };
}

function number(text: string): Entered | undefined {
  const found = /^([+-]?)(\$?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?(e[+-]?\d+)?(%?)$/i.exec(text);
  if (!found) return undefined;
  const [, sign, dollar, whole = "", fraction = "", exponent = "", percent] = found;
  if (whole === "" && !/\d/.test(fraction)) return undefined;
  const value = Number(`${sign}${whole.replaceAll(",", "") || "0"}${fraction === "." ? "" : fraction}${exponent}`);
  if (!Number.isFinite(value)) return undefined;
  const decimals = fraction.length > 1 ? ".00" : "";
  if (percent) return { value: value / 100, numberFormat: { type: "PERCENT", pattern: `0${decimals}%` } };
  if (dollar) return { value, numberFormat: { type: "CURRENCY", pattern: `"$"#,##0${decimals}` } };
  if (exponent) return { value, numberFormat: { type: "SCIENTIFIC", pattern: "0.00E+00" } };
  if (whole.includes(",")) return { value, numberFormat: { type: "NUMBER", pattern: `#,##0${decimals}` } };
  return { value };
}

function dateTime(text: string, year: number): Entered | undefined {
  const [, day = "", clock = ""] = /^(.*?)(?:(?:^|[ T])(\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?))?$/is.exec(text) ?? [];
  const date = day === "" ? undefined : dayOf(day, year);
  const time = clock === "" ? undefined : timeOf(clock);
  if (date && time) {
    const pattern = `${date.pattern} h:mm:ss`;
    return { value: date.serial + time.fraction, numberFormat: { type: "DATE_TIME", pattern } };
  }
  if (date && clock === "") return { value: date.serial, numberFormat: { type: "DATE", pattern: date.pattern } };
  if (time && day === "") return { value: time.fraction, numberFormat: { type: "TIME", pattern: time.pattern } };
  return undefined;
}

function dayOf(text: string, thisYear: number): { serial: number; pattern: string } | undefined {
  const made = (pattern: string, year: string | undefined, month: number, day: string | undefined) => {
    const serial = serialOf(year === undefined ? thisYear : Number(year), month, Number(day));
    return serial === undefined ? undefined : { serial, pattern };
  };
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return made("yyyy-mm-dd", iso[1], Number(iso[2]), iso[3]);
  const american = /^(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}))?$/.exec(text);
  if (american) {
    const [, month, separator, day, year] = american;
    return made(year === undefined ? `m${separator}d` : `m${separator}d${separator}yyyy`, year, Number(month), day);
  }
  const words = /^([A-Za-z]{3,9})\.? (\d{1,2})(?:,? (\d{4}))?$/.exec(text);
  if (!words) return undefined;
  const month = MONTHS.indexOf((words[1] ?? "").toLowerCase().slice(0, 3)) + 1;
  return month === 0 ? undefined : made(words[3] ? "mmm d, yyyy" : "mmm d", words[3], month, words[2]);
}

function timeOf(text: string): { fraction: number; pattern: string } | undefined {
  const [, hours, minutes, seconds = "0", half] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap]m))?$/i.exec(text) ?? [];
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const pattern = half === undefined ? "h:mm" : "h:mm am/pm";
  return { fraction: (hour * 3600 + Number(minutes) * 60 + Number(seconds)) / 86_400, pattern };
}
