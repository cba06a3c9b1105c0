import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import { type DeckTable, mergeRuns, type Paragraph, type TextRun, trimRuns } from "./deck.ts";

/** What a number of a list looks like: `1.`, `b)`; other glyphs are bullets ("Bullet", `glyph`). */
const NUMBER = /^[\p{L}\p{N}]+[.)]$/u;
/** Fonts that code is set in. */
const CODE_FONT = /courier|consolas|mono\b|monospace/i;
const SHOWN_LINK = /^(?:https?:|mailto:|tel:)/i;

/** The paragraphs of a text that say something. */
export function paragraphsOf(text: slides_v1.Schema$TextContent | undefined): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const { paragraphMarker, textRun, autoText } of text?.textElements ?? []) {
    if (paragraphMarker) paragraphs.push({ runs: [], ...listOf(paragraphMarker.bullet) });
    const content = (textRun?.content ?? autoText?.content ?? "").replace(/\n$/, "").replaceAll("\n", "\v");
    if (content !== "") paragraphs.at(-1)?.runs.push({ text: content, ...styleOf((textRun ?? autoText)?.style) });
  }
  return paragraphs
    .map((paragraph) => ({ ...paragraph, runs: trimRuns(paragraph.runs) }))
    .filter(({ runs }) => runs.length > 0);
}

function listOf(bullet: slides_v1.Schema$Bullet | undefined): Pick<Paragraph, "list"> {
  if (!bullet) return {};
  return { list: { kind: NUMBER.test(bullet.glyph ?? "") ? "number" : "bullet", level: bullet.nestingLevel ?? 0 } };
}

function styleOf(style: slides_v1.Schema$TextStyle | undefined): Omit<TextRun, "text"> {
  const url = style?.link?.url ?? "";
  return {
    ...(style?.bold && { bold: true }),
    ...(style?.italic && { italic: true }),
    ...(style?.strikethrough && { strike: true }),
    ...(CODE_FONT.test(style?.fontFamily ?? "") && { code: true }),
    ...(SHOWN_LINK.test(url) && { link: url }),
  };
}

/** A text as one paragraph: its paragraphs become lines. */
export function runsOfText(text: slides_v1.Schema$TextContent | undefined): TextRun[] {
  const [first, ...others] = paragraphsOf(text);
  return mergeRuns([...(first?.runs ?? []), ...others.flatMap(({ runs }) => [{ text: "\v" }, ...runs])]);
}

/** The characters of a text alone, without the line feed that ends every text. */
export function plainTextOf(text: slides_v1.Schema$TextContent | undefined): string {
  const characters = (text?.textElements ?? []).map(
    ({ textRun, autoText }) => textRun?.content ?? autoText?.content ?? "",
  );
  return characters.join("").replace(/\n$/, "");
}

/** The cells of a table. */
export function deckTableOf(table: slides_v1.Schema$Table): DeckTable {
  return (table.tableRows ?? []).map(({ tableCells }) => (tableCells ?? []).map(({ text }) => runsOfText(text)));
}
