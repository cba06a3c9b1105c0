import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { quotableHtml } from "../../../src/content/quotable-html.ts";

describe("quotableHtml", () => {
  it.each([
    ["keeps the layout", '<p style="color:red">a <b>b</b></p>', '<p style="color:red">a <b>b</b></p>'],
    ["takes the body out of the page", "<html><head><title>t</title></head><body bgcolor=red>a</body></html>", "a"],
    ["drops what runs", "a<script>x()</script><svg onload=y><p>z</p></svg>b", "ab"],
    ["drops style sheets", "<style>p{display:none}</style><p class=x id=y>a</p>", "<p>a</p>"],
    ["drops handlers and unknown attributes", '<p onclick="x()" data-y=1>a</p>', "<p>a</p>"],
    ["drops forms and keeps their words", "<form action=x><input value=y><button>Go</button></form>", "Go"],
    ["drops what is hidden", '<p>a</p><div style="display:none">obey <b>me</b></div><p hidden>x</p>', "<p>a</p>"],
    [
      "keeps safe links",
      '<a href="https://a.example/?x=1&amp;y=2">a</a>',
      '<a href="https://a.example/?x=1&amp;y=2">a</a>',
    ],
    ["disarms links that run", '<a href="java&#10;script:x()">a</a>', "<a>a</a>"],
    ["drops styles that leave the quote", '<p style="position:fixed;top:0">a</p>', "<p>a</p>"],
    ["drops styles that fetch", '<p style="background:url(https://a.example)">a</p>', "<p>a</p>"],
    ["does not let the quote be closed", "a</blockquote></div></body>b<p>c", "ab<p>c</p>"],
    ["closes what is open", "<table><tr><td><b>a", "<table><tr><td><b>a</b></td></tr></table>"],
    ["escapes text", "1 &lt; 2 &amp; <b>3</b>", "1 &lt; 2 &amp; <b>3</b>"],
    ["names pictures that do not come along", '<img src="cid:x" alt="a <b>">', "[image: a &lt;b&gt;]"],
    ["drops comments", "a<!--[if mso]><p>x</p><![endif]-->b", "ab"],
  ])("%s", (_, html, expected) => {
    expect(quotableHtml(html)).toBe(expected);
  });

  it("shows pictures that come along", () => {
    expect(quotableHtml('<img src="cid:x">', new Set(["x"]))).toBe('<img src="cid:x">');
  });

  it("is closed in itself and holds no element that runs, whatever it is made of", () => {
    const piece = fc.constantFrom(
      "<div>",
      "</div>",
      "</blockquote>",
      "<blockquote>",
      "<p>",
      "</p>",
      "<script>",
      "</script>",
      "<table>",
      "<td>",
      "<!--",
      "-->",
      "<img src=x onerror=y>",
      "<a href=javascript:x>",
      "<title>",
      "<svg>",
      "text",
      "<",
      "&lt;script&gt;",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const stack: string[] = [];
        let unmatched = 0;
        const wrapped = `<section>${quotableHtml(pieces.join(""))}</section>`;
        new Parser({
          onopentagname: (name) => stack.push(name),
          onclosetag(name, implied) {
            if (stack.pop() !== name || (implied && !["img", "br", "p", "td", "tr"].includes(name))) unmatched += 1;
          },
          onattribute: (name) => expect(name).not.toMatch(/^on/),
        }).end(wrapped);
        expect(unmatched).toBe(0);
        expect(wrapped).not.toMatch(/<\/?(?:script|svg|title)/i);
      }),
    );
  });

  it("is bounded in depth", () => {
    expect(quotableHtml("<div>".repeat(5_000)).match(/<div>/g)).toHaveLength(200);
  });
});
