import { blocksOf, escapeMarkdown, type Block as MarkdownBlock } from "../drive/markdown-blocks.ts";
import {
  type Block,
  type DocTab,
  newId,
  newTab,
  type Paragraph,
  paragraph,
  points,
  type StoredDocument,
  textOf,
} from "./model.ts";

/** A document of one tab that says what the Markdown says, as Drive imports it: its text, headings, lists and tables. */
export function documentFrom(id: string, markdown: string): StoredDocument {
  const document: StoredDocument = { id, tabs: [newTab("t.0", "Tab 1")], revision: 1, count: 0 };
  const [tab] = document.tabs;
  if (!tab) throw new Error("a document has a tab");
  const content = blocksOf(markdown).flatMap((block) => importedBlock(document, tab, block));
  const last = content.at(-1);
  if (content.length > 0) tab.body.content.splice(1, 1, ...content, ...(last?.kind === "table" ? [paragraph("")] : []));
  return document;
}

function importedBlock(document: StoredDocument, tab: DocTab, block: MarkdownBlock): Block[] {
  switch (block.kind) {
    case "heading":
      return [
        paragraph(oneLine(block.text), { namedStyleType: `HEADING_${block.level}`, headingId: newId(document, "h") }),
      ];
    case "paragraph":
      return block.text.split("\n").map((line) => paragraph(line));
    case "item":
      return [itemParagraph(tab, block)];
    case "table":
      return [
        paragraph(""),
        {
          kind: "table",
          columns: (block.rows[0] ?? []).map(() => ({ widthType: "EVENLY_DISTRIBUTED" })),
          rows: block.rows.map((cells) => ({
            style: {},
            cells: cells.map((text) => ({ style: {}, content: [paragraph(oneLine(text))] })),
          })),
        },
      ];
  }
}

function itemParagraph(tab: DocTab, { text, marker, depth }: Extract<MarkdownBlock, { kind: "item" }>): Paragraph {
  const ordered = marker !== "*";
  const listId = ordered ? "kix.numbers" : "kix.bullets";
  const glyphs = ordered ? { glyphType: "DECIMAL", glyphFormat: "%0." } : { glyphSymbol: "●", glyphFormat: "%0" };
  const nestingLevels = Array.from({ length: 9 }, () => ({ bulletAlignment: "START", ...glyphs }));
  tab.lists.set(listId, {
    preset: ordered ? "NUMBERED_DECIMAL_ALPHA_ROMAN" : "BULLET_DISC_CIRCLE_SQUARE",
    nestingLevels,
  });
  return {
    ...paragraph(oneLine(text), { indentStart: points(36 * (depth + 1)), indentFirstLine: points(36 * depth + 18) }),
    bullet: { listId, nestingLevel: depth, textStyle: {} },
  };
}

function oneLine(text: string): string {
  return text.replaceAll("\n", " ");
}

/** A document as Drive exports it: every tab's text, with headings, lists and tables. */
export function markdownOf(document: StoredDocument): string {
  return document.tabs
    .map((tab) => {
      const title = document.tabs.length > 1 ? [`# ${escapeMarkdown(tab.title)}`] : [];
      const notes = [...tab.segments.values()].flatMap(({ kind, content }) =>
        kind === "footnote" ? exported(tab, content) : [],
      );
      return [...title, ...exported(tab, tab.body.content), ...notes].join("\n\n");
    })
    .join("\n\n")
    .concat("\n");
}

function exported(tab: DocTab, content: readonly Block[]): string[] {
  const lines: string[] = [];
  for (const block of content) {
    if (block.kind === "paragraph") lines.push(exportedParagraph(tab, block));
    if (block.kind === "contents") lines.push(...exported(tab, block.content));
    if (block.kind === "table") {
      const rows = block.rows.map(({ cells }) => {
        const texts = cells.map((cell) => exported(tab, cell.content).join(" ").replaceAll("|", "\\|"));
        return `| ${texts.join(" | ")} |`;
      });
      rows.splice(1, 0, `|${block.columns.map(() => " --- |").join("")}`);
      lines.push(rows.join("\n"));
    }
  }
  return lines.filter((line) => line !== "");
}

function exportedParagraph(tab: DocTab, block: Paragraph): string {
  const text = escapeMarkdown(textOf(block).replaceAll("\ufffc", "").replaceAll("\u000b", " ").trim());
  if (text === "") return "";
  const level = /^HEADING_(\d)$/.exec(String(block.style.namedStyleType))?.[1];
  if (level !== undefined) return `${"#".repeat(Number(level))} ${text}`;
  if (!block.bullet) return text;
  const ordered = tab.lists.get(block.bullet.listId)?.preset.startsWith("NUMBERED") ?? false;
  return `${"   ".repeat(block.bullet.nestingLevel)}${ordered ? "1." : "*"} ${text}`;
}
