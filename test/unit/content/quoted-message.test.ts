import { describe, expect, it } from "vitest";
import type { MailPart } from "../../../src/content/mail-parts.ts";
import { findQuotedHistory } from "../../../src/content/quoted-history.ts";
import { composeBody, quoteAnswered, quoteForwarded, quoteWithin } from "../../../src/content/quoted-message.ts";

const DATE = Date.parse("2026-11-24T13:05:00Z");
const headers = [
  { name: "From", value: "Grace Hopper <grace@example.com>" },
  { name: "To", value: "ada@example.com" },
  { name: "Subject", value: "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=" },
  { name: "Content-Type", value: "text/plain; charset=utf-8" },
];
const data = (text: string) => ({ data: Buffer.from(text).toString("base64url") });
const plain: MailPart = { mimeType: "text/plain", headers, body: data("Hello <Ada>\r\n\r\n> earlier\r\nBye") };
const rich: MailPart = {
  mimeType: "multipart/alternative",
  headers,
  parts: [
    { mimeType: "text/plain", body: data("Hello") },
    { mimeType: "text/html", body: data("<html><body><p>Hello</p></div><script>x</script></body></html>") },
  ],
};
const quoted = (payload: MailPart) => ({ payload, date: DATE, timeZone: "Europe/Berlin" });

describe("quoteAnswered", () => {
  it("says who wrote when, and marks every line", () => {
    const { text, html } = quoteAnswered(quoted(plain));
    expect(text).toBe(
      "On Tue, 24 Nov 2026 at 14:05 GMT+1, Grace Hopper <grace@example.com> wrote:\n> Hello <Ada>\n>\n>> earlier\n> Bye",
    );
    expect(html).toContain("Grace Hopper &lt;grace@example.com&gt; wrote:<br>");
    expect(html).toContain("Hello &lt;Ada&gt;<br>");
  });

  it("is known again as history", () => {
    const { text } = composeBody("My answer", "markdown", quoteAnswered(quoted(plain)));
    expect(text.slice(0, findQuotedHistory(text))).toBe("My answer\n\n");
  });

  it("keeps the layout of HTML, closed in itself", () => {
    expect(quoteAnswered(quoted(rich)).html).toMatch(/<blockquote [^>]*><p>Hello<\/p><\/blockquote><\/div>$/);
  });
});

describe("quoteForwarded", () => {
  it("puts the headers above the whole message", () => {
    const { text, html } = quoteForwarded(quoted(rich));
    expect(text).toBe(
      "---------- Forwarded message ---------\nFrom: Grace Hopper <grace@example.com>\nDate: Tue, 24 Nov 2026 at 14:05 GMT+1\nSubject: Grüße\nTo: ada@example.com\n\nHello",
    );
    expect(html).toContain("Subject: Grüße<br>");
    expect(html).toMatch(/<p>Hello<\/p><\/div>$/);
  });

  it("tells of no date where there is none", () => {
    expect(quoteForwarded({ ...quoted(plain), date: Number.NaN }).text).toContain("Date: an unknown day");
  });
});

describe("composeBody and quoteWithin", () => {
  it("puts the quote below one's own words, in both forms", () => {
    const quote = quoteAnswered(quoted(rich));
    const { text, html } = composeBody("**Yes**\n", "markdown", quote);
    expect(text).toBe(`**Yes**\n\n${quote.text}`);
    expect(html).toContain(`<p><strong>Yes</strong></p>${quote.html}</body>`);
    expect(composeBody("**Yes**", "plain", quote)).toEqual({ text: `**Yes**\n\n${quote.text}` });
    expect(composeBody("", "plain", quote).text).toBe(quote.text);
  });

  it("finds it there again, and nothing where nothing is quoted", () => {
    const quote = quoteAnswered(quoted(plain));
    const { text, html } = composeBody("Yes", "markdown", quote);
    expect(quoteWithin(text, html)).toEqual(quote);
    expect(quoteWithin(text, undefined)?.text).toBe(quote.text);
    expect(quoteWithin("Hello", "<p>Hello</p>")).toBeUndefined();
    expect(quoteWithin(undefined, undefined)).toBeUndefined();
  });
});
