import * as z from "zod";
import { oneLine } from "../../content/table.ts";
import { headerText } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, invalid, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";

/** Makes or renames a tab. */
export const docsAddTab = defineDocsTool({
  name: "docs_add_tab",
  title: "Add or rename tab",
  description: "Adds a tab to a Google Doc, or with tab_id renames one. Returns its id.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    title: headerText(50).refine((value) => value.trim() !== "", "expected a title"),
    tab_id: tabId,
    parent_tab_id: tabId,
    position: z.int("expected a number from 1 up").min(1, "expected a number from 1 up").max(1_000).optional(),
  }),
  output: z.strictObject({ tab_id: z.string() }),
  async run({ document_id, title, tab_id, parent_tab_id, position }, call) {
    if (tab_id !== undefined && (parent_tab_id !== undefined || position !== undefined))
      throw invalid("tab_id: a tab that is renamed keeps its place", "Leave parent_tab_id and position out.");
    const docs = await call.google.docs();
    const request =
      tab_id === undefined
        ? {
            addDocumentTab: {
              tabProperties: {
                title,
                ...(parent_tab_id !== undefined && { parentTabId: parent_tab_id }),
                ...(position !== undefined && { index: position - 1 }),
              },
            },
          }
        : { updateDocumentTabProperties: { tabProperties: { tabId: tab_id, title }, fields: "title" } };
    const { data } = await docs.documents.batchUpdate({
      documentId: document_id,
      fields: "replies",
      requestBody: { requests: [request] },
    });
    const id = tab_id ?? data.replies?.[0]?.addDocumentTab?.tabProperties?.tabId ?? "";
    const done = tab_id === undefined ? "Added the tab" : "Renamed the tab to";
    return { text: `${done} “${oneLine(title)}”, tab_id ${id}.`, data: { tab_id: id } };
  },
});
