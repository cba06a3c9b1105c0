import { describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { type CallbackPage, PAGE_POLICY, renderCallbackPage } from "../../../src/oauth/callback-page.ts";
import { failurePage } from "../../../src/oauth/sign-in-pages.ts";

const HOSTILE = `</p></title></style></script><img src=x onerror="alert('1')">&`;

const page = (more: Partial<CallbackPage> = {}) =>
  renderCallbackPage({ kind: "done", heading: "Signed in", text: "ada@example.com is ready.", ...more });

describe("the page at the end of a sign-in", () => {
  it("is a whole document that a phone and a screen reader can show", () => {
    const html = page();
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<meta charset="utf-8">');
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain("<title>Signed in</title>");
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('<p role="status">ada@example.com is ready.</p>');
    expect(html).toContain("You can close this tab.");
  });

  it("says apart what happened and what to do", () => {
    expect(page({ next: "Go back & go on." })).toContain('<p class="next">Go back &#38; go on.</p>');
    expect(page()).not.toContain('class="next"');
    expect(failurePage(new ToolError("access_denied", "You refused", "Try again."))).toEqual({
      kind: "refused",
      heading: "Not signed in",
      text: "You refused.",
      next: "Try again.",
    });
    expect(failurePage(new ToolError("internal", "Is that so?", ""))).toMatchObject({ text: "Is that so?" });
    expect(failurePage(new Error("of the inside"))).toMatchObject({
      kind: "error",
      text: expect.not.stringContaining("inside"),
    });
  });

  it("looks as the person has set light or dark", () => {
    expect(page()).toContain("color-scheme: light dark");
    expect(page()).toContain("@media (prefers-color-scheme: dark)");
  });

  it.each(["done", "refused", "error"] as const)("of the kind %s escapes everything that it is given", (kind) => {
    const html = page({ kind, heading: HOSTILE, text: HOSTILE });
    const harmless = page({ kind });
    expect(html).not.toContain("<img");
    expect(html).not.toContain(HOSTILE);
    for (const tag of [/<\w+/g, /<\/\w+/g]) expect(html.match(tag)).toEqual(harmless.match(tag));
    expect(html).toContain("&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;");
  });

  it("asks for nothing from elsewhere", () => {
    expect(page()).not.toMatch(/\b(src|href|action)\s*=|url\(|@import|https?:/);
  });

  it("lets nothing run or load but its own style and script", () => {
    const directives = new Map(PAGE_POLICY.split("; ").map((part) => [part.split(" ")[0], part]));
    expect(directives.get("default-src")).toBe("default-src 'none'");
    expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
    expect(directives.get("base-uri")).toBe("base-uri 'none'");
    expect(directives.get("form-action")).toBe("form-action 'none'");
    expect(directives.get("script-src")).toMatch(/^script-src 'sha256-[\w+/=]+'$/);
    expect(directives.get("style-src")).toMatch(/^style-src 'sha256-[\w+/=]+'$/);
    // Nothing that a hash does not cover.
    expect(page()).not.toMatch(/\son\w+=|\sstyle=/);
  });
});
