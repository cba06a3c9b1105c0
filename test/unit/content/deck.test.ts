import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeckSlide, Paragraph, TextRun } from "../../../src/content/deck.ts";
import { mergeRuns, plainText, trimRuns } from "../../../src/content/deck.ts";
import { readBody, readDeck } from "../../../src/content/deck-from-markdown.ts";
import { writeParagraphs, writeSlide } from "../../../src/content/deck-to-markdown.ts";
import { anySlide } from "../../support/decks.ts";

const write = (slides: readonly DeckSlide[]) => slides.map(writeSlide).join("\n\n");

/** Non-blank characters, each with how it looks: white space at the ends of a run has no style of its own. */
function looks(runs: readonly TextRun[]) {
  return mergeRuns(runs.map((run) => ({ ...run, text: run.text.replace(/\s+/gu, "") })));
}

function seen(paragraphs: readonly Paragraph[]) {
  return paragraphs.map(({ runs, list }) => ({ runs: looks(runs), list })).filter(({ runs }) => runs.length > 0);
}

describe("a deck in Markdown", () => {
  it("has a slide for each heading, with its bullets, tables and notes", () => {
    const slides = readDeck(
      "# Year one\nWhat we did\nand why\n\nNotes: Smile.\n# no heading here? It is one.\n\n## Plan\nIntro **bold** *it* ~~no~~ `x`\n\n- One\n    1. First\n    2. Second\n- [Site](https://example.com)\n\n| A | B |\n|---|---|\n| 1 | 2<br>3 |\n\nNotes:\nSay it\n\nslowly.\n",
    );
    expect(slides.map(({ level, title }) => [level, plainText(title)])).toEqual([
      [1, "Year one"],
      [1, "no heading here? It is one."],
      [2, "Plan"],
    ]);
    expect(slides[0]).toMatchObject({ body: [{ runs: [{ text: "What we did\vand why" }] }], notes: "Smile." });
    expect(slides[2]).toEqual({
      level: 2,
      title: [{ text: "Plan" }],
      body: [
        {
          runs: [
            { text: "Intro " },
            { text: "bold", bold: true },
            { text: " " },
            { text: "it", italic: true },
            { text: " " },
            { text: "no", strike: true },
            { text: " " },
            { text: "x", code: true },
          ],
        },
        { runs: [{ text: "One" }], list: { kind: "bullet", level: 0 } },
        { runs: [{ text: "First" }], list: { kind: "number", level: 1 } },
        { runs: [{ text: "Second" }], list: { kind: "number", level: 1 } },
        { runs: [{ text: "Site", link: "https://example.com" }], list: { kind: "bullet", level: 0 } },
      ],
      tables: [
        [
          [[{ text: "A" }], [{ text: "B" }]],
          [[{ text: "1" }], [{ text: "2\v3" }]],
        ],
      ],
      notes: "Say it\n\nslowly.",
    });
  });

  it("begins slides without a title at breaks, and takes a heading after a break for the same slide", () => {
    const slides = readDeck("Alone\n\n---\n\n## Two\n\n---\nThree\n\n---\n");
    expect(slides.map(({ level, title, body }) => [level, plainText(title), body.length])).toEqual([
      [0, "", 1],
      [2, "Two", 0],
      [0, "", 1],
    ]);
  });

  it("leaves headings in code alone, and shows code line by line", () => {
    const slides = readDeck("## Code\n```sh\n# a comment\n\nls\n```\n## Next");
    expect(slides).toHaveLength(2);
    expect(slides[0]?.body).toEqual([
      { runs: [{ text: "# a comment", code: true }] },
      { runs: [{ text: "ls", code: true }] },
    ]);
  });

  it("makes deeper headings bold lines, keeps paragraphs of one item together, and drops comments and wild links", () => {
    const { body } = readBody(
      "### Why\n<!-- unseen -->\n\n- a\n\n  b\n- [x] done\n\n> quoted\n\n[go](javascript:alert(1)) &amp; <u>on</u>",
    );
    expect(body.map(({ runs }) => plainText(runs))).toEqual(["Why", "a\vb", "☑ done", "quoted", "go & <u>on</u>"]);
    expect(body[0]?.runs).toEqual([{ text: "Why", bold: true }]);
    expect(body[4]?.runs).toEqual([{ text: "go & <u>on</u>" }]);
  });

  it("keeps what looks like Markdown in text as text", () => {
    const texts = [
      "# a",
      "- b",
      "12. c",
      "Notes: d",
      "*e*",
      "f_g _h_",
      "a | b",
      "<b>",
      "&amp;",
      "[x](y)",
      "---",
      "`q`",
      "\\*",
      "x!",
    ];
    const paragraphs = texts.map((text) => ({ runs: [{ text }] }));
    const markdown = writeSlide({ level: 2, title: [{ text: "# t #" }], body: paragraphs, tables: [], notes: "" });
    const [slide] = readDeck(markdown);
    expect(slide?.body).toEqual(paragraphs);
    expect(plainText(slide?.title ?? [])).toBe("# t #");
  });

  it("keeps notes as they are, whatever is in them", () => {
    const notes = "# not a slide\n\\# two\n---\n```\nNotes: again";
    const markdown = write([
      { level: 2, title: [{ text: "A" }], body: [], tables: [], notes },
      { level: 2, title: [{ text: "B" }], body: [], tables: [], notes: "" },
    ]);
    expect(readDeck(markdown).map((slide) => slide.notes)).toEqual([notes, ""]);
  });

  it("reads back as it was written", () => {
    fc.assert(
      fc.property(fc.array(anySlide, { maxLength: 4 }), (slides) => {
        const markdown = write(slides);
        const again = readDeck(markdown);
        expect(write(again)).toBe(markdown);
        expect(again.map(({ level }) => level)).toEqual(slides.map(({ level }) => level));
        expect(again.map(({ title }) => looks(title))).toEqual(slides.map(({ title }) => looks(title)));
        expect(again.map(({ body }) => seen(body))).toEqual(slides.map(({ body }) => seen(body)));
        expect(again.map(({ notes }) => notes)).toEqual(slides.map(({ notes }) => notes.trim()));
        expect(again.map(({ tables }) => tables.map((rows) => rows.map((row) => row.map(looks))))).toEqual(
          slides.map(({ tables }) => tables.map((rows) => rows.map((row) => row.map(looks)))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("takes any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (source) => {
        const slides = readDeck(source);
        expect(write(readDeck(write(slides)))).toBe(write(slides));
      }),
      { numRuns: 200 },
    );
    expect(writeParagraphs([])).toBe("");
    expect(trimRuns([{ text: "  " }])).toEqual([]);
  });
});
