import type { AnyTool } from "../tool.ts";
import { sheetsAddChart } from "./add-chart.ts";
import { sheetsAddPivot } from "./add-pivot.ts";
import { sheetsAppend } from "./append.ts";
import { sheetsBatchUpdate } from "./batch-update.ts";
import { sheetsClear } from "./clear.ts";
import { sheetsConditionalFormat } from "./conditional-format.ts";
import { sheetsCreate } from "./create.ts";
import { sheetsEditDimensions } from "./edit-dimensions.ts";
import { sheetsFindReplace } from "./find-replace.ts";
import { sheetsFormat } from "./format.ts";
import { sheetsGet } from "./get.ts";
import { sheetsNamedRange } from "./named-range.ts";
import { sheetsRead } from "./read.ts";
import { sheetsSetValidation } from "./set-validation.ts";
import { sheetsSortFilter } from "./sort-filter.ts";
import { sheetsAddSheet, sheetsCopySheet, sheetsDeleteSheet, sheetsUpdateSheet } from "./tabs.ts";
import { sheetsWrite } from "./write.ts";

/** The Sheets tools, in the order in which clients see them. */
export const sheetsTools: readonly AnyTool[] = [
  sheetsCreate,
  sheetsGet,
  sheetsRead,
  sheetsWrite,
  sheetsAppend,
  sheetsClear,
  sheetsAddSheet,
  sheetsUpdateSheet,
  sheetsDeleteSheet,
  sheetsFormat,
  sheetsFindReplace,
  sheetsEditDimensions,
  sheetsSortFilter,
  sheetsSetValidation,
  sheetsConditionalFormat,
  sheetsAddChart,
  sheetsAddPivot,
  sheetsNamedRange,
  sheetsCopySheet,
  sheetsBatchUpdate,
];
