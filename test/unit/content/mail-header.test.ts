import { describe, expect, it } from "vitest";
import { decodeEntities } from "../../../src/content/html-entities.ts";
import { decodeWords, headerParameter, readHeader } from "../../../src/content/mail-header.ts";

describe("headers", () => {
  it("are found in any case, and an absent one is empty", () => {
    const headers = [
      { name: "SUBJECT", value: "one" },
      { name: "Subject", value: "two" },
    ];
    expect(readHeader(headers, "subject")).toBe("one");
    expect(readHeader(headers, "To")).toBe("");
    expect(readHeader(undefined, "To")).toBe("");
  });

  it("are one line without unseen characters", () => {
    expect(readHeader([{ name: "Subject", value: "a\r\n b\u202e\u200bc" }], "Subject")).toBe("a bc");
  });

  it.each([
    ["base64", "=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"],
    ["quoted", "=?iso-8859-1?Q?Gr=FC=DFe_an_alle?= <a@b.example>", "Grüße an alle <a@b.example>"],
    ["two words with white space between", "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c", "ab c"],
    ["a language", "=?utf-8*en?Q?a?=", "a"],
    ["nothing", "1 =? 2 ?= 3", "1 =? 2 ?= 3"],
  ])("decode encoded words: %s", (_, value, expected) => {
    expect(decodeWords(value)).toBe(expected);
  });

  it("give their parameters, quoted or not", () => {
    expect(headerParameter('text/plain; format=flowed; charset="utf-8"', "charset")).toBe("utf-8");
    expect(headerParameter("text/plain;charset=utf-8;x=y", "CHARSET")).toBe("utf-8");
    expect(headerParameter("text/plain", "charset")).toBeUndefined();
  });
});

describe("decodeEntities", () => {
  it.each([
    ["It&#39;s A &amp; B &lt;3 &quot;x&quot;", `It's A & B <3 "x"`],
    ["&amp;lt;b&amp;gt;", "&lt;b&gt;"],
    ["no reference < here", "no reference < here"],
    ["a <b> & c", "a <b> & c"],
  ])("reads %s", (source, expected) => {
    expect(decodeEntities(source)).toBe(expected);
  });
});
