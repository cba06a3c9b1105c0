import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64Field } from "../../../src/content/base64-json.ts";

async function decode(chunks: Iterable<unknown>): Promise<Buffer> {
  async function* stream() {
    for (const chunk of chunks) yield chunk;
  }
  const pieces: Buffer[] = [];
  for await (const piece of decodeBase64Field(stream(), "data")) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("decodeBase64Field", () => {
  it("decodes whatever comes, however it is cut", async () => {
    const form = fc.constantFrom(
      (text: string) => `{"data":"${text}"}`,
      (text: string) => `{\n  "size": 5,\n  "data": "${text}"\n}\n`,
    );
    const alphabet = fc.constantFrom("base64" as const, "base64url" as const);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        form,
        alphabet,
        fc.integer({ min: 1, max: 50 }),
        async (bytes, json, encoding, length) => {
          const text = json(Buffer.from(bytes).toString(encoding));
          const chunks = Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
            Buffer.from(text.slice(index * length, (index + 1) * length)),
          );
          expect((await decode(chunks)).equals(Buffer.from(bytes))).toBe(true);
        },
      ),
    );
  });

  it("takes padding that is escaped for HTML", async () => {
    expect((await decode(['{"data":"YQ\\u003d\\u003d"}'])).toString()).toBe("a");
  });

  it.each([
    ["is not there", ['{"size": 1}']],
    ["does not come in time", ["x".repeat(5_000), '"data":"YQ"']],
    ["does not end", ['{"data":"YWJj']],
  ])("fails when the field %s", async (_, chunks) => {
    await expect(decode(chunks)).rejects.toThrow();
  });
});
