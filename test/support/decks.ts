import fc from "fast-check";
import type { DeckSlide, Paragraph, TextRun } from "../../src/content/deck.ts";

/** Words with what Markdown could mistake for marks. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom("Engine", "cog", "a", "ü", "日本", "👩‍🔬", "x_y", "1.", "3)", "Notes:", " ", "  ", "\v"),
      fc.constantFrom(
        "*",
        "**",
        "_",
        "`",
        "``",
        "#",
        "-",
        "+",
        ">",
        "|",
        "~",
        "~~",
        "[",
        "](",
        "!",
        "<b>",
        "&lt;",
        "\\",
        ".",
        "=",
      ),
      fc.string({ unit: "grapheme-ascii", maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(""));

const run: fc.Arbitrary<TextRun> = fc
  .record({
    text,
    style: fc.constantFrom<Omit<TextRun, "text">>(
      {},
      {},
      { bold: true },
      { italic: true },
      { strike: true },
      { code: true },
      { bold: true, italic: true },
      { bold: true, strike: true },
      { link: "https://example.com/a_b" },
      { link: "https://example.com/?q=(x)", bold: true },
    ),
  })
  .map(({ text: words, style }) => ({ text: style.code ? words.replaceAll(/[\v\\]/g, "") : words, ...style }));

const runs = fc.array(run, { minLength: 1, maxLength: 4 });

/** Paragraphs whose list levels go down one at a time, as Markdown can say it. */
const body = fc
  .array(
    fc.record({
      runs,
      list: fc.option(
        fc.record({
          kind: fc.constantFrom("bullet" as const, "number" as const),
          level: fc.integer({ min: 0, max: 2 }),
        }),
        { nil: undefined },
      ),
    }),
    { maxLength: 5 },
  )
  .map((paragraphs) => {
    let depth = -1;
    return paragraphs
      .filter((one) => one.runs.some(({ text: words }) => words.trim() !== ""))
      .map(({ runs: words, list }): Paragraph => {
        depth = list ? Math.min(list.level, depth + 1) : -1;
        return { runs: words, ...(list && { list: { kind: list.kind, level: depth } }) };
      });
  });

const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(runs, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

const notes = fc
  .array(fc.oneof(fc.constantFrom("# a", "## b", "---", "\\# c", "```", "- d", "", "Notes: e", "***"), text), {
    maxLength: 4,
  })
  .map((lines) => lines.join("\n").replaceAll("\v", " "));

/** Any slide that a deck in Markdown can hold. */
export const anySlide: fc.Arbitrary<DeckSlide> = fc
  .record({
    level: fc.constantFrom<DeckSlide["level"]>(0, 1, 2),
    title: runs,
    body,
    tables: fc.array(table, { maxLength: 1 }),
    notes,
  })
  .map((slide) => (slide.level === 0 ? { ...slide, title: [] } : slide))
  .filter(
    ({ level, body: text, tables, notes: said }) => level > 0 || text.length + tables.length > 0 || said.trim() !== "",
  );
