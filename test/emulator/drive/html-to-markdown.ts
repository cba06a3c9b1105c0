import { Parser } from "htmlparser2";
import { escapeMarkdown } from "./markdown-blocks.ts";

const UNSEEN = /^(script|style|head|title)$/;
const MARKS: Readonly<Record<string, string>> = { strong: "**", b: "**", em: "*", i: "*" };

/** The structure of an HTML page as Markdown: headings, paragraphs, lists, tables, links, bold and italic. */
export function htmlToMarkdown(html: string): string {
  const writer = new MarkdownWriter();
  new Parser({
    onopentag: (name, { href = "" }) => writer.open(name, href),
    ontext: (text) => writer.text(text),
    onclosetag: (name) => writer.close(name),
  }).end(html);
  return writer.markdown.trim();
}

class MarkdownWriter {
  markdown = "";
  #unseen = 0;
  #cells = 0;
  #rows = 0;
  readonly #lists: { ordered: boolean; count: number }[] = [];
  readonly #links: string[] = [];

  open(name: string, href: string): void {
    if (UNSEEN.test(name)) this.#unseen += 1;
    this.markdown += MARKS[name] ?? "";
    if (/^h[1-6]$/.test(name)) {
      this.#block();
      this.markdown += `${"#".repeat(Number(name[1]))} `;
    }
    if (/^(p|div|table)$/.test(name)) this.#block();
    if (name === "table") this.#rows = 0;
    if (name === "ul" || name === "ol") {
      this.#block();
      this.#lists.push({ ordered: name === "ol", count: 0 });
    }
    if (name === "li") this.#item();
    if (name === "br") this.markdown += "\\\n";
    if (name === "tr") this.#lines(this.#rows === 0 ? "\n\n|" : "\n|");
    if (name === "td" || name === "th") {
      this.#cells += 1;
      this.markdown += " ";
    }
    if (name === "a") {
      this.#links.push(href);
      this.markdown += "[";
    }
  }

  text(text: string): void {
    if (this.#unseen > 0) return;
    const words = escapeMarkdown(text.replaceAll(/\s+/g, " "));
    this.markdown += /\s$/.test(this.markdown) || this.markdown === "" ? words.trimStart() : words;
  }

  close(name: string): void {
    if (UNSEEN.test(name)) this.#unseen -= 1;
    this.markdown += MARKS[name] ?? "";
    if (/^(h[1-6]|p|div|table)$/.test(name)) this.#block();
    if (name === "ul" || name === "ol") {
      this.#lists.pop();
      this.#block();
    }
    if (name === "td" || name === "th") this.markdown += " |";
    if (name === "tr") this.#endRow();
    if (name === "a") this.markdown += `](${this.#links.pop() ?? ""})`;
  }

  /** A blank line, but not within lists and table rows. */
  #block(): void {
    if (this.#lists.length === 0 && this.#cells === 0) this.#lines("\n\n");
  }

  #lines(text: string): void {
    this.markdown = `${this.markdown.trimEnd()}${text}`;
  }

  #item(): void {
    const list = this.#lists.at(-1) ?? { ordered: false, count: 0 };
    list.count += 1;
    const isFirst = list.count === 1 && this.#lists.length === 1;
    const indent = "  ".repeat(Math.max(0, this.#lists.length - 1));
    this.#lines(`${isFirst ? "\n\n" : "\n"}${indent}${list.ordered ? `${list.count}.` : "-"} `);
  }

  #endRow(): void {
    this.#rows += 1;
    if (this.#rows === 1) this.markdown += `\n|${" --- |".repeat(this.#cells)}`;
    this.#cells = 0;
  }
}
