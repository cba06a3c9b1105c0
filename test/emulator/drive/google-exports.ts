import { zipSync } from "fflate";
import { marked } from "marked";
import { type Block, blocksOf } from "./markdown-blocks.ts";
import { docx, pdf, pptx, xlsx } from "./office-files.ts";
import { DOCUMENT, PRESENTATION, SPREADSHEET } from "./state.ts";

export const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

type Exports = Record<string, Buffer>;
type Cell = string | number;

/** What Google exports, by kind of file (Google, "Export MIME types for Google Workspace documents"). */
export const EXPORT_FORMATS: Readonly<Record<string, readonly string[]>> = {
  [DOCUMENT]: [
    "text/markdown",
    "text/x-markdown",
    "text/plain",
    "text/html",
    "application/zip",
    "application/pdf",
    DOCX,
  ],
  [SPREADSHEET]: ["text/csv", "text/tab-separated-values", "application/pdf", XLSX],
  [PRESENTATION]: ["text/plain", "application/pdf", PPTX],
};

/** The exports of a document that says this. The plain text has a byte order mark and CRLF, as Google's has. */
export function documentExports(markdown: string): Exports {
  const blocks = blocksOf(markdown);
  const plain = `\uFEFF${blocks.map(plainBlock).join("\r\n").replaceAll(/\r?\n/g, "\r\n")}`;
  const html = Buffer.from(htmlPage(markdown));
  const source = Buffer.from(markdown);
  return {
    "text/markdown": source,
    "text/x-markdown": source,
    "text/plain": Buffer.from(plain),
    "text/html": html,
    "application/zip": Buffer.from(zipSync({ "document.html": html })),
    "application/pdf": pdf(plain.slice(1).split("\r\n")),
    [DOCX]: docx(blocks.map(wordBlock)),
  };
}

/** The exports of a spreadsheet. CSV and TSV hold the first sheet alone. */
export function spreadsheetExports(sheets: Record<string, readonly (readonly Cell[])[]>): Exports {
  const [first = []] = Object.values(sheets);
  const lines = Object.values(sheets).flatMap((rows) => rows.map((row) => row.join("  ")));
  return {
    "text/csv": Buffer.from(first.map((row) => row.map(csvField).join(",")).join("\r\n")),
    "text/tab-separated-values": Buffer.from(
      first.map((row) => row.map((cell) => String(cell).replaceAll(/[\t\r\n]+/g, " ")).join("\t")).join("\r\n"),
    ),
    "application/pdf": pdf(lines),
    [XLSX]: xlsx(sheets),
  };
}

/** The exports of a presentation; each slide is its lines of text. */
export function presentationExports(slides: readonly (readonly string[])[]): Exports {
  return {
    "text/plain": Buffer.from(slides.map((lines) => lines.join("\n")).join("\n\n")),
    "application/pdf": pdf(slides.flat()),
    [PPTX]: pptx(slides),
  };
}

function csvField(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "item":
      return `${"   ".repeat(block.depth)}${block.marker} ${block.text}`;
    case "table":
      return block.rows.flat().join("\n");
    default:
      return block.text;
  }
}

function wordBlock(block: Block): Parameters<typeof docx>[0][number] {
  switch (block.kind) {
    case "heading":
      return { text: block.text, heading: block.level };
    case "table":
      return { rows: block.rows };
    default:
      return block.text;
  }
}

/** Google's HTML has a style sheet in its head and sends every link through `www.google.com/url`. */
function htmlPage(markdown: string): string {
  const body = marked
    .parse(markdown, { async: false })
    .replace(
      /href="(https?:[^"]*)"/g,
      (_, url: string) =>
        `href="https://www.google.com/url?q=${encodeURIComponent(url.replaceAll("&amp;", "&"))}&amp;sa=D&amp;source=editors"`,
    );
  return `<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">.c0{color:#000000;font-family:"Arial"}</style></head><body class="c0 doc-content">${body}</body></html>`;
}
