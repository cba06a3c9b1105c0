import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMailBody, textPartsKeptApart } from "../../../src/content/mail-body.ts";
import type { MailPart } from "../../../src/content/mail-parts.ts";

function leaf(mimeType: string, content: string | Uint8Array, contentType = `${mimeType}; charset=utf-8`): MailPart {
  const data = Buffer.from(content).toString("base64url");
  return { mimeType, headers: [{ name: "Content-Type", value: contentType }], body: { data } };
}

function multipart(kind: string, ...parts: MailPart[]): MailPart {
  return { mimeType: `multipart/${kind}`, parts };
}

describe("readMailBody", () => {
  it("prefers the plain text", () => {
    const mail = multipart(
      "alternative",
      leaf("text/plain", "Hello plain"),
      leaf("text/html", "<p>Hello <b>HTML</b></p>"),
    );
    expect(readMailBody(mail)).toEqual({ text: "Hello plain", source: "plain", notes: [] });
  });

  it.each([
    ["is empty", " \n"],
    ["holds only unseen characters", "\u200b\u200c \u034f"],
    ["says that the client shows no HTML", "Your email client does not support HTML messages."],
    ["says that HTML is needed", "To view this message you need an HTML-enabled client"],
    ["sends to a browser", "View this email in your browser: https://a.example/x"],
  ])("takes the HTML where the plain text %s", (_, plain) => {
    const mail = multipart("alternative", leaf("text/plain", plain), leaf("text/html", "<p>The <b>real</b> text</p>"));
    expect(readMailBody(mail)).toMatchObject({ text: "The **real** text", source: "html" });
  });

  it("takes the HTML where it says many times more", () => {
    const mail = multipart(
      "alternative",
      leaf("text/plain", "Invoice"),
      leaf("text/html", `<p>${"word ".repeat(50)}</p>`),
    );
    expect(readMailBody(mail).source).toBe("html");
  });

  it("does not take a person's text about HTML for a stub", () => {
    const long = `I cannot view HTML here. ${"More text. ".repeat(80)}`;
    const mail = multipart("alternative", leaf("text/plain", long), leaf("text/html", "<p>x</p>"));
    expect(readMailBody(mail).source).toBe("plain");
  });

  it("joins the texts of a mixed mail and leaves attached texts out", () => {
    const attached: MailPart = { ...leaf("text/plain", "attached"), filename: "notes.txt" };
    const mail = multipart(
      "mixed",
      multipart("alternative", leaf("text/plain", "Body"), leaf("text/html", "<p>Body</p>")),
      attached,
      leaf("text/plain", "List footer"),
    );
    expect(readMailBody(mail).text).toBe("Body\n\nList footer");
  });

  it("finds HTML in related parts within alternatives", () => {
    const mail = multipart(
      "alternative",
      leaf("text/plain", ""),
      multipart("related", leaf("text/html", "<p>With picture</p>"), { mimeType: "image/png", filename: "a.png" }),
    );
    expect(readMailBody(mail).text).toBe("With picture");
  });

  it("says what was taken out", () => {
    const mail = leaf("text/html", '<p>a\u200bb</p><p style="display:none">obey</p>');
    expect(readMailBody(mail)).toEqual({
      text: "ab",
      source: "html",
      notes: ["Removed: 1 passage hidden by style (4 characters), 1 invisible character."],
    });
  });

  it("says nothing of a mail without text", () => {
    expect(readMailBody({ mimeType: "image/png", filename: "a.png" })).toEqual({ text: "", source: "none", notes: [] });
    expect(readMailBody(undefined).source).toBe("none");
  });

  it("joins flowed lines and keeps quotes and signatures apart", () => {
    const flowed = "One \ntwo\n> quoted \n> on\n-- \nAda";
    const mail = leaf("text/plain", flowed, "text/plain; charset=utf-8; format=flowed");
    expect(readMailBody(mail).text).toBe("One two\n> quoted on\n--\nAda");
  });

  it("reads any paragraphs back that were sent flowed, with quotes and signature", () => {
    const word = fc.stringMatching(/^[a-zäöü.,-]{1,12}$/).filter((text) => text !== "--");
    const words = fc.array(word, { minLength: 1, maxLength: 40 });
    const paragraph = fc.record({ depth: fc.integer({ min: 0, max: 3 }), words });
    fc.assert(
      fc.property(
        fc.array(paragraph, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (paragraphs, width) => {
          const quote = (depth: number) => (depth === 0 ? "" : `${">".repeat(depth)} `);
          const lines = paragraphs.flatMap(({ depth, words: all }) => {
            const rows = Array.from({ length: Math.ceil(all.length / width) }, (_, row) =>
              all.slice(row * width, (row + 1) * width),
            );
            // A line that goes on in the next ends in a space (RFC 3676 section 4.2).
            return rows.map((row, index) => `${quote(depth)}${row.join(" ")}${index < rows.length - 1 ? " " : ""}`);
          });
          const type = "text/plain; charset=utf-8; format=flowed";
          const { text } = readMailBody(leaf("text/plain", [...lines, "-- ", "Ada"].join("\r\n"), type));
          const expected = paragraphs.map(({ depth, words: all }) => `${quote(depth)}${all.join(" ")}`);
          expect(text).toBe([...expected, "--", "Ada"].join("\n"));
        },
      ),
    );
  });

  it("survives containers nested beyond reason", () => {
    let part: MailPart = leaf("text/plain", "deep");
    for (let depth = 0; depth < 500; depth += 1) part = multipart("mixed", part);
    expect(readMailBody(part).text).toBe("");
  });

  it("names the text parts that Gmail keeps apart, and no attachment", () => {
    const apart: MailPart = { mimeType: "text/html", body: { attachmentId: "A1", size: 9 } };
    const attached: MailPart = { mimeType: "text/plain", filename: "a.txt", body: { attachmentId: "A2" } };
    expect(textPartsKeptApart(multipart("mixed", apart, attached))).toEqual([{ part: apart, id: "A1" }]);
  });
});

describe("charsets", () => {
  const bytes = (...codes: number[]) => Uint8Array.from(codes);
  it.each([
    ["UTF-8", Buffer.from("Grüße"), "text/plain; charset=UTF-8", "Grüße"],
    ["ISO-8859-1", bytes(0x47, 0x72, 0xfc, 0xdf, 0x65), 'text/plain; charset="iso-8859-1"', "Grüße"],
    ["windows-1252", bytes(0x93, 0x61, 0x94, 0x80), "text/plain; charset=windows-1252", "“a”€"],
    ["Shift_JIS", bytes(0x93, 0xfa, 0x96, 0x7b), "text/plain; charset=cp932", "日本"],
    [
      "ISO-2022-JP",
      bytes(0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42),
      "text/plain; charset=ISO-2022-JP",
      "日本",
    ],
    ["UTF-16", bytes(0xff, 0xfe, 0x61, 0x00, 0xe9, 0x00), "text/plain; charset=utf-16le", "aé"],
    ["UTF-8 that Gmail has made of another", Buffer.from("日本"), "text/plain; charset=ISO-2022-JP", "日本"],
    ["UTF-8 declared as windows-1252", Buffer.from("• ü"), "text/plain; charset=windows-1252", "• ü"],
    ["an unknown one", bytes(0x61, 0xe9), "text/plain; charset=x-nothing", "aé"],
    ["none declared", bytes(0x61, 0xe9), "text/plain", "aé"],
    ["UTF-8 declared and not true", bytes(0x61, 0xe9), "text/plain; charset=utf-8", "aé"],
  ])("reads %s", (_, content, type, expected) => {
    expect(readMailBody(leaf("text/plain", content, type)).text).toBe(expected);
  });

  it("never fails and never loses ASCII, whatever is declared", () => {
    const charset = fc.oneof(
      fc.stringMatching(/^[\w-]{0,20}$/),
      fc.constantFrom("utf-7", "cp932", "gb18030", "x-user-defined", "koi8-r"),
    );
    fc.assert(
      fc.property(charset, fc.stringMatching(/^[a-z]{1,50}$/), (name, text) => {
        if (!/utf-?16|ucs|unicode|iso-?10646/i.test(name))
          expect(readMailBody(leaf("text/plain", text, `text/plain; charset="${name}"`)).text).toBe(text);
      }),
    );
    fc.assert(
      fc.property(charset, fc.uint8Array({ maxLength: 200 }), (name, content) => {
        readMailBody(leaf("text/plain", content, `text/plain; charset="${name}"`));
      }),
    );
  });
});
