import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";

export type Request = docs_v1.Schema$Request;

/** Where requests go: a tab, and in it the body or another segment. */
export interface Place {
  tabId?: string;
  segmentId?: string;
}

export function at(place: Place, index: number): docs_v1.Schema$Location {
  return { index, ...place };
}

export function range(place: Place, startIndex: number, endIndex: number): docs_v1.Schema$Range {
  return { startIndex, endIndex, ...place };
}

/** Sets the fields of a text's style that are given. */
export function textStyle(
  place: Place,
  [start, end]: readonly [number, number],
  style: docs_v1.Schema$TextStyle,
  fields: readonly string[] = Object.keys(style),
): Request[] {
  if (fields.length === 0 || start >= end) return [];
  return [{ updateTextStyle: { range: range(place, start, end), textStyle: style, fields: fields.join(",") } }];
}

/** Sets the fields of a paragraph's style that are given. */
export function paragraphStyle(
  place: Place,
  [start, end]: readonly [number, number],
  style: docs_v1.Schema$ParagraphStyle,
  fields: readonly string[] = Object.keys(style),
): Request[] {
  if (fields.length === 0) return [];
  return [
    { updateParagraphStyle: { range: range(place, start, end), paragraphStyle: style, fields: fields.join(",") } },
  ];
}

/** Every field of a text's style that the API sets: named without a value, each goes back to what it inherits. */
const TEXT_FIELDS = [
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "smallCaps",
  "baselineOffset",
  "link",
  "weightedFontFamily",
  "fontSize",
  "foregroundColor",
  "backgroundColor",
] as const;

const PARAGRAPH_FIELDS = [
  "namedStyleType",
  "alignment",
  "lineSpacing",
  "spaceAbove",
  "spaceBelow",
  "indentStart",
  "indentFirstLine",
  "indentEnd",
  "shading",
  "borderLeft",
  "borderRight",
  "borderTop",
  "borderBottom",
  "borderBetween",
  "keepWithNext",
  "keepLinesTogether",
  "pageBreakBefore",
] as const;

/** Makes paragraphs plain: new ones take over the looks of the one that they were split from. */
export function plain(place: Place, span: readonly [number, number]): Request[] {
  return [
    { deleteParagraphBullets: { range: range(place, ...span) } },
    ...paragraphStyle(place, span, { namedStyleType: "NORMAL_TEXT" }, PARAGRAPH_FIELDS),
    ...textStyle(place, span, {}, TEXT_FIELDS),
  ];
}
