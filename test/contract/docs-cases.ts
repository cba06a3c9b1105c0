import { docsCreate } from "../../src/tools/docs/create.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { runTool } from "../support/tool-call.ts";
import type { ContractCase } from "./contract-case.ts";

const MARKDOWN = `# Head

- one
  1. two
- [x] finished

| A | B |
| - | -: |
| **a** | [b](https://example.com/) |

> quote 🎉

\`\`\`
code
\`\`\`

---

<!-- pagebreak -->

![picture](https://example.com/a.png) and a note[^1]

[^1]: *Note*`;

/** Adds the id of a document made for the case. */
const made =
  (input: Record<string, unknown> = {}, markdown = MARKDOWN) =>
  async (emulator: Emulator) => {
    const { data } = await runTool(emulator, docsCreate, { title: "Case", markdown });
    return { document_id: data?.id, ...input };
  };

/** At least two calls of each tool of the service. */
export const docsCases: readonly ContractCase[] = [
  { tool: "docs_create", input: { title: "Empty" } },
  { tool: "docs_create", input: { title: "Whole", markdown: MARKDOWN } },
  { tool: "docs_create", input: { title: "Tabs", markdown: "<!-- tab: A -->\n\na\n\n<!-- tab: B -->\n\n- b" } },
  { tool: "docs_read", input: made() },
  { tool: "docs_read", input: made({ tab_id: "t.0", offset: 5 }), scopes: ["drive.file"] },
  { tool: "docs_append", input: made({ markdown: MARKDOWN }) },
  { tool: "docs_append", input: made({ markdown: "x", heading: "Head", tab_id: "t.0" }), scopes: ["documents"] },
  { tool: "docs_replace_text", input: made({ replacements: [{ find: "one", replace: "1" }] }) },
  {
    tool: "docs_replace_text",
    input: made({ replacements: [{ find: "ONE", replace: "" }], match_case: false, tab_ids: ["t.0"] }),
  },
  { tool: "docs_insert_text", input: made({ inserts: [{ markdown: MARKDOWN, after: "one" }] }) },
  {
    tool: "docs_insert_text",
    input: made({
      inserts: [
        { markdown: "x", before: "quote" },
        { markdown: "**y** x<sup>2</sup>", index: 2 },
      ],
    }),
  },
  { tool: "docs_delete_text", input: made({ ranges: [{ text: "one", through: "two" }] }) },
  { tool: "docs_delete_text", input: made({ ranges: [{ start_index: 1, end_index: 3 }, { text: "quote" }] }) },
  {
    tool: "docs_format_text",
    input: made({
      ranges: [{ text: "quote" }],
      bold: true,
      italic: false,
      underline: true,
      strikethrough: true,
      link: "https://example.com/",
      color: "#112233",
      background: "none",
      font: "Roboto",
      size: 12,
      style: "title",
      align: "justify",
    }),
  },
  { tool: "docs_format_text", input: made({ ranges: [{ text: "one" }, { text: "two" }], list: "check" }) },
  { tool: "docs_format_text", input: made({ ranges: [{ text: "one" }], list: "none", link: "none" }) },
  { tool: "docs_insert_table", input: made({ rows: [["a", "**b**"], ["c"]] }) },
  { tool: "docs_insert_table", input: made({ rows: [["a"]], after: "quote", tab_id: "t.0" }) },
  {
    tool: "docs_edit_table",
    input: made({
      operations: [
        { action: "set", row: 1, column: 1, values: ["x", "*y*"] },
        { action: "insert_row", row: 3, values: ["z"] },
        { action: "delete_column", column: 2 },
      ],
    }),
  },
  {
    tool: "docs_edit_table",
    input: made({
      operations: [
        { action: "delete_row", row: 2 },
        { action: "insert_column", column: 3, values: ["c"] },
      ],
    }),
  },
  { tool: "docs_insert_image", input: made({ url: "https://example.com/b.png", width: 100, height: 50 }) },
  { tool: "docs_insert_image", input: made({ url: "https://example.com/b.png", after: "quote" }) },
  { tool: "docs_insert_break", input: made() },
  { tool: "docs_insert_break", input: made({ kind: "section", before: "quote" }) },
  { tool: "docs_insert_break", input: made({ kind: "continuous_section", index: 1, tab_id: "t.0" }) },
  { tool: "docs_set_header_footer", input: made({ header: "**Top**", footer: "Foot" }) },
  { tool: "docs_set_header_footer", input: made({ footer: "Foot", first_page_number: 2, tab_id: "t.0" }) },
  { tool: "docs_list_tabs", input: made() },
  { tool: "docs_list_tabs", input: made({ offset: 3 }), scopes: ["drive.readonly"] },
  { tool: "docs_add_tab", input: made({ title: "New", parent_tab_id: "t.0", position: 1 }) },
  { tool: "docs_add_tab", input: made({ title: "Renamed", tab_id: "t.0" }) },
  {
    tool: "docs_batch_update",
    input: made({ requests: [{ insertText: { text: "x", endOfSegmentLocation: {} } }] }),
  },
  {
    tool: "docs_batch_update",
    input: made({
      requests: [
        { createNamedRange: { name: "n", range: { startIndex: 1, endIndex: 2 } } },
        { updateDocumentStyle: { documentStyle: { marginTop: { magnitude: 36, unit: "PT" } }, fields: "marginTop" } },
      ],
    }),
  },
];
