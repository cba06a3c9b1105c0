import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { removeInvisible } from "../../../src/content/invisible.ts";

describe("removeInvisible", () => {
  it.each([
    ["tags", "a\u{e0049}\u{e0067}b", "ab", 2],
    ["zero-width space", "a\u200bb", "ab", 1],
    ["bidirectional controls", "a\u202e\u2066b\u200f", "ab", 3],
    ["byte order mark", "\ufeffab", "ab", 1],
    ["soft hyphen and grapheme joiner", "a\u00ad\u034fb", "ab", 2],
    ["bytes smuggled in variation selectors", "a\ufe00\u{e0100}\u{e01ef}b", "ab", 3],
    ["controls", "a\0\x1b[31m\x9b\u007fb", "a[31mb", 4],
    ["a joiner between ASCII letters", "a\u200d\u200cb", "ab", 2],
    ["a style selector after a letter", "a\ufe0fb", "ab", 1],
    ["a second style selector", "❤\ufe0f\ufe0f", "❤\ufe0f", 1],
    ["fillers", "a\u3164\u115fb", "ab", 2],
  ])("takes out %s", (_, source, text, removed) => {
    expect(removeInvisible(source)).toEqual({ text, removed });
  });

  it.each([
    ["emoji with joiners", "👩‍💻 👨‍👩‍👧 🏳️‍🌈 👍🏽 1️⃣"],
    ["Persian with a non-joiner", "می‌خواهم"],
    ["Devanagari with a joiner", "क्‍ष"],
    ["tabs, lines, accents", "a\tb\ne\u0301 é ß 日本語"],
    ["signs of the Arabic script", "\u0600\u06dd"],
  ])("keeps %s", (_, source) => {
    expect(removeInvisible(source)).toEqual({ text: source, removed: 0 });
  });

  it("makes one line end of each kind and no lone surrogate", () => {
    expect(removeInvisible("a\r\nb\rc\u2028d\ud800")).toEqual({ text: "a\nb\nc\nd\ufffd", removed: 0 });
  });

  it("does nothing more when applied again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (source) => {
        const once = removeInvisible(source).text;
        const twice = removeInvisible(once);
        // Taking one character out can leave a joiner without its neighbour, never bring one in.
        expect(twice.text.length).toBeLessThanOrEqual(once.length);
        expect(once).not.toMatch(/[\u{e0000}-\u{e007f}\u202a-\u202e\u200b]/u);
      }),
    );
  });
});
