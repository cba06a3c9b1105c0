import { z } from "zod";
import type { StoredCell } from "./state.ts";

const numberFormatSchema = z.object({ type: z.string().optional(), pattern: z.string().optional() });

const DEFAULT_PATTERNS: Readonly<Record<string, string>> = {
  NUMBER: "#,##0.00",
  PERCENT: "0.00%",
  CURRENCY: '"$"#,##0.00',
  SCIENTIFIC: "0.00E+00",
  DATE: "m/d/yyyy",
  TIME: "h:mm:ss am/pm",
  DATE_TIME: "m/d/yyyy h:mm:ss",
  TEXT: "@",
};

/** The number format that a cell was given. */
export function formatOf(cell: StoredCell | undefined): { type: string; pattern: string } | undefined {
  const parsed = numberFormatSchema.safeParse(cell?.format?.numberFormat);
  if (!parsed.success || parsed.data.type === undefined) return undefined;
  const { type, pattern } = parsed.data;
  return { type, pattern: pattern || (DEFAULT_PATTERNS[type] ?? "") };
}

/** Whether numbers of the cell are shown as days or times. */
export function isDateFormat(cell: StoredCell | undefined): boolean {
  return ["DATE", "TIME", "DATE_TIME"].includes(formatOf(cell)?.type ?? "");
}

/** A number as the cell shows it. */
export function formatNumber(value: number, cell: StoredCell | undefined): string {
  const format = formatOf(cell);
  if (!format || format.pattern === "@" || format.pattern === "") return plain(value);
  if (isDateFormat(cell)) return formatDate(value, format.pattern);
  return byPattern(value, format.pattern);
}

function plain(value: number): string {
  return String(Number(value.toPrecision(10)))
    .replace("e+", "E+")
    .replace("e-", "E-");
}

function byPattern(value: number, pattern: string): string {
  const [positive = "", negative] = pattern.split(";");
  const used = value < 0 && negative !== undefined ? negative : positive;
  const core = /[#0?][#0?,]*(?:\.[#0?]+)?(?:E[+-]0+)?/.exec(
    used.replace(/"[^"]*"/g, (text) => " ".repeat(text.length)),
  );
  if (!core) return used.replaceAll('"', "");
  const literal = (text: string) => text.replaceAll('"', "").replace(/\\(.)/g, "$1");
  const before = literal(used.slice(0, core.index));
  const after = literal(used.slice(core.index + core[0].length));
  const amount = Math.abs(value) * (used.includes("%") ? 100 : 1);
  const sign = value < 0 && negative === undefined ? "-" : "";
  return `${sign}${before}${digits(amount, core[0])}${after}`;
}

function digits(amount: number, core: string): string {
  if (core.includes("E")) {
    const decimals = /\.([#0]+)/.exec(core)?.[1]?.length ?? 0;
    const [mantissa = "", exponent = "0"] = amount.toExponential(decimals).split("e");
    const power = Number(exponent);
    return `${mantissa}E${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const [whole = "", fraction = ""] = core.split(".");
  const least = fraction.replace(/[^0]/g, "").length;
  const [units = "", decimals = ""] = amount.toFixed(fraction.length).split(".");
  const padded = units.padStart(whole.replace(/[^0]/g, "").length, "0");
  const grouped = whole.includes(",") ? padded.replace(/\B(?=(\d{3})+$)/g, ",") : padded;
  const kept = decimals.slice(0, least) + decimals.slice(least).replace(/0+$/, "");
  return kept === "" ? grouped : `${grouped}.${kept}`;
}

const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A serial number as a day and time (Google, "Date & number formats"): `m` after hours or before seconds is minutes. */
function formatDate(serial: number, pattern: string): string {
  const date = new Date(Math.round((serial - 25_569) * 86_400_000));
  const half = /am\/pm|a\/p/i.test(pattern);
  const tokens = pattern.match(/"[^"]*"|\\.|am\/pm|a\/p|y+|m+|d+|h+|s+|./gi) ?? [];
  const two = (value: number, token: string) => String(value).padStart(token.length > 1 ? 2 : 1, "0");
  const clock = tokens.filter((token) => /^(h|m|s|d|y)/i.test(token));
  let at = -1;
  return tokens
    .map((token) => {
      const kind = token.toLowerCase();
      if (/^[hmsdy]/.test(kind)) at += 1;
      const hour = date.getUTCHours();
      if (kind === "am/pm" || kind === "a/p") return hour < 12 ? "AM" : "PM";
      if (kind.startsWith("y")) return String(date.getUTCFullYear()).slice(kind.length > 2 ? 0 : 2);
      if (kind.startsWith("h")) return two(half ? hour % 12 || 12 : hour, kind);
      if (kind.startsWith("s")) return two(date.getUTCSeconds(), kind);
      if (kind.startsWith("d")) {
        const name = DAY_NAMES[date.getUTCDay()] ?? "";
        return kind.length > 3 ? name : kind.length === 3 ? name.slice(0, 3) : two(date.getUTCDate(), kind);
      }
      if (kind.startsWith("m")) {
        const minutes = /^h/i.test(clock[at - 1] ?? "") || /^s/i.test(clock[at + 1] ?? "");
        if (minutes) return two(date.getUTCMinutes(), kind);
        const name = MONTH_NAMES[date.getUTCMonth()] ?? "";
        return kind.length > 3 ? name : kind.length === 3 ? name.slice(0, 3) : two(date.getUTCMonth() + 1, kind);
      }
      return token.startsWith('"') ? token.slice(1, -1) : token.replace(/^\\/, "");
    })
    .join("");
}
