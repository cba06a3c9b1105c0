import { cellAddress, quoteSheet } from "../../content/a1.ts";

/** The first of some cells, from which others are counted. */
export interface Corner {
  sheet: string | undefined;
  startRow: number;
  startColumn: number;
}

/** Characters of a list of cells that are shown. */
const MOST_SHOWN = 6000;

/** How cells of the ranges are named: with their tabs where these are several. */
export function addressesOf(corners: readonly Corner[]) {
  const several = new Set(corners.map(({ sheet }) => sheet)).size > 1;
  return ({ sheet, startRow, startColumn }: Corner, rowOffset: number, columnOffset: number): string => {
    const cell = cellAddress(startRow + rowOffset, startColumn + columnOffset);
    return several && sheet !== undefined ? `${quoteSheet(sheet)}!${cell}` : cell;
  };
}

/** As many as may be shown, the others counted. */
export function listed(items: readonly string[]): string {
  let length = 0;
  const shown = items.filter((item) => {
    length += item.length + 2;
    return length <= MOST_SHOWN;
  });
  const rest = items.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? `, and ${rest} more` : ""}`;
}
