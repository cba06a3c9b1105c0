import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { fetchedHosts } from "../../content/fetching-formulas.ts";
import type { Cell } from "../../content/sheet-cells.ts";
import { addressesOf, type Corner, listed } from "./cell-lists.ts";

/** Whom formulas would make Google ask, for the guard against instructions in content. */
export function fetchAudience(cells: readonly Cell[], calculates: boolean) {
  const recipients = calculates ? fetchedHosts(cells) : [];
  return { recipients, content: `Formulas that fetch from ${recipients.join(", ")}` };
}

/** Cells whose formula came to an error; empty when there are none. */
export function formulaErrors(
  corners: readonly Corner[],
  responses: readonly sheets_v4.Schema$UpdateValuesResponse[],
): string {
  const address = addressesOf(corners);
  const found = corners.flatMap((corner, index) =>
    (responses[index]?.updatedData?.values ?? []).flatMap((row, rowIndex) =>
      row.flatMap((value: unknown, columnIndex) =>
        typeof value === "string" && /^#(DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|ERROR!)$/.test(value)
          ? [`${address(corner, rowIndex, columnIndex)} ${value}`]
          : [],
      ),
    ),
  );
  return found.length === 0 ? "" : `Formulas that fail: ${listed(found)}`;
}
