import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { markdownToHtml } from "../../../src/content/markdown-to-html.ts";
import { buildMimeMessage, type OutgoingMail } from "../../../src/content/mime-message.ts";
import { composeBody } from "../../../src/content/quoted-message.ts";

const headers: OutgoingMail = { to: [{ name: "Ada Lovelace", address: "ada@example.com" }], subject: "Hello" };
const mail: OutgoingMail = { ...headers, ...composeBody("Hello **Ada**", "markdown") };

async function roundTrip(changes: Partial<OutgoingMail>) {
  return PostalMime.parse(await buildMimeMessage({ ...mail, ...changes }));
}

async function plainRoundTrip(text: string, changes: Partial<OutgoingMail> = {}) {
  return PostalMime.parse(await buildMimeMessage({ ...headers, ...changes, text }));
}

describe("buildMimeMessage", () => {
  it("gives text and HTML as alternatives", async () => {
    const source = (await buildMimeMessage(mail)).toString();
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(source.indexOf("text/plain")).toBeLessThan(source.indexOf("text/html"));
    const parsed = await PostalMime.parse(source);
    expect(parsed.text?.trim()).toBe("Hello **Ada**");
    expect(parsed.html).toContain("<p>Hello <strong>Ada</strong></p>");
  });

  it("gives plain text alone", async () => {
    const parsed = await plainRoundTrip("<b>1 < 2</b>");
    expect(parsed.text?.trim()).toBe("<b>1 < 2</b>");
    expect(parsed.html).toBeUndefined();
  });

  it("keeps all recipients with their names, Bcc too", async () => {
    const parsed = await roundTrip({
      to: [
        { name: "Lovelace, Ada", address: "ada@example.com" },
        { name: "Müller, Jürgen", address: "juergen@example.com" },
      ],
      cc: [{ name: "", address: "grace@example.com" }],
      bcc: [{ name: 'Eve "the ear" <x@example.net>', address: "eve@example.com" }],
    });
    expect(parsed.to).toEqual([
      { name: "Lovelace, Ada", address: "ada@example.com" },
      { name: "Müller, Jürgen", address: "juergen@example.com" },
    ]);
    expect(parsed.cc).toEqual([{ name: "", address: "grace@example.com" }]);
    expect(parsed.bcc).toEqual([{ name: 'Eve "the ear" <x@example.net>', address: "eve@example.com" }]);
  });

  it("leaves date, message id and, without an alias, the sender to Google", async () => {
    const source = (await buildMimeMessage(mail)).toString();
    const head = source.slice(0, source.indexOf("\r\n\r\n"));
    expect(head).not.toMatch(/^(?:Date|Message-ID|From):/im);
    expect(head).toMatch(/^MIME-Version: 1\.0$/m);
    expect((await roundTrip({ from: { name: "A", address: "a@example.com" } })).from).toEqual({
      name: "A",
      address: "a@example.com",
    });
  });

  it("does not take a line of the body for a header", async () => {
    const body = "Date: today\nMessage-ID: <x>\n.\nFrom me\n--\nAda";
    const parsed = await plainRoundTrip(body);
    expect(parsed.text?.trimEnd()).toBe(body);
  });

  it("carries the thread it answers in", async () => {
    const parsed = await roundTrip({ inReplyTo: "<b@x.example>", references: ["<a@x.example>", "<b@x.example>"] });
    expect(parsed.inReplyTo).toBe("<b@x.example>");
    expect(parsed.references).toBe("<a@x.example> <b@x.example>");
  });

  it("reads no file and no address that a body names", async () => {
    const parsed = await plainRoundTrip("file:///etc/passwd");
    expect(parsed.text?.trim()).toBe("file:///etc/passwd");
  });

  it("brings any subject, name and body back as they were", async () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
      .filter((text) => !/[\p{Cc}\u2028\u2029]|=\?/u.test(text));
    const body = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));
    const collapsed = (text: string | undefined) => (text ?? "").replace(/\s+/gu, " ").trim();
    await fc.assert(
      fc.asyncProperty(line, line, body, async (subject, name, text) => {
        const parsed = await plainRoundTrip(text, { subject, to: [{ name, address: "ada@example.com" }] });
        expect(collapsed(parsed.subject)).toBe(collapsed(subject));
        expect(parsed.to?.[0]?.address).toBe("ada@example.com");
        expect(parsed.to).toHaveLength(1);
        expect(collapsed(parsed.text)).toBe(collapsed(text));
      }),
      { numRuns: 100 },
    );
  });

  it("keeps every line within what mail transport allows", async () => {
    const long = { ...headers, ...composeBody("ü".repeat(5_000), "markdown"), subject: "ß".repeat(400) };
    const source = (await buildMimeMessage(long)).toString("latin1");
    expect(Math.max(...source.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the point is that nothing but ASCII is sent
    expect(source).toMatch(/^[\x00-\x7f]*$/);
  });
});

describe("markdownToHtml", () => {
  const body = (source: string) => /<body>([\s\S]*)<\/body>/.exec(markdownToHtml(source))?.[1];
  it.each([
    [
      "escapes HTML",
      "a <script>alert(1)</script> <img src=x onerror=y>",
      "<p>a &lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=y&gt;</p>",
    ],
    ["escapes HTML blocks", "<div onclick='x'>\na\n</div>", "&lt;div onclick=&#39;x&#39;&gt;\na\n&lt;/div&gt;"],
    ["escapes once", "AT&T &amp; 1 < 2", "<p>AT&amp;T &amp; 1 &lt; 2</p>"],
    ["keeps line ends", "a\nb", "<p>a<br>b</p>"],
    ["keeps safe links", "[x](https://a.example/?a=1&b=2)", '<p><a href="https://a.example/?a=1&amp;b=2">x</a></p>'],
    ["drops links that run", "[x](javascript:alert(1))", "<p>x</p>"],
    ["drops links that run, disguised", "[x](&#106;avascript:alert(1)) [y](data:text/html,z)", "<p>x y</p>"],
    [
      "cannot leave an attribute",
      '[x](https://a.example/"onclick="y)',
      '<p><a href="https://a.example/&quot;onclick=&quot;y">x</a></p>',
    ],
    ["shows code as it is", "```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"],
    ["makes tables", "|a|b|\n|-|-|\n|1|2|", undefined],
  ])("%s", (_, source, expected) => {
    if (expected === undefined) expect(body(source)).toMatch(/<table>[\s\S]*<td>1<\/td>/);
    else expect(body(source)).toBe(expected);
  });
});
