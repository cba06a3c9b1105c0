import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import { paragraphsOf } from "../../content/docs/flat-text.ts";
import { range } from "../../content/docs/requests.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, isNumbered, ranges, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { findRange, type Span } from "./find-place.ts";

/** Deletes parts of a document. */
export const docsDeleteText = defineDocsTool({
  name: "docs_delete_text",
  title: "Delete in document",
  description: "Deletes texts of a Google Doc, everything from one text through another, or ranges of indexes.",
  tier: "extended",
  kind: "destructive",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({ document_id: documentId, ranges, tab_id: tabId }),
  async run({ document_id, ranges: given, tab_id }, call) {
    const docs = await call.google.docs();
    const { facts, remarks } = await editDocument(
      docs,
      document_id,
      (tabs) => {
        const tab = tabNamed(tabs, tab_id);
        const content = bodyOf(tab);
        const spans = merged(given.flatMap((one) => findRange(content, one)).map((span) => fitted(content, span)));
        const requests = spans
          .filter(([start, end]) => end > start)
          .reverse()
          .map((span) => ({ deleteContentRange: { range: range({ tabId: tab.id }, ...span) } }));
        return { requests, facts: spans };
      },
      { numbered: given.some(isNumbered) },
    );
    const characters = facts.reduce((sum, [start, end]) => sum + end - start, 0);
    const places = facts.length === 1 ? "" : ` in ${facts.length} places`;
    return { text: [`Deleted ${characters} characters${places}.`, ...remarks].join("\n") };
  },
});

/** Ranges in their order, those that overlap as one. */
function merged(spans: readonly Span[]): Span[] {
  const result: [number, number][] = [];
  for (const [start, end] of [...spans].sort(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** Takes the line end of whole paragraphs along, but never one that Docs needs: before a table, and the last. */
function fitted(content: readonly docs_v1.Schema$StructuralElement[], [start, end]: Span): Span {
  const paragraphs = paragraphsOf(content);
  const first = paragraphs.find((one) => one.start <= start && start < one.end);
  const last = paragraphs.find((one) => one.start < end && end <= one.end);
  if (!first || !last) return [start, end];
  if (end === last.end) return [start, last.fixed ? end - 1 : end];
  const whole = start === first.start && end === last.end - 1 && end > start;
  return whole && !last.fixed ? [start, end + 1] : [start, end];
}
