import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { documentMarkdown } from "../../content/docs/document-markdown.ts";
import { tabsMask, tabsOf } from "../../content/docs/tabs.ts";
import { oneLine } from "../../content/table.ts";
import { offset } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, tabId } from "./docs-input.ts";
import { READ_DOCUMENTS } from "./docs-scopes.ts";
import { tabNamed } from "./edit-document.ts";

const FIELDS = `title,${tabsMask("body,lists,headers,footers,footnotes,inlineObjects,positionedObjects")}`;

/** A document for the model, as Markdown. */
export const docsRead = defineDocsTool({
  name: "docs_read",
  title: "Read document",
  description:
    "Reads a Google Doc, all its tabs, as Markdown that docs_create could write again; suggestions stand in {++ ++} and {-- --}. Long ones are cut; read on with offset.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    tab_id: tabId,
    offset,
  }),
  async run(input, call) {
    const docs = await call.google.docs();
    const { data } = await docs.documents.get({
      documentId: input.document_id,
      includeTabsContent: true,
      fields: FIELDS,
    });
    const tab = input.tab_id === undefined ? undefined : tabNamed(tabsOf(data), input.tab_id);
    const piece = pieceOf(documentMarkdown(data, tab?.id), input.offset);
    const whole = piece.next === undefined && input.offset === 0;
    const range = whole ? "" : `, characters ${input.offset} to ${piece.next ?? piece.total} of ${piece.total}`;
    return {
      text: `${oneLine(data.title ?? "")} (document${range})\n\n${piece.text || "(empty)"}`,
      ...(piece.next !== undefined && { note: `Read on: offset ${piece.next}` }),
    };
  },
});
