import { describe, expect, it } from "vitest";
import { formatBytes, markdownTable, shorten } from "../../../src/content/table.ts";

describe("markdownTable", () => {
  it("keeps every cell on its line and in its column", () => {
    expect(markdownTable(["a", "b"], [["1\n2", "x|y"], ["3"]])).toBe("|a|b|\n|-|-|\n|1 2|x\\|y|\n|3||");
  });
});

describe("shorten", () => {
  it.each([
    ["short", 10, "short"],
    ["a  b\nc", 10, "a b c"],
    ["abcdef", 4, "abc…"],
    ["ab😀cd", 4, "ab…"],
    ["abc", 0, ""],
  ])("%j to %i is %j", (text, limit, expected) => {
    expect(shorten(text, limit)).toBe(expected);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [120_400, "120 kB"],
    [2_340_000, "2.3 MB"],
  ])("%i is %s", (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});
