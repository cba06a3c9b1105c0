import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readDeck } from "../../../../src/content/deck-from-markdown.ts";
import { writeSlide } from "../../../../src/content/deck-to-markdown.ts";
import { scope } from "../../../../src/scopes.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { anySlide } from "../../../support/decks.ts";
import { callSlides, makeDeck, refusal } from "./slides-calls.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.faults.clear());

const DECK = `# Engine review
Autumn

Notes:
Welcome everybody.
# is a sign, not a slide? It would be one.

## Results
All **cogs** turn, see [the log](https://example.com/log).

- Speed
    - doubled
- Heat
    1. lower
    2. much lower

Notes:
Pause here.

## Numbers

| Part | Count |
|---|---|
| Cog | 12 |

# Thanks
`;

const without = (markdown: string) => markdown.replace(/<!--.*?-->\n*/g, "").trimEnd();
const read = async (presentation_id: string, more: Record<string, unknown> = {}) =>
  callSlides(emulator, "slides_read", { presentation_id, ...more });

describe("slides_create", () => {
  it("makes slides with the layouts that fit, in two requests when nobody is to say anything", async () => {
    const before = emulator.requests.length;
    const id = await makeDeck(emulator, "# One\nUnder\n\n## Two\n- a\n\n## Three\n\n# Part\n\n---\nalone\n");
    expect(emulator.requests.slice(before).map(({ methodId }) => methodId)).toEqual([
      "slides.presentations.create",
      "slides.presentations.batchUpdate",
    ]);
    const { slides, layouts } = emulator.slides.presentation(id);
    const names = slides.map(({ layoutId }) => layouts.find(({ objectId }) => objectId === layoutId)?.name);
    expect(names).toEqual(["TITLE", "TITLE_AND_BODY", "TITLE_ONLY", "SECTION_HEADER", "TITLE_AND_BODY"]);
    expect(emulator.drive.state("ada@example.com").files.find((file) => file.id === id)?.name).toBe("One");
  });

  it("writes notes once the slides exist", async () => {
    const id = await makeDeck(emulator, DECK);
    const { text } = await read(id);
    expect(text).toContain("Notes:\nWelcome everybody.");
    expect(text).toContain("Notes:\nPause here.");
  });

  it("takes a title of its own, and makes a presentation of nothing", async () => {
    const { text, data } = await callSlides(emulator, "slides_create", { title: "Empty", markdown: "" });
    expect(text).toMatch(
      /^Created “Empty” with one empty slide, id \S+\nhttps:\/\/docs\.google\.com\/presentation\/d\//,
    );
    expect(data).toMatchObject({ slides: 0 });
  });

  it("says what exists when filling it fails, and refuses more slides than it can make", async () => {
    emulator.faults.add({
      match: "slides.presentations.batchUpdate",
      fault: { kind: "status", status: 400 },
      times: 1,
    });
    const error = await refusal(makeDeck(emulator, "# A"));
    expect(error.message).toMatch(/^The presentation \S+ was created, but not filled: /);
    const many = await refusal(makeDeck(emulator, "## s\n".repeat(201)));
    expect(many).toMatchObject({ code: "invalid_input", message: expect.stringContaining("201 slides") });
  });

  it("works with drive.file alone", async () => {
    const options = { scopes: [scope("drive.file")] };
    const id = await makeDeck(emulator, DECK, options);
    const { text } = await callSlides(emulator, "slides_read", { presentation_id: id }, options);
    expect(text).toContain("Engine review");
  });
});

