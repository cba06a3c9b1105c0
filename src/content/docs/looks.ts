import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import type { ParagraphBlock, Span } from "./blocks.ts";

/**
 * How what Docs has no word for looks in a document, so that it is recognized again: code is monospaced on grey, a
 * quote has a bar at its left, a rule is an empty paragraph with a line below.
 */

const GREY: docs_v1.Schema$OptionalColor = color(0xf1f3f4);
const CODE_FONT = { fontFamily: "Roboto Mono", weight: 400 };

/** Width in points of a quote's bar for each quote that it is in; its text stands in by three times as much. */
const BAR = 3;
const INDENT = 18;
/** Indent in points of a list's text for each level, as Docs' own lists have it. */
const LIST_INDENT = 36;
/** Points above and below a block of code. */
const CODE_SPACE = 6;

const MONOSPACED =
  /mono|courier|consolas|menlo|monaco|inconsolata|source code|fira code|cousine|anonymous pro|lucida console|typewriter/i;

/** A colour of the kind `0xrrggbb`. */
export function color(rgb: number): docs_v1.Schema$OptionalColor {
  const part = (shift: number) => Math.round((((rgb >> shift) & 0xff) / 255) * 1000) / 1000;
  return { color: { rgbColor: { red: part(16), green: part(8), blue: part(0) } } };
}

export function points(magnitude: number): docs_v1.Schema$Dimension {
  return { magnitude, unit: "PT" };
}

/** The background of a table's head. */
export const HEAD_LOOK: docs_v1.Schema$TableCellStyle = { backgroundColor: color(0xf3f3f3) };

export const CODE_TEXT: docs_v1.Schema$TextStyle = { weightedFontFamily: CODE_FONT };

/** The style of a span's text. */
export function spanLook(span: Span): docs_v1.Schema$TextStyle {
  return {
    ...(span.bold && { bold: true }),
    ...(span.italic && { italic: true }),
    ...(span.strike && { strikethrough: true }),
    ...(span.underline && { underline: true }),
    ...(span.script && { baselineOffset: span.script === "sup" ? "SUPERSCRIPT" : "SUBSCRIPT" }),
    ...(span.code && { weightedFontFamily: CODE_FONT, backgroundColor: GREY }),
    ...(span.href !== undefined && { link: { url: span.href } }),
  };
}

/** The style of a paragraph, where it is not plain text. */
export function paragraphLook({ role, level, quote, list, edge }: ParagraphBlock): docs_v1.Schema$ParagraphStyle {
  const indent = list && !list.item ? LIST_INDENT * (list.level + 1) : list ? 0 : INDENT * quote;
  return {
    ...(role === "heading" && { namedStyleType: `HEADING_${level}` }),
    ...(indent > 0 && { indentStart: points(indent), indentFirstLine: points(indent) }),
    ...(quote > 0 && { borderLeft: border(BAR * quote, 6) }),
    ...(role === "rule" && { borderBottom: border(1, 1) }),
    ...(role === "code" && {
      shading: { backgroundColor: GREY },
      lineSpacing: 100,
      spaceAbove: points(edge?.first ? CODE_SPACE : 0),
      spaceBelow: points(edge?.last ? CODE_SPACE : 0),
    }),
  };
}

function border(width: number, padding: number): docs_v1.Schema$ParagraphBorder {
  return { color: color(0xc0c0c0), width: points(width), padding: points(padding), dashStyle: "SOLID" };
}

export function isMonospaced(style: docs_v1.Schema$TextStyle | undefined): boolean {
  return MONOSPACED.test(style?.weightedFontFamily?.fontFamily ?? "");
}

/** How many quotes a paragraph's bar stands for. */
export function quoteDepth(style: docs_v1.Schema$ParagraphStyle | undefined): number {
  const width = style?.borderLeft?.width?.magnitude ?? 0;
  return width > 0 ? Math.max(1, Math.round(width / BAR)) : 0;
}

export function isRuled(style: docs_v1.Schema$ParagraphStyle | undefined): boolean {
  return [style?.borderBottom, style?.borderTop].some((line) => (line?.width?.magnitude ?? 0) > 0);
}

export function isShaded(style: docs_v1.Schema$ParagraphStyle | undefined): boolean {
  return style?.shading?.backgroundColor?.color !== undefined;
}

/** Whether a paragraph of code begins or ends its block. */
export function codeEdge(style: docs_v1.Schema$ParagraphStyle | undefined): { first: boolean; last: boolean } {
  const is = (space: docs_v1.Schema$Dimension | undefined) => space?.magnitude === CODE_SPACE;
  return { first: is(style?.spaceAbove), last: is(style?.spaceBelow) };
}

/** The list level whose text stands in as far as the paragraph does; -1 for one that does not. */
export function indentLevel(style: docs_v1.Schema$ParagraphStyle | undefined): number {
  return Math.round((style?.indentStart?.magnitude ?? 0) / LIST_INDENT) - 1;
}
