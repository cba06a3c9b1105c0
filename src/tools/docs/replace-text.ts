import * as z from "zod";
import { shorten } from "../../content/table.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";

/** Finds and replaces, wherever it occurs. */
export const docsReplaceText = defineDocsTool({
  name: "docs_replace_text",
  title: "Replace in document",
  description: "Replaces every occurrence of plain texts in a Google Doc, in all tabs or those named; tells how many.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    replacements: z
      .array(z.strictObject({ find: quote, replace: z.string().max(100_000, "expected at most 100000 characters") }))
      .min(1, "expected at least one replacement")
      .max(100, "expected at most 100 replacements"),
    match_case: z.boolean().default(true),
    tab_ids: z.array(tabId.unwrap()).max(100, "expected at most 100 tabs").optional(),
  }),
  output: z.strictObject({ counts: z.array(z.int()) }),
  async run({ document_id, replacements, match_case, tab_ids }, call) {
    const docs = await call.google.docs();
    const { data } = await docs.documents.batchUpdate({
      documentId: document_id,
      fields: "replies",
      requestBody: {
        requests: replacements.map(({ find, replace }) => ({
          replaceAllText: {
            containsText: { text: find, matchCase: match_case },
            replaceText: replace,
            ...(tab_ids !== undefined && tab_ids.length > 0 && { tabsCriteria: { tabIds: tab_ids } }),
          },
        })),
      },
    });
    const counts = replacements.map((_, index) => data.replies?.[index]?.replaceAllText?.occurrencesChanged ?? 0);
    const lines = replacements.map(
      ({ find }, index) =>
        `- “${shorten(find, 80)}”: ${counts[index] === 0 ? "not found" : `replaced ${counts[index]} ${counts[index] === 1 ? "time" : "times"}`}`,
    );
    return { text: lines.join("\n"), data: { counts } };
  },
});
