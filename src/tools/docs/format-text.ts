import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import { color, points } from "../../content/docs/looks.ts";
import { paragraphStyle, type Request, range, textStyle } from "../../content/docs/requests.ts";
import { presetOf } from "../../content/docs/write-list.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, invalid, isNumbered, ranges, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { findRange, type Span } from "./find-place.ts";

const EXPECTED_COLOR = "expected a colour such as #1a73e8, or none";
const colorInput = z
  .string()
  .regex(/^(?:#[0-9a-f]{6}|none)$/i, EXPECTED_COLOR)
  .optional();

const PARAGRAPH_STYLES = {
  normal: "NORMAL_TEXT",
  title: "TITLE",
  subtitle: "SUBTITLE",
  h1: "HEADING_1",
  h2: "HEADING_2",
  h3: "HEADING_3",
  h4: "HEADING_4",
  h5: "HEADING_5",
  h6: "HEADING_6",
} as const;

const ALIGNMENTS = { left: "START", center: "CENTER", right: "END", justify: "JUSTIFIED" } as const;

const input = z.strictObject({
  document_id: documentId,
  ranges,
  tab_id: tabId,
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  underline: z.boolean().optional(),
  strikethrough: z.boolean().optional(),
  link: z
    .string()
    .max(2_000, "expected at most 2000 characters")
    .regex(/^(?:|none|(?:https?:\/\/|mailto:|tel:)\S+)$/, "expected an address such as https://example.com, or none")
    .optional(),
  color: colorInput,
  background: colorInput,
  font: z
    .string()
    .regex(/^[\p{L}\p{N} .-]{1,100}$/u, "expected the name of a font such as Roboto")
    .optional(),
  size: z.number().min(1, "expected points from 1 to 400").max(400, "expected points from 1 to 400").optional(),
  style: z.enum(["normal", "title", "subtitle", "h1", "h2", "h3", "h4", "h5", "h6"]).optional(),
  align: z.enum(["left", "center", "right", "justify"]).optional(),
  list: z.enum(["bullet", "number", "check", "none"]).optional(),
});
type Input = z.output<typeof input>;

/** Gives parts of a document a look. */
export const docsFormatText = defineDocsTool({
  name: "docs_format_text",
  title: "Format document",
  description:
    "Styles texts or ranges of a Google Doc; colours are #rrggbb or none. style, align and list change whole paragraphs.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input,
  async run(given, call) {
    const text = textLook(given);
    const paragraph = paragraphLook(given);
    if (text.fields.length + paragraph.fields.length === 0 && given.list === undefined)
      throw invalid("bold: expected at least one change of the look", "Name what is to change.");
    const docs = await call.google.docs();
    const { facts, remarks } = await editDocument(
      docs,
      given.document_id,
      (tabs) => {
        const tab = tabNamed(tabs, given.tab_id);
        const spans = given.ranges.flatMap((one) => findRange(bodyOf(tab), one));
        const place = { tabId: tab.id };
        const looks = spans.flatMap((span) => [
          ...paragraphStyle(place, span, paragraph.style, paragraph.fields),
          ...textStyle(place, span, text.style, text.fields),
        ]);
        return { requests: [...looks, ...listChange(given, spans, tab.id)], facts: spans.length };
      },
      { numbered: given.ranges.some(isNumbered) },
    );
    return { text: [`Formatted ${facts === 1 ? "1 place" : `${facts} places`}.`, ...remarks].join("\n") };
  },
});

/** A field without a value goes back to what it inherits. */
interface Look<Style> {
  style: Style;
  fields: string[];
}

function textLook(given: Input): Look<docs_v1.Schema$TextStyle> {
  const style: docs_v1.Schema$TextStyle = {
    ...(given.bold !== undefined && { bold: given.bold }),
    ...(given.italic !== undefined && { italic: given.italic }),
    ...(given.underline !== undefined && { underline: given.underline }),
    ...(given.strikethrough !== undefined && { strikethrough: given.strikethrough }),
    ...(given.link !== undefined && !isNone(given.link) && { link: { url: given.link } }),
    ...(given.color !== undefined && !isNone(given.color) && { foregroundColor: colorOf(given.color) }),
    ...(given.background !== undefined && !isNone(given.background) && { backgroundColor: colorOf(given.background) }),
    ...(given.font !== undefined && { weightedFontFamily: { fontFamily: given.font } }),
    ...(given.size !== undefined && { fontSize: points(given.size) }),
  };
  const cleared = [
    ...(given.link !== undefined && isNone(given.link) ? ["link"] : []),
    ...(given.color !== undefined && isNone(given.color) ? ["foregroundColor"] : []),
    ...(given.background !== undefined && isNone(given.background) ? ["backgroundColor"] : []),
  ];
  return { style, fields: [...Object.keys(style), ...cleared] };
}

function isNone(value: string): boolean {
  return value === "" || value.toLowerCase() === "none";
}

function colorOf(hex: string): docs_v1.Schema$OptionalColor {
  return color(Number.parseInt(hex.slice(1), 16));
}

function paragraphLook({ style, align }: Input): Look<docs_v1.Schema$ParagraphStyle> {
  const look: docs_v1.Schema$ParagraphStyle = {
    ...(style !== undefined && { namedStyleType: PARAGRAPH_STYLES[style] }),
    ...(align !== undefined && { alignment: ALIGNMENTS[align] }),
  };
  return { style: look, fields: Object.keys(look) };
}

/** Lists last and from the end to the start, since Docs removes tabs from their beginnings. */
function listChange({ list }: Input, spans: readonly Span[], tab: string): Request[] {
  if (list === undefined) return [];
  return [...spans]
    .sort(([one], [other]) => other - one)
    .map((span) =>
      list === "none"
        ? { deleteParagraphBullets: { range: range({ tabId: tab }, ...span) } }
        : { createParagraphBullets: { range: range({ tabId: tab }, ...span), bulletPreset: presetOf(list) } },
    );
}
