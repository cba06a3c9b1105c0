import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import type { Content, Inline } from "../../content/docs/blocks.ts";
import { type FoundParagraph, flatText } from "../../content/docs/flat-text.ts";
import { parseMarkdown } from "../../content/docs/parse-markdown.ts";
import type { Place } from "../../content/docs/requests.ts";
import { writeLine } from "../../content/docs/write-blocks.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, index, invalid, markdownText, occurrence, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { findText, paragraphAt, type Spot } from "./find-place.ts";
import { lineInlines } from "./markdown-line.ts";
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
    const { replies, facts, remarks } = await editDocument(
      docs,
      document_id,
      (tabs, unreachable) => {
        const tab = tabNamed(tabs, tab_id);
        const { requests, notes } = writeAll(bodyOf(tab), inserts, { tabId: tab.id }, unreachable);
        return { requests, facts: { notes } };
      },
      { numbered: inserts.some(({ index: at }) => at !== undefined) },
    );
    const missing = await writeNotes(docs, document_id, facts.notes, replies);
    const done = inserts.length === 1 ? "Inserted." : `Inserted ${inserts.length} texts.`;
    return { text: [done, ...remarks, ...missing].join("\n") };
  },
});

function checkInsert({ before, after, index: at }: Insert): void {
  const named = [before, after, at].filter((one) => one !== undefined).length;
  if (named !== 1) throw invalid("inserts: expected exactly one of before, after and index");
}

function positionOf(content: readonly docs_v1.Schema$StructuralElement[], insert: Insert): number {
  const { before, after, occurrence: which, index: at } = insert;
  const flat = flatText(content);
  // Docs would write behind a character whose middle is named (Google, "Structural edit rules and behavior").
  if (at !== undefined) return /^[\udc00-\udfff]/.test(flat.charAt(at)) ? at + 1 : at;
  const [[start, end] = [0, 0]] = findText(flat, before ?? after ?? "", which);
  return before !== undefined ? start : end;
}

/** An insert and where it goes: a line to the position itself, blocks before or behind the paragraph there. */
interface Placed {
  insert: Insert;
  parsed: Content;
  line: Inline[] | undefined;
  position: number;
  paragraph: FoundParagraph;
}

function placed(content: readonly docs_v1.Schema$StructuralElement[], insert: Insert): Placed {
  const parsed = parseMarkdown(insert.markdown);
  const line = lineOf(insert.markdown, parsed);
  const position = positionOf(content, insert);
  const inside = insert.after !== undefined && !line ? position - 1 : position;
  return { insert, parsed, line, position, paragraph: paragraphAt(content, inside) };
}

/**
 * Where the first request of a writing goes, and which of several at one index is to be carried out first: behind a
 * paragraph before into its text, into its text before what comes before it.
 */
interface Ordered {
  index: number;
  turn: 0 | 1 | 2;
  writing: Writing;
}

/** From the end to the start, so that none moves another; of two at one place, the first given ends up first. */
function writeAll(
  content: readonly docs_v1.Schema$StructuralElement[],
  inserts: readonly Insert[],
  place: Place,
  unreachable: ReadonlySet<string>,
): Writing {
  const all = inserts.map((insert) => placed(content, insert));
  const ordered = all.map((one): Ordered => {
    const { line, parsed, position, paragraph } = one;
    if (line)
      return {
        index: position,
        turn: 1,
        writing: withNotes(writeLine(linkedInlines(line, unreachable), place, position), parsed, place),
      };
    const alone = all.every((other) => other === one || other.paragraph.start !== paragraph.start);
    const spot: Spot = { at: paragraph.empty && alone ? "in" : sideOf(one), paragraph };
    const writing = writeAt(spot, withLinkedPictures(parsed, unreachable), place);
    return spot.at === "behind"
      ? { index: paragraph.end - 1, turn: 0, writing }
      : { index: paragraph.start, turn: 2, writing };
  });
  const fromEnd = ordered
    .reverse()
    .sort((one, other) => other.index - one.index || one.turn - other.turn)
    .map(({ writing }) => writing);
  return joinWritings(fromEnd);
}

function sideOf({ insert, position, paragraph }: Placed): "before" | "behind" {
  if (insert.after !== undefined) return "behind";
  return insert.before === undefined && position > paragraph.start ? "behind" : "before";
}

/** The inlines of Markdown that is one line of plain text, white space at its ends included. */
function lineOf(markdown: string, { blocks, notes }: Content): Inline[] | undefined {
  const [only, another] = blocks;
  const isLine = only?.kind === "paragraph" && only.role === "text" && !only.list && only.quote === 0 && !another;
  return isLine && notes.size === 0 && !markdown.includes("\n") ? lineInlines(markdown) : undefined;
}
