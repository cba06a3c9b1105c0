import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { textParameter } from "../../../src/content/header-parameter.ts";
import { readMailBody } from "../../../src/content/mail-body.ts";
import { readHeader } from "../../../src/content/mail-header.ts";
import { readMailHtml } from "../../../src/content/mail-html.ts";
import { listAttachments } from "../../../src/content/mail-parts.ts";
import { buildMimeMessage, type OutgoingMail } from "../../../src/content/mime-message.ts";
import { decodedContent, parseMimeSource, toMailPart } from "../../../src/content/mime-source.ts";
import { composeBody } from "../../../src/content/quoted-message.ts";
import { filesOf } from "../../../src/content/source-files.ts";

const lines = (...all: string[]) => Buffer.from(all.join("\r\n"), "latin1");
const mail: OutgoingMail = { to: [{ name: "", address: "ada@example.com" }], subject: "x" };

describe("parseMimeSource", () => {
  it("unfolds headers and keeps them in their order", () => {
    const { headers } = parseMimeSource(
      lines("Subject: one", "\ttwo", "X-A:1", "no header", "Subject: three", "", "b"),
    );
    expect(headers).toEqual([
      { name: "Subject", value: "one two" },
      { name: "X-A", value: "1" },
      { name: "Subject", value: "three" },
    ]);
  });

  it("reads headers in raw UTF-8 and in raw bytes of another charset", () => {
    expect(parseMimeSource(Buffer.from("Subject: Grüße\n\n")).headers[0]?.value).toBe("Grüße");
    expect(parseMimeSource(Buffer.from("Subject: Gr\xfc\xdfe\n\n", "latin1")).headers[0]?.value).toBe("Grüße");
  });

  it("takes the parts apart, without what stands around them", () => {
    const source = lines(
      'Content-Type: multipart/mixed; boundary="a b"',
      "",
      "preamble",
      "--a b",
      "",
      "first",
      "--a bc",
      "--a b  ",
      "Content-Type: text/html",
      "",
      "<p>",
      "",
      "--a b--",
      "epilogue",
      "--a b",
      "",
      "no part",
    );
    const { parts } = parseMimeSource(source);
    expect(parts.map(({ mimeType, body }) => [mimeType, body.toString()])).toEqual([
      ["text/plain", "first\r\n--a bc"],
      ["text/html", "<p>\r\n"],
    ]);
  });

  it("reads what ends early, and what has no boundary", () => {
    const open = parseMimeSource(lines("Content-Type: multipart/mixed; boundary=a", "", "--a", "", "rest"));
    expect(open.parts[0]?.body.toString()).toBe("rest");
    expect(parseMimeSource(lines("Content-Type: multipart/mixed", "", "--a")).parts).toEqual([]);
    expect(parseMimeSource(Buffer.alloc(0))).toMatchObject({ mimeType: "text/plain", parts: [] });
  });

  it.each([
    ["quoted-printable", "Gr=C3=BC=\r\n=C3=9Fe =3D= \r\n!", "Grüße =!"],
    ["BASE64", "R3LD\r\nvMOf\r\nZQ==", "Grüße"],
    ["8bit", "Gr\xc3\xbc\xc3\x9fe", "Grüße"],
  ])("decodes %s", (encoding, body, expected) => {
    const part = parseMimeSource(lines(`Content-Transfer-Encoding: ${encoding}`, "", body));
    expect(decodedContent(part).toString()).toBe(expected);
  });

  it("does not go into containers without end", () => {
    const boundaries = Array.from(
      { length: 200 },
      (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`,
    );
    let part = parseMimeSource(Buffer.from(boundaries.join("")));
    let depth = 0;
    while (part.parts[0]) {
      part = part.parts[0];
      depth += 1;
    }
    expect(depth).toBe(40);
  });

  it("never fails", () => {
    const piece = fc.constantFrom(
      "\r\n",
      "\n",
      "--b",
      "--",
      "Content-Type: multipart/mixed; boundary=b",
      ":",
      " ",
      "=",
      "x",
      "\0",
      "\xff",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const part = toMailPart(parseMimeSource(Buffer.from(pieces.join(""), "latin1")));
        readMailBody(part);
        listAttachments(part);
      }),
    );
  });
});

describe("what is built and read back", () => {
  const line = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 120 })
    .map((text) => text.replace(/[\p{C}\u2028\u2029\s]+/gu, " ").trim())
    .filter((text) => text !== "" && !text.includes("=?"));
  const fileName = line.map((text) => `${text.replace(/[/\\"<>]/g, "_").slice(0, 80)}.bin`);
  const file = fc.record({
    name: fileName,
    content: fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
  });

  it("is the same: headers, texts, files of any name and content; and another reader agrees", async () => {
    await fc.assert(
      fc.asyncProperty(line, line, fc.array(file, { maxLength: 4 }), async (subject, text, files) => {
        const attachments = files.map(({ name, content }) => ({ name, content, size: content.length }));
        const source = await buildMimeMessage({ ...mail, subject, text, attachments });
        const parsed = parseMimeSource(source);
        const part = toMailPart(parsed);
        expect(readHeader(part.headers, "Subject")).toBe(subject.replace(/\s+/gu, " "));
        const found = filesOf(parsed, undefined);
        expect(found.map(({ size }) => size)).toEqual(files.map(({ content }) => content.length));
        const other = await PostalMime.parse(source);
        expect(other.attachments.map(({ filename }) => filename)).toEqual(files.map(({ name }) => name));
        const leaves = parsed.parts.length > 0 ? parsed.parts.slice(1) : [];
        expect(leaves.map(({ filename }) => filename)).toEqual(files.map(({ name }) => name));
        for (const [index, leaf] of leaves.entries())
          expect(decodedContent(leaf).equals(files[index]?.content ?? Buffer.alloc(0))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("goes on unchanged from one mail to the next, part by part", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
        const attachments = files.map(({ name, content }) => ({ name, content, size: content.length }));
        const first = parseMimeSource(await buildMimeMessage({ ...mail, text: "a", attachments }));
        const carried = filesOf(first, undefined);
        const second = await buildMimeMessage({ ...mail, ...composeBody("b", "markdown"), attachments: carried });
        const { attachments: received } = await PostalMime.parse(second);
        expect(received.map(({ filename }) => filename)).toEqual(files.map(({ name }) => name));
        for (const [index, { content }] of received.entries()) {
          const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
          expect(bytes.equals(files[index]?.content ?? Buffer.alloc(0))).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("keeps pictures where the HTML shows them, and attaches those that it does not", async () => {
    const picture = { name: "a.png", mimeType: "image/png", size: 3, content: Buffer.from("png"), cid: "one@x" };
    const html = '<p><img src="cid:one@x"></p>';
    const source = parseMimeSource(await buildMimeMessage({ ...mail, text: "a", html, attachments: [picture] }));
    expect(readMailHtml(toMailPart(source))?.trim()).toBe(html);
    const [shown] = filesOf(source, html);
    expect(shown).toMatchObject({ name: "a.png", cid: "one@x", size: 3 });
    expect(filesOf(source, "<p></p>")[0]).not.toHaveProperty("cid");
    const again = await buildMimeMessage({ ...mail, text: "a", html, attachments: shown ? [shown] : [] });
    expect(again.toString()).toMatch(/multipart\/related[\s\S]*Content-I[dD]: <one@x>/);
    expect((await PostalMime.parse(again)).attachments[0]).toMatchObject({ related: true, contentId: "<one@x>" });
  });
});

describe("textParameter", () => {
  it.each([
    ['attachment; filename="a b.txt"', "a b.txt"],
    ["attachment; filename=a.txt", "a.txt"],
    ["attachment; filename*=UTF-8''Notizen%20f%C3%BCr%20Ada.txt", "Notizen für Ada.txt"],
    ["attachment; filename*=iso-8859-1'de'Gr%FC%DFe.txt", "Grüße.txt"],
    ['attachment; filename*0="a long"; filename*1=" name.txt"', "a long name.txt"],
    ["attachment; filename*1*=%BC.txt; filename*0*=UTF-8''%C3", "ü.txt"],
    ['attachment; filename="=?UTF-8?Q?Gr=C3=BC=C3=9Fe.txt?="', "Grüße.txt"],
    ['attachment; filename="a\\"b.txt"', 'a"b.txt'],
    ["attachment; filename=old.txt; filename*=UTF-8''new.txt", "new.txt"],
    ["attachment", undefined],
  ])("reads %j", (value, expected) => {
    expect(textParameter(value, "filename")).toBe(expected);
  });
});