describe("slides_read", () => {
  it("gives the deck as it was written, with ids in comments", async () => {
    const id = await makeDeck(emulator, DECK);
    const { text } = await read(id);
    expect(without(text)).toBe(readDeck(DECK).map(writeSlide).join("\n\n"));
    expect(text).toMatch(/^<!-- presentation: Engine review \| 5 slides -->/);
    expect(text).toMatch(
      /<!-- slide 1: slide_1 \| title slide_1_title \| notes \S+ -->\n\n<!-- subtitle slide_1_body -->/,
    );
    expect(text).toContain("<!-- table slide_4_table0 -->");
  });

  it("is what slides_create takes: any deck comes back the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySlide, { minLength: 1, maxLength: 3 }), async (slides) => {
        const markdown = readDeck(slides.map(writeSlide).join("\n\n")).map(fit).map(writeSlide).join("\n\n");
        const id = await makeDeck(emulator, markdown);
        const { text } = await read(id, {});
        const first = without(text);
        expect(first).toBe(markdown);
        const again = await read(await makeDeck(emulator, text));
        expect(without(again.text)).toBe(first);
      }),
      { numRuns: 15 },
    );
  });

  it("names what is no text: pictures, charts, shapes, and comes in pieces", async () => {
    const presentation_id = await makeDeck(emulator, `## A\n${"- many words in a row\n".repeat(1200)}`);
    await callSlides(emulator, "slides_insert", {
      presentation_id,
      slide_id: "slide_1",
      image_url: "https://example.com/a--b>.png",
    });
    const { text, note } = await read(presentation_id);
    expect(text.length).toBeLessThanOrEqual(20_000);
    const offset = Number(/offset (\d+)/.exec(note ?? "")?.[1]);
    const rest = await read(presentation_id, { offset });
    expect(rest.text).toMatch(/<!-- image new_\w+ \| https:\/\/example\.com\/a…b….png -->/);
    expect(rest.note).toBeUndefined();
  });

  it("reads presentations that others made or that were uploaded", async () => {
    const file = emulator.drive.state("ada@example.com").files.find(({ name }) => name === "Kick-off");
    const { text } = await read(file?.id ?? "");
    expect(without(text)).toContain("## Why an engine\n\n- Tables without errors");
    const theirs = emulator.slides.addPresentation("ada@example.com", "By hand");
    expect((await read(theirs.id)).text).toContain("<!-- presentation: By hand | 1 slide -->");
  });

  it("refuses what is not there, not a presentation, or not made here when only that is granted", async () => {
    expect((await refusal(read("nothing"))).code).toBe("not_found");
    const { files } = emulator.drive.state("ada@example.com");
    const plan = files.find(({ name }) => name === "Project plan")?.id ?? "";
    expect((await refusal(read(plan))).message).toBe(
      "This file is no Google Slides presentation, perhaps a PowerPoint file",
    );
    const other = emulator.slides.addPresentation("ada@example.com", "Other's");
    const narrow = { scopes: [scope("drive.file")] };
    const error = await refusal(callSlides(emulator, "slides_read", { presentation_id: other.id }, narrow));
    expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("drive.file") });
  });
});

describe("slides_get_thumbnail", () => {
  it("gives the picture, fetched without a token", async () => {
    const presentation_id = await makeDeck(emulator, "# A");
    const { text, images } = await callSlides(emulator, "slides_get_thumbnail", {
      presentation_id,
      slide_id: "slide_1",
      size: "small",
    });
    expect(text).toMatch(/^Slide slide_1, 200 × 113 pixels/);
    expect(images?.[0]?.mimeType).toBe("image/png");
    expect(
      Buffer.from(images?.[0]?.data ?? "", "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it("says that there is no such slide", async () => {
    const presentation_id = await makeDeck(emulator, "# A");
    const error = await refusal(callSlides(emulator, "slides_get_thumbnail", { presentation_id, slide_id: "nope" }));
    expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("nope") });
  });
});

/** A `#` slide that cannot be the title slide is a section only without text of its own, so it comes back as `##`. */
function fit(slide: ReturnType<typeof readDeck>[number], index: number) {
  const simple = slide.tables.length === 0 && slide.body.every(({ list }) => list === undefined);
  const kept = slide.level === 1 && simple && (index === 0 || slide.body.length === 0);
  const level = slide.title.length === 0 ? 0 : slide.level === 1 && !kept ? 2 : slide.level;
  return { ...slide, level };
}
