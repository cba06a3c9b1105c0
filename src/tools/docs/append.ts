import * as z from "zod";
import { parseMarkdown } from "../../content/docs/parse-markdown.ts";
import { shorten } from "../../content/table.ts";
import { headerText } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, markdownText, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { endOf } from "./find-place.ts";
import { pictureAudience, picturesOf, withLinkedPictures, writeAt, writeNotes } from "./write-content.ts";

/** Adds Markdown at the end of a document, or of one of its sections. */
export const docsAppend = defineDocsTool({
  name: "docs_append",
  title: "Append to document",
  description: "Adds Markdown at the end of a Google Doc, or at the end of the section under a heading.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    markdown: markdownText,
    heading: headerText(500).optional(),
    tab_id: tabId,
  }),
  audience: ({ markdown }) => pictureAudience(picturesOf(parseMarkdown(markdown))),
  async run({ document_id, markdown, heading, tab_id }, call) {
    const docs = await call.google.docs();
    const content = parseMarkdown(markdown);
    const { replies, facts, remarks } = await editDocument(docs, document_id, (tabs, unreachable) => {
      const tab = tabNamed(tabs, tab_id);
      const spot = endOf(bodyOf(tab), heading);
      const { requests, notes } = writeAt(spot, withLinkedPictures(content, unreachable), { tabId: tab.id });
      return { requests, facts: { notes, tab: tab.title } };
    });
    const missing = await writeNotes(docs, document_id, facts.notes, replies);
    const where = heading === undefined ? "at the end" : `under “${shorten(heading, 80)}”`;
    return { text: [`Added ${where} of the tab ${facts.tab}.`, ...remarks, ...missing].join("\n") };
  },
});
