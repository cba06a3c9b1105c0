import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { docsHarness } from "./docs-call.ts";

const { call, create, read } = docsHarness();

/** What comes back when a document is made from Markdown and read. */
async function roundTrip(markdown: string): Promise<string> {
  return read(await create(markdown));
}

const EXAMPLES: readonly [what: string, markdown: string][] = [
  ["headings", "# One\n\n## Two *it*\n\n###### Six"],
  ["nested lists", "- a\n- b\n  - c\n    - d\n- e"],
  ["numbers that go on around bullets", "1. a\n   - b\n   - c\n2. d\n   1. e\n3. f"],
  ["bullets around numbers", "- a\n  1. b\n  2. c\n- d"],
  ["further paragraphs of items", "1. a\n\n   more\n\n2. b\n\n   ```\n   code\n     in\n   ```\n\n3. c"],
  ["lists that follow each other", "- a\n\n* b\n\n1. c\n\n1) d"],
  ["checkboxes", "- [ ] todo\n- [x] done\n  - [ ] below"],
  ["tables", "| A | B |\n| - | -: |\n| **x** | [l](https://example.com/a) |\n|  | c\\|d<br>e |"],
  ["tables that follow each other and text", "before\n\n| A |\n| - |\n| 1 |\n\n| B |\n| - |\n| 2 |\n\nafter"],
  ["a table after a heading and after a list", "# H\n\n| A |\n| - |\n\n- x\n\n| B |\n| - |\n\n## I"],
  ["links", "[text](https://example.com/a?b=c&d=e) <https://example.com> [m](mailto:ada@example.com)"],
  ["styles", "**bold** *it* ~~gone~~ ***both*** <u>under</u> x<sup>2</sup> H<sub>2</sub>O `code`"],
  ["styles in each other", "**a *b* c** *d **e***"],
  ["code", "```\nconst a = 1;\n\n  `x` *y*\n```"],
  ["blocks of code that follow each other", "```\na\nb\n```\n\n```\nc\n```"],
  ["quotes", "> one\n>\n> > two\n>\n> - three\n\nfour"],
  ["pictures", "text ![picture](https://example.com/a.png) more\n\n![picture](https://example.com/b.png)"],
  ["footnotes", "A[^1] and B[^2]\n\n[^1]: First *note*\n\n[^2]: Second"],
  ["rules and page breaks", "a\n\n---\n\nb\n\n<!-- pagebreak -->\n\nc"],
  ["characters beyond the basic plane", "👩‍👩‍👧 **𝒳 bold 🎉** after 🎉\n\n- 🎉 *x*\n  - 𝒳 [🎉](https://example.com/)"],
  ["signs that are text", "1\\. not a list\n\n\\# no heading\n\n2\\*3\\*4 a_b_c \\[x] \\<b> \\&amp; C:\\x"],
];

