import { z } from "zod";
import { type Change, cellLocation, findText, Refused } from "./changes.ts";
import { everyElement } from "./state.ts";
import {
  addBullets,
  deleteText,
  insertText,
  lengthOf,
  removeBullets,
  replaceText,
  type Span,
  type StoredText,
  styleParagraphs,
  styleText,
} from "./text.ts";

const range = z.object({
  type: z.enum(["FIXED_RANGE", "FROM_START_INDEX", "ALL"]),
  startIndex: z.number().optional(),
  endIndex: z.number().optional(),
});
const base = z.object({ objectId: z.string().default(""), cellLocation, textRange: range.optional() });

/** The stretch that a range means. @throws Refused for one that is empty or reaches beyond the text */
function spanOf(text: StoredText, given: z.output<typeof range> | undefined): Span {
  if (!given) throw new Refused("A text range must be specified.");
  const length = lengthOf(text);
  const start = given.type === "ALL" ? 0 : (given.startIndex ?? 0);
  const end = given.type === "FIXED_RANGE" ? (given.endIndex ?? 0) : length;
  if (end > length)
    throw new Refused(`The end index (${end}) should not be greater than the existing text length (${length}).`);
  return { start, end };
}

function filledSpan(text: StoredText, given: z.output<typeof range> | undefined): Span {
  const span = spanOf(text, given);
  if (span.start >= span.end)
    throw new Refused(`The startIndex ${span.start} must be less than the endIndex ${span.end}`);
  return span;
}

/** @throws Refused for a mask that names nothing */
export function fieldsOf(mask: string, value: Record<string, unknown>): string[] {
  if (mask === "")
    throw new Refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  return mask === "*" ? Object.keys(value) : mask.split(",").map((field) => field.trim().split(".")[0] ?? "");
}

const insertion: Change = (presentation, request) => {
  const given = z
    .object({
      objectId: z.string().default(""),
      cellLocation,
      text: z.string().default(""),
      insertionIndex: z.number().default(0),
    })
    .parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  if (given.insertionIndex < 0 || given.insertionIndex > lengthOf(text))
    throw new Refused(
      `The insertion index (${given.insertionIndex}) should not be greater than the existing text length (${lengthOf(text)}).`,
    );
  insertText(text, given.insertionIndex, given.text);
  return undefined;
};

const deletion: Change = (presentation, request) => {
  const given = base.parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  deleteText(text, filledSpan(text, given.textRange));
  return undefined;
};

const textStyle: Change = (presentation, request) => {
  const given = base
    .extend({ style: z.record(z.string(), z.unknown()).default({}), fields: z.string().default("") })
    .parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  const fields = fieldsOf(given.fields, given.style);
  const span = given.textRange?.type === "ALL" ? spanOf(text, given.textRange) : filledSpan(text, given.textRange);
  styleText(text, span, given.style, fields);
  return undefined;
};

const paragraphStyle: Change = (presentation, request) => {
  const given = base
    .extend({ style: z.record(z.string(), z.unknown()).default({}), fields: z.string().default("") })
    .parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  styleParagraphs(text, spanOf(text, given.textRange), given.style, fieldsOf(given.fields, given.style));
  return undefined;
};

const bullets: Change = (presentation, request) => {
  const given = base.extend({ bulletPreset: z.string().default("BULLET_DISC_CIRCLE_SQUARE") }).parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  addBullets(text, spanOf(text, given.textRange), given.bulletPreset);
  return undefined;
};

const noBullets: Change = (presentation, request) => {
  const given = base.parse(request);
  const text = findText(presentation, given.objectId, given.cellLocation);
  removeBullets(text, spanOf(text, given.textRange));
  return undefined;
};

const replacement: Change = (presentation, request) => {
  const given = z
    .object({
      containsText: z.object({ text: z.string().default(""), matchCase: z.boolean().default(false) }).optional(),
      replaceText: z.string().default(""),
      pageObjectIds: z.array(z.string()).default([]),
    })
    .parse(request);
  if (!given.containsText?.text) throw new Refused("The text to find must not be empty.");
  const { text: find, matchCase } = given.containsText;
  const pages = presentation.slides.flatMap(({ objectId, elements, notes }) => [
    { objectId, elements, always: true },
    { objectId: notes.objectId, elements: notes.elements, always: false },
  ]);
  const missing = given.pageObjectIds.find((id) => !pages.some(({ objectId }) => objectId === id));
  if (missing !== undefined) throw new Refused(`The page (${missing}) could not be found.`);
  const chosen = pages.filter(({ objectId, always }) =>
    given.pageObjectIds.length > 0 ? given.pageObjectIds.includes(objectId) : always,
  );
  const texts = everyElement(chosen.flatMap(({ elements }) => elements)).flatMap(({ shape, table }) => [
    ...(shape ? [shape.text] : []),
    ...(table ? table.rows.flat().map(({ text }) => text) : []),
  ]);
  const counts = texts.map((text) => replaceText(text, find, given.replaceText, matchCase));
  const occurrencesChanged = counts.reduce((sum, count) => sum + count, 0);
  return { replaceAllText: occurrencesChanged > 0 ? { occurrencesChanged } : {} };
};

/** Requests that change text. */
export const TEXT_CHANGES: Readonly<Record<string, Change>> = {
  insertText: insertion,
  deleteText: deletion,
  updateTextStyle: textStyle,
  updateParagraphStyle: paragraphStyle,
  createParagraphBullets: bullets,
  deleteParagraphBullets: noBullets,
  replaceAllText: replacement,
};
