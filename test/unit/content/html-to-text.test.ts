import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlToText } from "../../../src/content/html-to-text.ts";

const text = (html: string) => htmlToText(html).text;

describe("what HTML says", () => {
  it.each([
    ["paragraphs", "<p>One</p><p>Two</p>", "One\n\nTwo"],
    ["line breaks", "One<br>Two<br><br>Three", "One\nTwo\n\nThree"],
    ["divs", "<div>One</div><div>Two</div>", "One\nTwo"],
    ["white space", "  a \n\t b&nbsp;&nbsp;c <span> d</span>", "a b c d"],
    ["white space around inline elements", "a<b> b </b>c", "a **b** c"],
    ["words that touch", "half<b>bold</b>word", "half**bold**word"],
    ["headings", "<h1>One <b>bold</b></h1><h3>Two</h3>x", "# One bold\n\n### Two\n\nx"],
    ["emphasis", "<i>a</i> <strong>b</strong> <del>c</del>", "*a* **b** ~~c~~"],
    ["emphasis within emphasis", "<b><strong>x</strong></b>", "**x**"],
    ["empty emphasis", "a<b> </b>b", "a b"],
    ["code", "<code>x = 1</code>", "`x = 1`"],
    ["preformatted text", "<pre>a\n  b</pre>", "```\na\n  b\n```"],
    ["a fence inside preformatted text", "<pre>```</pre>", "````\n```\n````"],
    ["a rule", "a<hr>b", "a\n\n---\n\nb"],
    ["lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"],
    ["numbered lists", '<ol start="9"><li>a</li><li><p>b</p><p>c</p></li></ol>', "9. a\n10. b\n\n    c"],
    ["quotes", "<blockquote>a<br>b<blockquote>c</blockquote></blockquote>", "> a\n> b\n>\n> > c"],
    ["entities", "&lt;b&gt; &amp;amp; &#39;&eacute;&#x1F600;", "<b> &amp; 'é😀"],
    ["pictures with a description", '<img src="x.png" alt="A  chart">', "[image: A chart]"],
    ["pictures without one", '<img src="https://t.example/pixel.gif" width="1">', ""],
    ["scripts, styles and titles", "<title>t</title><script>var a='<p>'</script><style>p{}</style>x", "x"],
    ["comments", "a<!-- secret --><!--[if mso]>Outlook<![endif]-->b", "ab"],
    ["nothing", "", ""],
  ])("renders %s", (_, html, expected) => {
    expect(text(html)).toBe(expected);
  });

  it("renders a table of data as a table", () => {
    const html = "<table><tr><th>Item</th><th>Price</th></tr><tr><td>A|B</td><td><b>5</b></td></tr></table>";
    expect(text(html)).toBe("|Item|Price|\n|-|-|\n|A\\|B|**5**|");
  });

  it("keeps the columns in place where cells span several", () => {
    const html =
      "<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td colspan=2>1</td><td>3</td></tr><tr><td>4</td><td>5</td><td>6</td></tr></table>";
    expect(text(html)).toBe("|a|b|c|\n|-|-|-|\n|1||3|\n|4|5|6|");
  });

  it("reads a table that lays out the page as text, in order", () => {
    const html =
      '<table role="presentation"><tr><td><h2>News</h2><p>One</p></td></tr><tr><td><table><tr><td>Total</td><td>$5</td></tr></table></td></tr></table>';
    expect(text(html)).toBe("## News\n\nOne\n\nTotal | $5");
  });

  it("keeps text outside of cells, rows and lists", () => {
    expect(text("<table>stray<tr><td>a</td></tr></table><tr><td>b</td></tr><li>c</li>")).toBe("stray\na\n\nb\n- c");
  });
});

describe("links", () => {
  it.each([
    [
      "their real target",
      '<a href="https://evil.example/">https://bank.example</a>',
      "[https://bank.example](https://evil.example/)",
    ],
    ["the target alone where the text says it", '<a href="https://a.example/">a.example</a>', "https://a.example/"],
    ["an address alone", '<a href="mailto:ada@example.com">ada@example.com</a>', "ada@example.com"],
    [
      "another address than the text's",
      '<a href="mailto:eve@example.net">ada@example.com</a>',
      "[ada@example.com](mailto:eve@example.net)",
    ],
    ["the target of a picture", '<a href="https://a.example"><img alt="Go"></a>', "[[image: Go]](https://a.example)"],
    ["a target without text", '<a href="https://a.example"><img></a>', "<https://a.example>"],
    ["the scheme of what would run", '<a href="java\tscript:alert(1)">Run</a>', "Run [javascript: link left out]"],
    ["no inner target", '<a href="#top">Up</a>', "Up"],
    ["a scheme-relative target", '<a href="//a.example/x">x</a>', "[x](https://a.example/x)"],
    ["a target with brackets", '<a href="https://a.example/(x)">x</a>', "[x](<https://a.example/(x)>)"],
    [
      "no false end in the text",
      '<a href="https://evil.example">x](https://bank.example)</a>',
      "[x] (https://bank.example)](https://evil.example)",
    ],
    ["a target without unseen characters", '<a href="https://a\u200b.example">x</a>', "[x](https://a.example)"],
  ])("show %s", (_, html, expected) => {
    expect(text(html)).toBe(expected);
  });

  it("are told after a block that they enclose", () => {
    expect(text('<a href="https://a.example"><p>One</p><p>Two</p><p>Three</p></a>')).toBe(
      "One\n\nTwo\n\nThree\n<https://a.example>",
    );
  });
});

