import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import {
  type FoundParagraph,
  flatText,
  headingLevel,
  occurrences,
  paragraphsOf,
} from "../../content/docs/flat-text.ts";
import { oneLine, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { invalid, isNumbered, type RangeInput } from "./docs-input.ts";

type Content = readonly docs_v1.Schema$StructuralElement[];

/** From the first index to the one after the last. */
export type Span = readonly [start: number, end: number];

/**
 * Where a text is: all its occurrences for 0, else the one that is meant.
 * @param other by which field of the tool one of several can be named
 * @throws ToolError `not_found`, and `invalid_input` when it is there several times and none is named
 */
export function findText(
  flat: string,
  text: string,
  occurrence: number | undefined,
  other: "occurrence" | "index" = "occurrence",
): Span[] {
  const found = occurrences(flat, text).map((start): Span => [start, start + text.length]);
  const shown = `“${shorten(text, 60)}”`;
  if (found.length === 0)
    throw new ToolError(
      "not_found",
      `${shown} is not in this tab`,
      "Give the words as they are in the document, without Markdown's signs; another tab needs tab_id.",
    );
  if (occurrence === 0) return found;
  if (occurrence === undefined && found.length > 1)
    throw invalid(`${shown} is there ${found.length} times`, `Give more of its surroundings, or ${other}.`);
  const one = found[(occurrence ?? 1) - 1];
  if (!one) throw invalid(`occurrence: ${shown} is there only ${found.length} times`);
  return [one];
}

/** The spans that a range means. @throws ToolError as {@link findText} does, and for indexes outside the text */
export function findRange(content: Content, given: RangeInput): Span[] {
  const flat = flatText(content);
  if (given.text !== undefined) {
    if (isNumbered(given)) throw invalid("ranges: expected either text or start_index and end_index");
    const found = findText(flat, given.text, given.occurrence);
    const { through } = given;
    if (through === undefined) return found;
    return found.map(([start, end]): Span => {
      const last = occurrences(flat.slice(end), through)[0];
      if (last === undefined)
        throw new ToolError("not_found", `“${shorten(through, 60)}” does not follow`, "Check the texts.");
      return [start, end + last + through.length];
    });
  }
  const { start_index: start, end_index: end } = given;
  if (start === undefined || end === undefined) throw invalid("ranges: expected text, or start_index and end_index");
  if (end <= start) throw invalid(`end_index: expected more than ${start}, the start`);
  if (end > flat.length) throw invalid(`end_index: expected at most ${flat.length}, the end of this tab`);
  return [[start, end]];
}

/** Where blocks go: into an empty paragraph, or before or behind one that has text. */
export type Spot = { at: "in" | "before" | "behind"; paragraph: FoundParagraph };

/** The paragraph around an index. @throws ToolError `invalid_input` for an index between paragraphs */
export function paragraphAt(content: Content, index: number): FoundParagraph {
  const found = paragraphsOf(content).find(({ start, end }) => start <= index && index < end);
  if (found) return found;
  throw invalid(`index: ${index} is not within a paragraph of this tab`, "Read the indexes with docs_list_tabs.");
}

/** The end of the body, or of the section that a heading begins. @throws ToolError `not_found` with the headings there are, `invalid_input` for one that is there several times */
export function endOf(content: Content, heading: string | undefined): Spot {
  const paragraphs = paragraphsOf(content).filter(({ inTable }) => !inTable);
  const last = paragraphs.at(-1);
  if (!last) throw invalid("This tab has no text that can be edited");
  const next = heading === undefined ? undefined : nextHeading(paragraphs, heading);
  if (!next) return { at: last.empty ? "in" : "behind", paragraph: last };
  const before = paragraphs[paragraphs.indexOf(next) - 1];
  // A section break takes one index, and what it divides stays divided. A table takes more: after it a paragraph follows
  // at once, and here it is the next heading.
  return before && next.start - before.end <= 1
    ? { at: "behind", paragraph: before }
    : { at: "before", paragraph: next };
}

/** The heading that ends the section; undefined when the section goes on to the end. */
function nextHeading(paragraphs: readonly FoundParagraph[], heading: string): FoundParagraph | undefined {
  const plain = (text: string) => oneLine(text).toLowerCase();
  const wanted = plain(heading.replace(/^#{1,6}\s+/, ""));
  const headings = paragraphs.filter(({ style }) => headingLevel(style) !== undefined);
  const [found, ...others] = headings.filter(({ text }) => plain(text) === wanted);
  if (others.length > 0)
    throw invalid(
      `heading: this tab has ${others.length + 1} headings “${shorten(heading, 60)}”`,
      "Use docs_insert_text after a text that is there once.",
    );
  if (!found) {
    const names = headings.map(({ text }) => oneLine(text)).filter((name) => name !== "");
    throw new ToolError(
      "not_found",
      `heading: this tab has no heading “${shorten(heading, 60)}”`,
      names.length > 0 ? `Its headings: ${shorten(names.join("; "), 500)}` : "It has no headings.",
    );
  }
  const level = headingLevel(found.style) ?? 0;
  return headings.slice(headings.indexOf(found) + 1).find(({ style }) => (headingLevel(style) ?? 0) <= level);
}
