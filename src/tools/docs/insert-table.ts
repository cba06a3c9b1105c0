import * as z from "zod";
import type { Content } from "../../content/docs/blocks.ts";
import { flatText } from "../../content/docs/flat-text.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, index, invalid, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { endOf, findText, paragraphAt, type Spot } from "./find-place.ts";
import { cellInlines } from "./markdown-line.ts";
import { pictureAudience, picturesOf, withLinkedPictures, writeAt } from "./write-content.ts";

/** Cells of all rows together. */
const MOST_CELLS = 5_000;

/** A cell's text, as a line of Markdown. */
export const cellText = z.string().max(20_000, "expected at most 20000 characters");

const input = z.strictObject({
  document_id: documentId,
  rows: z
    .array(z.array(cellText).min(1, "expected at least one cell").max(20, "expected at most 20 columns"))
    .min(1, "expected at least one row")
    .max(1_000, "expected at most 1000 rows")
    .describe("Markdown cells; the first row is the head."),
  after: quote.optional().describe("Text of the paragraph before it; default: the end."),
  index: index.optional(),
  tab_id: tabId,
});

/** Adds a table with its data. */
export const docsInsertTable = defineDocsTool({
  name: "docs_insert_table",
  title: "Insert table",
  description: "Inserts a filled table into a Google Doc, after the paragraph with a text or an index, or at the end.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input,
  audience: ({ rows }) => pictureAudience(picturesOf(tableOf(rows))),
  async run({ document_id, rows, after, index: at, tab_id }, call) {
    if (after !== undefined && at !== undefined) throw invalid("index: expected either after or index");
    if (rows.flat().length > MOST_CELLS) throw invalid(`rows: expected at most ${MOST_CELLS} cells`);
    const docs = await call.google.docs();
    const { remarks } = await editDocument(
      docs,
      document_id,
      (tabs, unreachable) => {
        const tab = tabNamed(tabs, tab_id);
        const content = bodyOf(tab);
        const [[, end] = [0, 0]] = after === undefined ? [] : findText(flatText(content), after, undefined, "index");
        const position = after === undefined ? at : end - 1;
        const spot: Spot =
          position === undefined
            ? endOf(content, undefined)
            : { at: "behind", paragraph: paragraphAt(content, position) };
        const { requests } = writeAt(spot, withLinkedPictures(tableOf(rows), unreachable), { tabId: tab.id });
        return { requests, facts: undefined };
      },
      { numbered: at !== undefined },
    );
    const columns = Math.max(...rows.map((row) => row.length));
    return { text: [`Inserted a table of ${rows.length} rows and ${columns} columns.`, ...remarks].join("\n") };
  },
});

function tableOf(rows: readonly (readonly string[])[]): Content {
  const cells = rows.map((row) => row.map(cellInlines));
  return { blocks: [{ kind: "table", rows: cells, alignments: [] }], notes: new Map() };
}