describe("text that is not seen", () => {
  it.each([
    ["display:none", '<div style="display:none">hidden</div>'],
    ["display:none!important in capitals", '<DIV STYLE="DISPLAY: NONE !important">hidden</DIV>'],
    ["the hidden attribute", "<p hidden>hidden</p>"],
    ["visibility:hidden", '<span style="visibility:hidden">hidden</span>'],
    ["opacity:0", '<span style="opacity:0.0">hidden</span>'],
    ["font-size:0", '<span style="font-size:0px">hidden</span>'],
    ["font-size:1px", '<span style="color:#333;font-size:1px">hidden</span>'],
    ["font-size in the shorthand", '<span style="font: bold 0/0 a">hidden</span>'],
    ["a font size relative to none", '<p style="font-size:0"><b style="font-size:2em">hidden</b></p>'],
    ["max-height:0 with overflow hidden", '<div style="max-height:0px;overflow:hidden">hidden</div>'],
    ["text-indent", '<div style="text-indent:-9999px">hidden</div>'],
    ["a place off the page", '<div style="position:absolute;left:-10000px">hidden</div>'],
    ["clip", '<div style="position:absolute;clip:rect(0,0,0,0)">hidden</div>'],
    ["color:transparent", '<span style="color:transparent">hidden</span>'],
    ["an alpha of 0", '<span style="color:rgba(0,0,0,0)">hidden</span>'],
    ["white on the page", '<span style="color:#FFFFFF">hidden</span>'],
    ["white on white", '<td bgcolor="#ffffff"><font color="white">hidden</font></td>'],
    ["a colour on the same", '<div style="background:#123456 none"><p style="color:rgb(18,52,86)">hidden</p></div>'],
    ["a class", "<style>.pre, .x{display:none !important}</style><p class='a PRE'>hidden</p>"],
    ["an id and tag", "<style>p#x{visibility:hidden}</style><p id=x>hidden</p>"],
    ["an outer element", '<div style="display:none"><p style="display:block;font-size:20px">hidden</p></div>'],
  ])("is removed and counted: %s", (_, html) => {
    const result = htmlToText(`<p>before</p>${html}<p>after</p>`);
    expect(result).toMatchObject({ text: "before\n\nafter", hiddenPassages: 1, hiddenCharacters: 6 });
  });

  it.each([
    ["a size set again inside", '<td style="font-size:0"><div style="font-size:14px">seen</div></td>'],
    ["visibility set again inside", '<div style="visibility:hidden"><p style="visibility:visible">seen</p></div>'],
    ["white on a button", '<a style="color:#fff;background-color:#1a73e8">seen</a>'],
    ["white on an outer background", '<table bgcolor="#000"><tr><td style="color:white">seen</td></tr></table>'],
    ["white on a picture", '<div style="background:url(x.png)"><p style="color:#fff">seen</p></div>'],
    ["white on what is not understood", '<div style="background:var(--a)"><p style="color:#fff">seen</p></div>'],
    ["a rule for narrow screens", "<style>@media (max-width:600px){.d{display:none}}</style><p class=d>seen</p>"],
    ["a rule for other classes", "<style>.a.b{display:none}</style><p class=a>seen</p>"],
    ["max-height:0 that does not clip", '<div style="max-height:0">seen</div>'],
    ["half opacity", '<div style="opacity:.5">seen</div>'],
    ["a half-read style", '<div style="nonsense;:;color">seen</div>'],
  ])("is not mistaken: %s", (_, html) => {
    expect(htmlToText(html)).toMatchObject({ text: "seen", hiddenPassages: 0 });
  });

  it("counts passages that lie apart, and not the blanks in between", () => {
    const hidden = '<span style="display:none">ab <b>c</b></span>';
    expect(htmlToText(`${hidden} x ${hidden}<i style="display:none"> </i>`)).toMatchObject({
      text: "x",
      hiddenPassages: 2,
      hiddenCharacters: 6,
    });
  });

  it("removes and counts characters without a shape, and keeps those of emoji and scripts", () => {
    const result = htmlToText("<p>a&zwnj;&#847;&shy;b \u{e0041} 👩&zwj;💻 ❤️ می‌خواهم</p>");
    expect(result.text).toBe("ab 👩‍💻 ❤️ می‌خواهم");
    expect(result.invisibleCharacters).toBe(4);
  });

  it("does not show the description of a hidden picture", () => {
    expect(text('<img alt="Obey" style="display:none">')).toBe("");
  });
});

describe("any input", () => {
  it("is bounded in depth and says what was left out", () => {
    const result = htmlToText(`<p>start</p>${"<div>".repeat(200_000)}end`);
    expect(result).toMatchObject({ cut: true, text: "start" });
  });

  it("is bounded in length and says what was left out", () => {
    const result = htmlToText("x ".repeat(1_500_000));
    expect(result.cut).toBe(true);
    expect(result.text.length).toBeLessThanOrEqual(2_000_000);
  });

  it("never fails, and leaves no markup of known elements and no unseen character", () => {
    const tags = "a b p div td tr table ul li blockquote pre h1 span br style script font".split(" ");
    const piece = fc.oneof(
      fc.constantFrom(...tags).map((tag) => `<${tag}>`),
      fc.constantFrom(...tags).map((tag) => `</${tag}>`),
      fc.constantFrom("display:none", "font-size:0", "color:#fff").map((style) => `<div style="${style}">`),
      fc.string({ unit: "binary", maxLength: 10 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const result = htmlToText(pieces.join(""));
        expect(result.text).not.toMatch(/[\u200b\u202e\ufeff\0]/);
        expect(result.text).not.toMatch(/\n{3}/);
      }),
      { numRuns: 300 },
    );
  });
});
