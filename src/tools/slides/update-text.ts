import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import type { Paragraph } from "../../content/deck.ts";
import { readBody } from "../../content/deck-from-markdown.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { objectId, points, slideMarkdown } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";
import { findText } from "./text-places.ts";
import { type TextTarget, writeText } from "./text-requests.ts";

const EXPECTED_CELL = "expected a row and a column from 1 up such as 2,3";

const input = z.strictObject({
  presentation_id: fileId,
  element_id: objectId.describe("A slide's id stands for its speaker notes."),
  cell: z
    .string()
    .regex(/^[1-9]\d{0,3}\s*,\s*[1-9]\d{0,3}$/, EXPECTED_CELL)
    .optional()
    .describe("Of a table: row,column from 1."),
  text: slideMarkdown.optional().describe("Markdown that replaces all text; notes are plain text."),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  size: z.number("expected points").min(1, "expected 1 to 400 points").max(400, "expected 1 to 400 points").optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "expected a colour such as #1a73e8")
    .optional()
    .describe("Such as #1a73e8."),
  font: z
    .string()
    .regex(/^[\p{L}\p{N} '-]{1,60}$/u, "expected the name of a font")
    .optional(),
  align: z.enum(["start", "center", "end", "justified"]).optional(),
});
type Input = z.output<typeof input>;

/** Changes what an element says and how it looks; what is not named stays. */
export const slidesUpdateText = defineSlidesTool({
  name: "slides_update_text",
  title: "Update slide text",
  description: "Replaces or formats the text of a text box, shape or table cell, or a slide's speaker notes.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  // What was done once and is asked for again by itself would fail, or write a text twice.
  safeToResend: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input,
  async run(given, call) {
    const style = styleOf(given);
    if (given.text === undefined && style.fields === "" && given.align === undefined)
      throw new ToolError("invalid_input", "text: expected a text, a style or both", "Name what is to change.");
    const slides = await call.google.slides();
    const { target, length, isNotes } = await findText(slides, given);
    const paragraphs = isNotes ? plain(given.text ?? "") : readBody(given.text ?? "").body;
    const written = given.text === undefined ? [] : writeText(target, paragraphs);
    const holdsText = given.text === undefined ? length > 0 : written.length > 0;
    if (given.text === undefined && !holdsText)
      throw new ToolError("invalid_input", `element_id: ${given.element_id} has no text to format`, "Give a text too.");
    const requests = [
      ...(given.text !== undefined && length > 0 ? [{ deleteText: { ...target, textRange: ALL } }] : []),
      ...written,
      ...(holdsText ? styling(target, style, given.align) : []),
    ];
    if (requests.length > 0)
      await slides.presentations.batchUpdate({
        presentationId: given.presentation_id,
        fields: "presentationId",
        requestBody: { requests },
      });
    const what = isNotes ? `the speaker notes of ${given.element_id}` : given.element_id;
    return { text: `${given.text === undefined ? "Formatted" : "Updated"} ${what}.` };
  },
});

const ALL = { type: "ALL" };

/** Notes as they are: what looks like Markdown in them is what the speaker reads. */
function plain(text: string): Paragraph[] {
  return text.split(/\r\n?|\n/).map((line) => ({ runs: line === "" ? [] : [{ text: line }] }));
}

function styleOf({ bold, italic, size, color, font }: Input) {
  const style: slides_v1.Schema$TextStyle = {
    ...(bold !== undefined && { bold }),
    ...(italic !== undefined && { italic }),
    ...(size !== undefined && { fontSize: points(size) }),
    ...(color !== undefined && { foregroundColor: { opaqueColor: { rgbColor: rgb(color) } } }),
    ...(font !== undefined && { fontFamily: font }),
  };
  return { style, fields: Object.keys(style).join(",") };
}

/** Parts from 0 to 1, as the API counts them. */
function rgb(color: string): slides_v1.Schema$RgbColor {
  const part = (from: number) => Number.parseInt(color.slice(from, from + 2), 16) / 255;
  return { red: part(1), green: part(3), blue: part(5) };
}

function styling(
  target: TextTarget,
  style: ReturnType<typeof styleOf>,
  align: Input["align"],
): slides_v1.Schema$Request[] {
  return [
    ...(style.fields === "" ? [] : [{ updateTextStyle: { ...target, textRange: ALL, ...style } }]),
    ...(align === undefined
      ? []
      : [
          {
            updateParagraphStyle: {
              ...target,
              textRange: ALL,
              style: { alignment: align.toUpperCase() },
              fields: "alignment",
            },
          },
        ]),
  ];
}
