import { type Inline, joined, type Span } from "../../content/docs/blocks.ts";
import { parseInlines } from "../../content/docs/parse-inlines.ts";
import { storable } from "../../content/docs/storable.ts";

/**
 * A line of Markdown that goes into a paragraph which is there. It brings no footnotes, so that the mark of one is the
 * text that it looks like.
 */
export function lineInlines(markdown: string): Inline[] {
  return joined(
    parseInlines(storable(markdown)).map(
      (one): Inline => (one.kind === "note" ? { kind: "text", text: `[^${one.id}]` } : one),
    ),
  );
}

/** The text of a table's cell; its line ends are those of paragraphs. */
export function cellInlines(text: string): Inline[] {
  return lineInlines(text.trim().replace(/\r\n?|\n/g, "<br>"));
}

/** Text for places that take no pictures, or whose pictures nobody was asked about: they become links. */
export function textAlone(inlines: readonly Inline[]): Span[] {
  return inlines.flatMap((one): Span[] => {
    if (one.kind === "text") return [one];
    return one.kind === "picture" ? [pictureLink(one)] : [];
  });
}

/** A picture as a link to it. */
export function pictureLink({ uri, alt }: Extract<Inline, { kind: "picture" }>): Span {
  return { kind: "text", text: alt || uri, href: uri };
}
