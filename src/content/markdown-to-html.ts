import { Marked, type Tokens } from "marked";
import { escapeHtml } from "./escape-html.ts";

/** Schemes that a link or picture in a sent mail may have. */
const SAFE_TARGET = /^(?:https?:|mailto:|tel:)/i;

const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html({ text }: Tokens.HTML | Tokens.Tag) {
      return escapeHtml(text);
    },
    link({ href, title, tokens, text }: Tokens.Link) {
      const label = tokens.length > 0 ? this.parser.parseInline(tokens) : escapeHtml(text);
      if (!isSafe(href)) return label;
      return `<a href="${escapeHtml(href)}"${title ? ` title="${escapeHtml(title)}"` : ""}>${label}</a>`;
    },
    image({ href, text }: Tokens.Image) {
      return isSafe(href) ? `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}">` : escapeHtml(text);
    },
    code({ text }: Tokens.Code) {
      return `<pre><code>${escapeHtml(text)}\n</code></pre>\n`;
    },
  },
});

/**
 * Markdown (GitHub flavoured, line ends kept) as the HTML of a mail. HTML in the Markdown is escaped, and links that
 * could run something become plain text.
 * @param after HTML that stands below, as quoted history does
 */
export function markdownToHtml(source: string, after = ""): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${markdownFragment(source)}${after}</body></html>`;
}

/** The same without the page around it, for what becomes part of a mail, such as a signature. */
export function markdownFragment(source: string): string {
  return markdown.parse(source, { async: false }).trim();
}

function isSafe(href: string): boolean {
  return SAFE_TARGET.test(href.replace(/[\p{Cc}\s]/gu, ""));
}
