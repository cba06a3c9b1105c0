import * as z from "zod";
import { DEFAULT_CHARACTERS, pieceOf } from "../../content/bound.ts";
import { headingLevel, paragraphsOf } from "../../content/docs/flat-text.ts";
import { type FoundTab, tabsMask, tabsOf } from "../../content/docs/tabs.ts";
import { oneLine, shorten } from "../../content/table.ts";
import { offset } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId } from "./docs-input.ts";
import { READ_DOCUMENTS } from "./docs-scopes.ts";

const FIELDS = `title,${tabsMask(
  "body(content(startIndex,endIndex,paragraph(elements(textRun(content)),paragraphStyle(namedStyleType)),table(rows,columns)))",
)}`;

/** What a document consists of. */
export const docsListTabs = defineDocsTool({
  name: "docs_list_tabs",
  title: "Outline of document",
  description:
    "Lists the tabs of a Google Doc with their ids, and below each its headings and tables with their indexes.",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_DOCUMENTS,
  input: z.strictObject({ document_id: documentId, offset }),
  async run({ document_id, offset: from }, call) {
    const docs = await call.google.docs();
    const { data } = await docs.documents.get({
      documentId: document_id,
      includeTabsContent: true,
      fields: FIELDS,
    });
    const lines = [`# ${oneLine(data.title ?? "")}`, ...tabsOf(data).flatMap(outlineOf)];
    const { text, next } = pieceOf(lines.join("\n"), from, DEFAULT_CHARACTERS);
    return { text, ...(next !== undefined && { note: `Read on: offset ${next}` }) };
  },
});

function outlineOf({ id, title, level, content }: FoundTab): string[] {
  const indent = "  ".repeat(level);
  const elements = content.body?.content ?? [];
  const end = elements.at(-1)?.endIndex ?? 1;
  const lines = elements.flatMap(({ startIndex, table, paragraph }, at) => {
    if (table) return [`table of ${table.rows} × ${table.columns} — ${startIndex ?? 0}`];
    if (!paragraph) return [];
    const [found] = paragraphsOf(elements.slice(at, at + 1));
    const heading = found && headingLevel(found.style);
    const text = shorten(found?.text ?? "", 120);
    if (heading === undefined || text === "") return [];
    return [`${"  ".repeat(Math.max(0, heading - 1))}${"#".repeat(Math.max(1, heading))} ${text} — ${startIndex ?? 0}`];
  });
  return [`${indent}- ${oneLine(title)}, tab_id ${id}, ends at ${end}`, ...lines.map((line) => `${indent}  - ${line}`)];
}
