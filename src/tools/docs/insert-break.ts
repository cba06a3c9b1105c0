import * as z from "zod";
import { flatText } from "../../content/docs/flat-text.ts";
import { at, type Place, type Request } from "../../content/docs/requests.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, index, invalid, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { findText, paragraphAt } from "./find-place.ts";

const SECTIONS = { section: "NEXT_PAGE", continuous_section: "CONTINUOUS" } as const;

/** Begins a new page or section. */
export const docsInsertBreak = defineDocsTool({
  name: "docs_insert_break",
  title: "Insert break",
  description:
    "Inserts a page break or section break into a Google Doc, before the paragraph with a text, at an index, or at the end.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    kind: z.enum(["page", "section", "continuous_section"]).default("page"),
    before: quote.optional(),
    index: index.optional(),
    tab_id: tabId,
  }),
  async run({ document_id, kind, before, index: position, tab_id }, call) {
    if (before !== undefined && position !== undefined) throw invalid("index: expected either before or index");
    const make = (where: Where): Request =>
      kind === "page" ? { insertPageBreak: where } : { insertSectionBreak: { ...where, sectionType: SECTIONS[kind] } };
    const docs = await call.google.docs();
    const done = `Inserted a ${kind.replace("_", " ")} break.`;
    if (before === undefined) {
      const place = tab_id === undefined ? {} : { tabId: tab_id };
      const where = position === undefined ? { endOfSegmentLocation: place } : { location: at(place, position) };
      const requests = [make(where)];
      await docs.documents.batchUpdate({ documentId: document_id, fields: "documentId", requestBody: { requests } });
      return { text: done };
    }
    const { remarks } = await editDocument(docs, document_id, (tabs) => {
      const tab = tabNamed(tabs, tab_id);
      const content = bodyOf(tab);
      const [[found] = [0]] = findText(flatText(content), before, undefined, "index");
      const { start } = paragraphAt(content, found);
      return { requests: [make({ location: at({ tabId: tab.id }, start) })], facts: undefined };
    });
    return { text: [done, ...remarks].join("\n") };
  },
});

type Where = { location: ReturnType<typeof at> } | { endOfSegmentLocation: Place };
