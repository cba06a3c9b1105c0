import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import {
  type Alignment,
  type Block,
  type Inline,
  joined,
  type ListPlace,
  type ParagraphBlock,
  plainText,
} from "./blocks.ts";
import { codeEdge, indentLevel, isMonospaced, isRuled, isShaded, quoteDepth } from "./looks.ts";
import { inlinesOfParagraph, listTypeOf, type TabContent } from "./read-paragraph.ts";

/** The mark that Docs puts before each line of a code block of its own. */
const OWN_CODE = "\ue907";

/** What a document's content says, as blocks. Empty paragraphs say nothing and are left out. */
export function readBlocks(content: readonly docs_v1.Schema$StructuralElement[], tab: TabContent): Block[] {
  const blocks: Block[] = [];
  for (const element of content) {
    if (element.table) blocks.push(tableBlock(element.table, tab));
    if (element.tableOfContents) blocks.push(...readBlocks(element.tableOfContents.content ?? [], tab));
    if (element.sectionBreak && element.sectionBreak.sectionStyle?.sectionType === "NEXT_PAGE" && blocks.length > 0)
      blocks.push(special("pageBreak", 0));
    if (element.paragraph) blocks.push(...paragraphBlocks(element.paragraph, tab, blocks.at(-1)));
  }
  return withCodeEdges(blocks.filter(saysSomething));
}

function special(role: "rule" | "pageBreak", quote: number): ParagraphBlock {
  return { kind: "paragraph", role, level: 0, quote, inlines: [] };
}

function paragraphBlocks(
  paragraph: docs_v1.Schema$Paragraph,
  tab: TabContent,
  before: Block | undefined,
): ParagraphBlock[] {
  const style = paragraph.paragraphStyle;
  const elements = paragraph.elements ?? [];
  const inlines = inlinesOfParagraph(paragraph, tab);
  const empty = inlines.length === 0;
  const quote = quoteDepth(style);
  const isCode = isCodeLine(paragraph);
  const list = listPlace(paragraph, tab, before);
  const level = headingLevel(style?.namedStyleType);
  const specials: ParagraphBlock[] = [];
  if (elements.some(({ pageBreak }) => pageBreak)) specials.push(special("pageBreak", 0));
  if (elements.some(({ horizontalRule }) => horizontalRule)) specials.push(special("rule", quote));
  if (specials.length > 0 && empty) return specials;
  if (empty && !list?.item && !isCode) return isRuled(style) ? [special("rule", quote)] : [];
  const role = isCode ? "code" : level > 0 ? "heading" : "text";
  const block: ParagraphBlock = { kind: "paragraph", role, level, quote, inlines, ...(list && { list }) };
  if (isCode) block.edge = codeEdge(style);
  const [first] = elements;
  const leads = first?.pageBreak !== undefined || first?.horizontalRule !== undefined;
  const said = isCode ? block : ticked(block);
  return leads ? [...specials, said] : [said, ...specials];
}

/** A ticked checkbox is one whose text is struck through: the API does not tell more. */
function ticked(block: ParagraphBlock): ParagraphBlock {
  const { list, inlines } = block;
  const spans = inlines.filter((one) => one.kind === "text");
  const struck = spans.length > 0 && spans.every(({ text, strike }) => strike || text.trim() === "");
  if (list?.type !== "check" || !struck) return block;
  return {
    ...block,
    list: { ...list, done: true },
    inlines: joined(inlines.map((one) => (one.kind === "text" ? withoutStrike(one) : one))),
  };
}

function withoutStrike(span: Extract<Inline, { kind: "text" }>): Inline {
  const { strike: _strike, ...rest } = span;
  return rest;
}

function headingLevel(style: string | null | undefined): number {
  if (style === "TITLE") return 1;
  if (style === "SUBTITLE") return 2;
  return Number(/^HEADING_([1-6])$/.exec(style ?? "")?.[1] ?? 0);
}

