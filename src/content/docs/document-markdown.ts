import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import type { Block, Inline } from "./blocks.ts";
import { readBlocks } from "./read-blocks.ts";
import { renderInlines } from "./render-inlines.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { type FoundTab, tabsOf } from "./tabs.ts";

/**
 * A document as Markdown that can be written again: every tab begins with a comment that names it, headers and footers
 * are comments too, footnotes are at the end of their tab, suggestions stand in `{++ ++}` and `{-- --}`.
 * @param tabId the only tab that is wanted
 */
export function documentMarkdown(document: docs_v1.Schema$Document, tabId?: string): string {
  const tabs = tabsOf(document);
  const wanted = tabs.filter(({ id }) => tabId === undefined || id === tabId);
  return wanted
    .map((tab) => [...(tabs.length > 1 ? [tabMark(tab)] : []), tabMarkdown(tab.content)].join("\n\n").trimEnd())
    .join("\n\n");
}

function tabMark({ id, title }: FoundTab): string {
  return comment(`tab: ${title} (${id})`);
}

/** A comment, which its text cannot end. */
function comment(text: string): string {
  return `<!-- ${text.replace(/\s+/g, " ").replace(/--+>?/g, (dashes) => dashes.replaceAll("-", "‐"))} -->`;
}

function tabMarkdown(tab: docs_v1.Schema$DocumentTab): string {
  const edges = (name: string, segments: Record<string, { content?: docs_v1.Schema$StructuralElement[] }> = {}) =>
    Object.values(segments).flatMap(({ content }) => {
      const lines = readBlocks(content ?? [], tab).flatMap(linesOf);
      return lines.length > 0 ? [comment(`${name}: ${lines.join(" / ")}`)] : [];
    });
  const body = renderMarkdown(readBlocks(tab.body?.content ?? [], tab), notesOf(tab));
  return [...edges("header", tab.headers ?? {}), body, ...edges("footer", tab.footers ?? {})]
    .filter((part) => part !== "")
    .join("\n\n");
}

function linesOf(block: Block): string[] {
  const lines = block.kind === "table" ? block.rows.flat() : [block.inlines];
  return lines.map((line) => renderInlines(line)).filter((line) => line !== "");
}

/** Footnotes by the numbers of their marks, in their order. */
function notesOf(tab: docs_v1.Schema$DocumentTab): Map<string, Inline[]> {
  const numbers = new Map<string, string>();
  collectMarks(tab.body?.content ?? [], numbers);
  const notes = new Map<string, Inline[]>();
  for (const [id, number] of numbers) {
    const blocks = readBlocks(tab.footnotes?.[id]?.content ?? [], tab);
    const lines = blocks.flatMap((block) => (block.kind === "table" ? block.rows.flat() : [block.inlines]));
    notes.set(
      number,
      lines.flatMap((line, index): Inline[] => (index > 0 ? [{ kind: "text", text: " " }, ...line] : trimStart(line))),
    );
  }
  return notes;
}

function trimStart([first, ...rest]: readonly Inline[]): Inline[] {
  if (!first) return [];
  return [first.kind === "text" ? { ...first, text: first.text.trimStart() } : first, ...rest];
}

function collectMarks(content: readonly docs_v1.Schema$StructuralElement[], into: Map<string, string>): void {
  for (const { paragraph, table, tableOfContents } of content) {
    for (const { footnoteReference: mark } of paragraph?.elements ?? [])
      if (mark?.footnoteId) into.set(mark.footnoteId, mark.footnoteNumber || mark.footnoteId);
    for (const row of table?.tableRows ?? [])
      for (const cell of row.tableCells ?? []) collectMarks(cell.content ?? [], into);
    collectMarks(tableOfContents?.content ?? [], into);
  }
}
