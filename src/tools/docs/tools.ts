import type { AnyTool } from "../tool.ts";
import { docsAddTab } from "./add-tab.ts";
import { docsAppend } from "./append.ts";
import { docsBatchUpdate } from "./batch-update.ts";
import { docsCreate } from "./create.ts";
import { docsDeleteText } from "./delete-text.ts";
import { docsEditTable } from "./edit-table.ts";
import { docsFormatText } from "./format-text.ts";
import { docsInsertBreak } from "./insert-break.ts";
import { docsInsertImage } from "./insert-image.ts";
import { docsInsertTable } from "./insert-table.ts";
import { docsInsertText } from "./insert-text.ts";
import { docsListTabs } from "./list-tabs.ts";
import { docsRead } from "./read.ts";
import { docsReplaceText } from "./replace-text.ts";
import { docsSetHeaderFooter } from "./set-header-footer.ts";

/** The Docs tools, in the order in which clients see them. */
export const docsTools: readonly AnyTool[] = [
  docsCreate,
  docsRead,
  docsAppend,
  docsReplaceText,
  docsInsertText,
  docsDeleteText,
  docsFormatText,
  docsInsertTable,
  docsEditTable,
  docsInsertImage,
  docsInsertBreak,
  docsSetHeaderFooter,
  docsListTabs,
  docsAddTab,
  docsBatchUpdate,
];
