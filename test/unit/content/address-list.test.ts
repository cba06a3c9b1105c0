import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressText, parseAddressList, withoutDoubles } from "../../../src/content/address-list.ts";

describe("parseAddressList", () => {
  it.each([
    ["a bare address", "ada@example.com", ["ada@example.com"]],
    ["a name", "Ada Lovelace <ada@example.com>", ["Ada Lovelace <ada@example.com>"]],
    ["a quoted name with a comma", '"Lovelace, Ada" <ada@example.com>', ["Lovelace, Ada <ada@example.com>"]],
    [
      "a name with a comma that lost its quotes",
      "Lovelace, Ada <ada@example.com>",
      ["Lovelace, Ada <ada@example.com>"],
    ],
    [
      "several such",
      "Müller, J <j@example.org>, Hopper, G <grace@example.com>",
      ["Müller, J <j@example.org>", "Hopper, G <grace@example.com>"],
    ],
    ["a comment", "ada@example.com (Ada Lovelace)", ["Ada Lovelace <ada@example.com>"]],
    [
      "a comment with a comma",
      "ada@example.com (Lovelace, Ada), b@example.org",
      ["Lovelace, Ada <ada@example.com>", "b@example.org"],
    ],
    [
      "a group",
      "Friends: ada@example.com, Grace <grace@example.com>;, b@example.org",
      ["ada@example.com", "Grace <grace@example.com>", "b@example.org"],
    ],
    ["an empty group", "undisclosed-recipients:;", []],
    ["an address as its own name", "ada@example.com <ada@example.com>", ["ada@example.com <ada@example.com>"]],
    ["encoded words", "=?utf-8?Q?M=C3=BCller=2C_J?= <j@example.org>", ["Müller, J <j@example.org>"]],
    ["an escaped quote", '"Ada \\"the first\\" L" <ada@example.com>', ['Ada "the first" L <ada@example.com>']],
    ["folding", "Ada\r\n <ada@example.com>,\r\n\tb@example.org", ["Ada <ada@example.com>", "b@example.org"]],
    ["no address", "Ada Lovelace", []],
    ["nothing", "", []],
    ["an unclosed quote", '"Ada <ada@example.com>', ['"Ada <ada@example.com>']],
    ["two at signs", "a@b@example.com", []],
    ["angle brackets around nothing", "Ada <>, b@example.org", ["b@example.org"]],
    ["a stray word", "Ada, b@example.org", ["b@example.org"]],
  ])("reads %s", (_, value, expected) => {
    expect(parseAddressList(value).map(addressText)).toEqual(expected);
  });

  it("brings any list of names and addresses back, quoted as RFC 5322 has it", () => {
    const name = fc
      .string({ unit: "grapheme", maxLength: 30 })
      .map((text) => text.replace(/[\p{Cc}\s]+/gu, " ").trim())
      .filter((text) => !text.includes("=?"));
    const address = fc.constantFrom("ada@example.com", "grace.h@example.org", "x+y@mail.example.net");
    const people = fc.array(fc.record({ name, address }), { maxLength: 6 });
    fc.assert(
      fc.property(people, (list) => {
        const header = list
          .map((one) => (one.name === "" ? one.address : `"${one.name.replace(/(["\\])/g, "\\$1")}" <${one.address}>`))
          .join(", ");
        expect(parseAddressList(header)).toEqual(list);
      }),
    );
  });

  it("never fails and gives only what looks like an address", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (value) => {
        for (const { address } of parseAddressList(value)) expect(address).toMatch(/^[^\s@<>]+@[^\s@<>]+$/);
      }),
    );
  });

  it.each([
    ["quotes that do not end", `"${'\\"'.repeat(100_000)} <a@example.com>`],
    ["words without an address", "a, ".repeat(100_000)],
    ["brackets", "<".repeat(200_000)],
    ["comments", "(".repeat(200_000)],
  ])("is quick with many %s", (_, value) => {
    const start = performance.now();
    parseAddressList(value);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("counts an address in any case once", () => {
    const people = parseAddressList("Ada <ada@example.com>, ADA@example.com, b@example.org");
    expect(withoutDoubles(people).map(addressText)).toEqual(["Ada <ada@example.com>", "b@example.org"]);
  });
});
