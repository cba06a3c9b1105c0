import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { type CellArea, parseRange, writeRange } from "../../content/a1.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { inQuotes } from "./value-ranges.ts";

/** Rows of one range that are taken at once. */
export const MOST_ROWS = 5000;

/** A range, and what of it is fetched: so many rows that a very long one cannot fill the memory, and one more. */
interface Window {
  asked: string;
  read: string;
  /** Whether less may be fetched than was asked for. */
  cut: boolean;
  /** Last row that was asked for; without it, all there are. */
  endRow?: number;
}

/** Rows that were fetched, and where they are. */
export interface FetchedRows {
  /** The range that was asked for. */
  asked: string;
  /** Where the rows are, as Google names it. */
  range: string;
  firstRow: number;
  firstColumn: number;
  rows: readonly (readonly unknown[])[];
  /** Whether there are further rows behind them. */
  more: boolean;
  /** What is left of the range from a row on, counted from the first of these. */
  leftFrom(row: number): string;
}

/** Fetches the first rows of each range. @param get asks Google for ranges in A1 notation */
export async function fetchRows(
  ranges: readonly string[],
  get: (ranges: string[]) => Promise<readonly sheets_v4.Schema$ValueRange[]>,
): Promise<FetchedRows[]> {
  const windows = ranges.map(windowOf);
  for (;;) {
    try {
      const found = await get(windows.map(({ read }) => read));
      return windows.map((window, index) => fetchedRows(window, found[index] ?? {}));
    } catch (error) {
      const names = namesIn(error, windows);
      if (names.length === 0) throw error;
      for (const window of names) Object.assign(window, { read: window.asked, cut: false });
    }
  }
}

/** Google cuts what reaches over the grid, so that ZZZ stands for its last column. */
function windowOf(asked: string): Window {
  const parsed = parseRange(asked);
  if (parsed?.kind === "name") return { asked, read: `${inQuotes(parsed.name)}!A1:ZZZ${MOST_ROWS + 1}`, cut: true };
  const { startRow = 0, endRow, ...columns } = parsed?.area ?? {};
  const most = startRow + MOST_ROWS + 1;
  if (!parsed || (endRow !== undefined && endRow < most)) return { asked, read: asked, cut: false };
  const read = writeRange(parsed.sheet, { ...columns, startRow, endRow: most });
  return { asked, read, cut: true, ...(endRow !== undefined && { endRow }) };
}

/** Bare names of no tab, which may be those of named ranges. */
function namesIn(error: unknown, windows: readonly Window[]): Window[] {
  if (!(error instanceof GoogleApiError) || !error.message.includes("Unable to parse range")) return [];
  const bare = windows.filter(({ asked, cut }) => cut && !asked.startsWith("'") && parseRange(asked)?.kind === "name");
  const named = bare.filter(({ read }) => error.message.endsWith(read));
  return named.length > 0 ? named : bare;
}

function fetchedRows(window: Window, { range, values }: sheets_v4.Schema$ValueRange): FetchedRows {
  const shown = range ?? window.read;
  const parsed = parseRange(shown);
  const area: CellArea = parsed?.kind === "cells" ? parsed.area : {};
  const firstRow = area.startRow ?? 0;
  const more = (area.endRow ?? 0) > firstRow + MOST_ROWS;
  const { endRow: _, ...start } = area;
  const endRow = more && window.cut ? window.endRow : area.endRow;
  return {
    asked: window.asked,
    range: more ? writeRange(titleOf(shown), { ...area, endRow: firstRow + MOST_ROWS }) : shown,
    firstRow,
    firstColumn: area.startColumn ?? 0,
    rows: (values ?? []).slice(0, MOST_ROWS),
    more,
    leftFrom: (row) =>
      writeRange(titleOf(shown), { ...start, startRow: firstRow + row, ...(endRow !== undefined && { endRow }) }),
  };
}

function titleOf(range: string): string | undefined {
  const parsed = parseRange(range);
  return parsed?.kind === "cells" ? parsed.sheet : undefined;
}
