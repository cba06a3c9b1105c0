import { columnLetters } from "./a1.ts";

/** What a cell can be given; an empty text empties it. */
export type Cell = string | number | boolean;

/** A day from 1900 on, with a time or without, as it is told apart from other text. */
const ISO = /^(19\d{2}|[2-9]\d{3})-(\d{2})-(\d{2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Days since 1899-12-30, as Sheets counts (Sheets API, "About date & time values"), of a text such as `2026-11-24` or
 * `2026-11-24 13:00`; undefined for another text.
 */
export function isoSerial(text: string): { serial: number; timed: boolean } | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const days = date.getTime() / 86_400_000 + 25_569;
  return { serial: days + (hour * 3600 + minute * 60 + second) / 86_400, timed: found[4] !== undefined };
}

/** Rows as the Sheets API is to take them, and how it is to read them. */
interface EnteredRows {
  valueInputOption: "RAW" | "USER_ENTERED";
  groups: Cell[][][];
}

/**
 * Text stays text, whatever it looks like, but for ISO dates; what begins with `=` calculates only when formulas are
 * asked for. Where Sheets has to parse something, the rest is kept from it by its own sign for text, the apostrophe.
 */
export function enteredRows(
  groups: readonly (readonly (readonly Cell[])[])[],
  formulas: boolean,
): {
  valueInputOption: EnteredRows["valueInputOption"];
  groups: Cell[][][];
} {
  const isParsed = (cell: Cell) =>
    typeof cell === "string" && ((formulas && cell.startsWith("=")) || isoSerial(cell) !== undefined);
  const parses = groups.some((rows) => rows.some((row) => row.some(isParsed)));
  const kept = (cell: Cell) =>
    typeof cell !== "string" || cell === "" || !parses || isParsed(cell) ? cell : `'${cell}`;
  return {
    valueInputOption: parses ? "USER_ENTERED" : "RAW",
    groups: groups.map((rows) => rows.map((row) => row.map(kept))),
  };
}

/** The widest row's number of cells. */
export function widthOf(rows: readonly (readonly unknown[])[]): number {
  return rows.reduce((width, row) => Math.max(width, row.length), 0);
}

/** Rows as text, as many as fit. */
export interface RenderedRows {
  text: string;
  /** Rows that are in it. */
  shown: number;
  /** Whether texts of a row that alone is too long were cut. */
  cut: boolean;
}

/**
 * Rows for reading and for writing back: each is its number and a JSON array, so that `7`, `"7"` and `"007"` stay what
 * they are and no quote, `|` or line break can end a cell.
 * @param firstRow number of the first row, from 1
 * @param firstColumn index of the first column, from 0
 * @param limit most characters
 * @param must whether the first row is shown though it alone is too long
 */
export function renderRows(
  rows: readonly (readonly unknown[])[],
  { firstRow, firstColumn, limit, must }: { firstRow: number; firstColumn: number; limit: number; must: boolean },
): RenderedRows {
  const width = widthOf(rows);
  if (width === 0) return { text: "(empty)", shown: rows.length, cut: false };
  const head = `columns ${Array.from({ length: width }, (_, index) => columnLetters(firstColumn + index)).join(" ")}`;
  const lines = [head];
  let length = head.length;
  for (const [index, row] of rows.entries()) {
    const line = `${firstRow + index} ${JSON.stringify(row)}`;
    length += line.length + 1;
    if (length > limit) {
      if (index > 0 || !must) return { text: lines.join("\n"), shown: index, cut: false };
      lines.push(`${firstRow} ${JSON.stringify(shortCells(row, limit - head.length))}`);
      return { text: lines.join("\n"), shown: 1, cut: true };
    }
    lines.push(line);
  }
  return { text: lines.join("\n"), shown: rows.length, cut: false };
}

/** The cells of a row that is too long: each text cut to its share, and as many cells as then fit. */
function shortCells(row: readonly unknown[], limit: number): unknown[] {
  const share = Math.max(10, Math.floor(limit / row.length / 2) - 30);
  const short = row.map((cell) =>
    typeof cell === "string" && cell.length > share ? `${cell.slice(0, share)}… [${cell.length} characters]` : cell,
  );
  let count = short.length;
  while (count > 1 && JSON.stringify(short.slice(0, count)).length > limit) count = Math.floor(count / 2);
  return count === short.length ? short : [...short.slice(0, count), `… [${short.length - count} more cells]`];
}
