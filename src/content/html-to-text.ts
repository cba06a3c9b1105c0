import { Parser } from "htmlparser2";
import { HtmlRenderer } from "./html-renderer.ts";

/** Characters of HTML that are read; longer mails are cut, and it is said. */
const LONGEST_HTML = 2_000_000;
/** Elements within one another; nobody writes more, and reading more takes long. */
const DEEPEST = 1_000;
/** Characters handed to the parser at a time, so that it can be stopped. */
const CHUNK = 16_384;

/** What HTML says to a reader. */
export interface HtmlText {
  /** Markdown-like: headings, lists, links with their real target, tables, quotes. */
  text: string;
  /** Characters taken out that are not seen (zero-width and the like). */
  invisibleCharacters: number;
  /** Passages taken out that a style hides. */
  hiddenPassages: number;
  /** Characters in those passages. */
  hiddenCharacters: number;
  /** True when the HTML was too long or too deep to be read to its end. */
  cut: boolean;
}

/**
 * Turns the HTML of a mail into text. What a person would not see is left out and counted: elements hidden by style,
 * class or attribute, text too small or of the background's colour, characters without a shape (SECURITY-SPEC 4.6).
 */
export function htmlToText(html: string): HtmlText {
  const renderer = new HtmlRenderer();
  const parser = new Parser(renderer.handler, { decodeEntities: true });
  const end = Math.min(html.length, LONGEST_HTML);
  let at = 0;
  while (at < end && renderer.depth <= DEEPEST) {
    parser.write(html.slice(at, Math.min(end, at + CHUNK)));
    at += CHUNK;
  }
  parser.end();
  return { ...renderer.result(), cut: at < html.length };
}
