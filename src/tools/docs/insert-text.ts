import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import { z } from "zod";
import type { Content, Inline } from "../../content/docs/blocks.ts";
import { flatText } from "../../content/docs/flat-text.ts";
import { parseInlines } from "../../content/docs/parse-inlines.ts";
import { parseMarkdown } from "../../content/docs/parse-markdown.ts";
import type { Place } from "../../content/docs/requests.ts";
import { writeLine } from "../../content/docs/write-blocks.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, index, invalid, markdownText, occurrence, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { findText, paragraphAt } from "./find-place.ts";
import {
  joinWritings,
  linkedInlines,
  pictureAudience,
  picturesOf,
  type Writing,
  withLinkedPictures,
  withNotes,
  writeAt,
  writeNotes,
} from "./write-content.ts";

const insertInput = z.strictObject({
  markdown: markdownText,
  before: quote.optional(),
  after: quote.optional(),
  occurrence: occurrence.min(1, "expected a whole number from 1 up").optional(),
  index: index.optional(),
});
type Insert = z.output<typeof insertInput>;

/** Puts Markdown somewhere into a document. */
export const docsInsertText = defineDocsTool({
  name: "docs_insert_text",
  title: "Insert in document",
  description:
    "Inserts Markdown into a Google Doc before or after a text, or at an index. A plain line joins the text there; blocks become paragraphs of their own.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    inserts: z.array(insertInput).min(1, "expected at least one insert").max(100, "expected at most 100 inserts"),
    tab_id: tabId,
  }),
  audience: ({ inserts }) => pictureAudience(inserts.flatMap(({ markdown }) => picturesOf(parseMarkdown(markdown)))),
  async run({ document_id, inserts, tab_id }, call) {
    for (const insert of inserts) checkInsert(insert);
    const docs = await call.google.docs();
    const { replies, facts, remarks } = await editDocument(docs, document_id, (tabs, unreachable) => {
      const tab = tabNamed(tabs, tab_id);
      const content = bodyOf(tab);
      const placed = inserts.map((insert) => {
        const position = positionOf(content, insert);
        return { position, writing: writingAt(content, position, insert, { tabId: tab.id }, unreachable) };
      });
      // From the end to the start, so that none moves another; of two at one place, the first given ends up first.
      const ordered = placed
        .reverse()
        .sort((one, other) => other.position - one.position)
        .map(({ writing }) => writing);
      const { requests, notes } = joinWritings(ordered);
      return { requests, facts: { notes } };
    });
    await writeNotes(docs, document_id, facts.notes, replies);
    const done = inserts.length === 1 ? "Inserted." : `Inserted ${inserts.length} texts.`;
    return { text: [done, ...remarks].join("\n") };
  },
});

function checkInsert({ before, after, index: at }: Insert): void {
  const named = [before, after, at].filter((one) => one !== undefined).length;
  if (named !== 1) throw invalid("inserts: expected exactly one of before, after and index");
}

function positionOf(content: readonly docs_v1.Schema$StructuralElement[], insert: Insert): number {
  const { before, after, occurrence: which, index: at } = insert;
  if (at !== undefined) return at;
  const [[start, end] = [0, 0]] = findText(flatText(content), before ?? after ?? "", which);
  return before !== undefined ? start : end;
}

/** A line goes to the position itself, blocks before or behind the paragraph there. */
function writingAt(
  content: readonly docs_v1.Schema$StructuralElement[],
  position: number,
  insert: Insert,
  place: Place,
  unreachable: ReadonlySet<string>,
): Writing {
  const parsed = parseMarkdown(insert.markdown);
  const line = lineOf(insert.markdown, parsed);
  if (line) {
    paragraphAt(content, position);
    const inlines = linkedInlines(line, unreachable);
    return withNotes(writeLine(inlines, place, position), parsed, place);
  }
  const inside = insert.after !== undefined ? position - 1 : position;
  const paragraph = paragraphAt(content, inside);
  const behind = insert.after !== undefined || (insert.before === undefined && position > paragraph.start);
  return writeAt(
    { at: paragraph.empty ? "in" : behind ? "behind" : "before", paragraph },
    withLinkedPictures(parsed, unreachable),
    place,
  );
}

/** The inlines of Markdown that is one line of plain text, white space at its ends included. */
function lineOf(markdown: string, { blocks, notes }: Content): Inline[] | undefined {
  const [only, another] = blocks;
  const isLine = only?.kind === "paragraph" && only.role === "text" && !only.list && only.quote === 0 && !another;
  return isLine && notes.size === 0 && !markdown.includes("\n") ? parseInlines(markdown) : undefined;
}