function isCodeLine({ elements = [], paragraphStyle }: docs_v1.Schema$Paragraph): boolean {
  const runs = elements.flatMap(({ textRun }) => (textRun ? [textRun] : []));
  if (runs.length < elements.length || runs.length === 0) return false;
  if (runs[0]?.content?.startsWith(OWN_CODE)) return true;
  return isShaded(paragraphStyle) && runs.every(({ textStyle }) => isMonospaced(textStyle));
}

/** A paragraph without a bullet that stands in as far as the item before belongs to it. */
function listPlace(
  { bullet, paragraphStyle }: docs_v1.Schema$Paragraph,
  tab: TabContent,
  before: Block | undefined,
): ListPlace | undefined {
  if (bullet) {
    const level = bullet.nestingLevel ?? 0;
    // Docs gives markers of another kind a list of their own; what lies deeper is within the item before all the same.
    const within = level > 0 && before?.kind === "paragraph" ? before.list?.list : undefined;
    return { list: within ?? bullet.listId ?? "", type: listTypeOf(bullet, tab), level, item: true };
  }
  if (before?.kind !== "paragraph" || !before.list) return undefined;
  const level = Math.min(indentLevel(paragraphStyle), before.list.level);
  if (level < 0 || before.quote > quoteDepth(paragraphStyle)) return undefined;
  return { list: before.list.list, type: before.list.type, level, item: false };
}

/** A block of code that has no edges of its own is as long as its lines follow each other. */
function withCodeEdges(blocks: Block[]): Block[] {
  for (const block of blocks) {
    if (block.kind !== "paragraph" || !block.edge) continue;
    // Only together do both edges end a block and begin another one.
    block.inlines = [{ kind: "text", text: plainText(block.inlines) }];
  }
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    const before = blocks[index - 1];
    if (block.kind !== "paragraph" || !block.edge) return block;
    const endsBefore = before?.kind === "paragraph" && before.edge?.last === true;
    const beginsNext = next?.kind === "paragraph" && next.edge?.first === true;
    return { ...block, edge: { first: block.edge.first && endsBefore, last: block.edge.last && beginsNext } };
  });
}

function saysSomething(block: Block): boolean {
  if (block.kind === "table" || block.role !== "text" || block.list?.item) return true;
  return block.inlines.some((one) => one.kind !== "text" || one.text.trim() !== "");
}

function tableBlock({ tableRows = [] }: docs_v1.Schema$Table, tab: TabContent): Block {
  const cells = tableRows.map((row) => row.tableCells ?? []);
  return {
    kind: "table",
    rows: cells.map((row) => row.map((cell) => cellInlines(cell.content ?? [], tab))),
    alignments: (cells[0] ?? []).map((_, column) => alignmentOf(cells.map((row) => row[column]))),
  };
}

/** A cell's paragraphs, each on a line; lists by their signs, tables within by their cells. */
function cellInlines(content: readonly docs_v1.Schema$StructuralElement[], tab: TabContent): Inline[] {
  const lines = content.flatMap((element): Inline[][] => {
    if (element.table)
      return (element.table.tableRows ?? []).map((row) =>
        (row.tableCells ?? []).flatMap((cell, index): Inline[] => [
          ...(index > 0 ? [text(" / ")] : []),
          ...cellInlines(cell.content ?? [], tab),
        ]),
      );
    if (!element.paragraph) return [];
    const inlines = inlinesOfParagraph(element.paragraph, tab);
    const { bullet } = element.paragraph;
    return [bullet ? [text(`${"  ".repeat(bullet.nestingLevel ?? 0)}• `), ...inlines] : inlines];
  });
  const filled = lines.filter((line, index) => line.length > 0 || index < lines.length - 1);
  return joined(filled.flatMap((line, index) => (index > 0 ? [text("\n"), ...line] : line)));
}

function text(content: string): Inline {
  return { kind: "text", text: content };
}

/** The alignment that every filled cell of a column has. */
function alignmentOf(column: readonly (docs_v1.Schema$TableCell | undefined)[]): Alignment {
  const found = new Set(column.map((cell) => cell?.content?.[0]?.paragraph?.paragraphStyle?.alignment ?? "START"));
  const [only] = found;
  if (found.size !== 1) return undefined;
  return only === "CENTER" ? "center" : only === "END" ? "right" : undefined;
}