describe("Markdown written into a document and read from it", () => {
  it.each(EXAMPLES)("keeps %s", async (_, markdown) => {
    expect(await roundTrip(markdown)).toBe(markdown);
  });

  it("keeps tabs", async () => {
    const markdown = "<!-- tab: First (t.0) -->\n\n# A\n\n- b\n\n<!-- tab: Second & more -->\n\nc[^1]\n\n[^1]: d";
    const text = await roundTrip(markdown);
    expect(text.replace(/ \(t\.[\w.-]+\) -->/g, " -->")).toBe(markdown.replace(" (t.0)", ""));
    expect((await roundTrip(text)).replace(/ \(t\.[\w.-]+\) -->/g, " -->")).toBe(markdown.replace(" (t.0)", ""));
  });

  it("keeps what is made of all of it, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (markdown) => {
        const once = await roundTrip(markdown);
        // Markdown has several ways to say a thing: what is read is the one way, and stays so.
        expect(once).toBe(markdown);
      }),
      { numRuns: 15 },
    );
  });

  it("keeps what is there and what is added to it, at the end and in between", async () => {
    await fc.assert(
      fc.asyncProperty(documents, documents, documents, async (first, added, last) => {
        const document_id = await create(`${first}\n\nHERE\n\n${last}`);
        const markdown = `between\n\n${added}\n\nbetween`;
        await call("docs_append", { document_id, markdown });
        await call("docs_insert_text", { document_id, inserts: [{ markdown, after: "HERE" }] });
        await call("docs_insert_text", { document_id, inserts: [{ markdown, before: "HERE" }] });
        expect(await read(document_id)).toBe([first, markdown, "HERE", markdown, last, markdown].join("\n\n"));
      }),
      { numRuns: 4 },
    );
  });

  it("keeps any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 4 }), async (lines) => {
        const words = lines.map((line) => line.replace(/[\p{C}\s]+/gu, " ").trim()).filter((line) => line !== "");
        const markdown = words.map((line) => line.replace(/[!-/:-@[-`{-~]/g, "\\$&")).join("\n\n");
        const once = await roundTrip(markdown.replace(/^$/, "x"));
        expect(await roundTrip(once)).toBe(once);
      }),
      { numRuns: 6 },
    );
  });
});

const word = fc.constantFrom("alpha", "beta", "🎉", "𝒳", "naïve", "x1", "don't", "(so)", "50%");
const styledWord = fc
  .tuple(word, fc.constantFrom("", "", "**", "*", "~~", "`", "link", "***", "<u>"))
  .map(([text, style]) => {
    if (style === "link") return `[${text}](https://example.com/${encodeURIComponent(text).replace(/['()]/g, "")})`;
    return style === "<u>" ? `<u>${text}</u>` : `${style}${text}${style}`;
  });
const line = fc.array(styledWord, { minLength: 1, maxLength: 5 }).map((words) => joinWords(words));

/** Neighbours of one style would be read as one text. */
function joinWords(words: readonly string[]): string {
  return words.map((one, index) => (index === 0 ? one : ` and ${one}`)).join("");
}

interface Item {
  text: string;
  children: Item[];
  ordered: boolean;
}
function itemsBelow(depth: number): fc.Arbitrary<Item[]> {
  const children = depth === 0 ? fc.constant<Item[]>([]) : fc.oneof(fc.constant<Item[]>([]), itemsBelow(depth - 1));
  return fc.array(fc.record({ text: line, ordered: fc.boolean(), children }), { minLength: 1, maxLength: 3 });
}
const items = itemsBelow(2);

/** A list as it is read; all items of one level have one kind of marker. */
function listText(list: readonly Item[], indent = ""): string[] {
  const ordered = list[0]?.ordered ?? false;
  return list.flatMap(({ text, children }, index) => {
    const marker = ordered ? `${index + 1}. ` : "- ";
    return [`${indent}${marker}${text}`, ...listText(children, indent + " ".repeat(marker.length))];
  });
}

const heading = fc.tuple(fc.integer({ min: 1, max: 6 }), line).map(([level, text]) => `${"#".repeat(level)} ${text}`);
const table = fc
  .integer({ min: 1, max: 3 })
  .chain((columns) =>
    fc.array(fc.array(line, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 3 }),
  )
  .map(([head = [], ...rows]) =>
    [head, head.map(() => "-"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
  );
const code = fc
  .array(fc.constantFrom("let x = 1;", "", "  **no**", "\ttab", "| a |"), { minLength: 1, maxLength: 4 })
  .map((lines) => ["```", ...lines, "```"].join("\n"));
const quote = fc.tuple(line, fc.boolean()).map(([text, deep]) => (deep ? `> ${text}\n>\n> > ${text}` : `> ${text}`));
const image = fc.constantFrom("a", "b").map((name) => `![picture](https://example.com/${name}.png)`);
const block = fc.oneof(
  heading,
  line,
  table,
  code,
  quote,
  image,
  items.map((list) => listText(list).join("\n")),
);

/** Blocks that would be read as one when they follow each other are kept apart by a paragraph. */
const documents = fc
  .array(block, { minLength: 1, maxLength: 6 })
  .map((blocks) => blocks.map((one, index) => (index === 0 ? one : `between\n\n${one}`)).join("\n\n"));
