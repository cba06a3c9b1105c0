import { strFromU8, unzipSync } from "fflate";
import { Parser } from "htmlparser2";
import { escapeMarkdown } from "./markdown-blocks.ts";

/** Plain text as Markdown: each line is a paragraph. */
export function textToMarkdown(text: string): string {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map(escapeMarkdown)
    .join("\n\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** Undefined when the bytes are no zip with that part. */
function unzipped(content: Buffer, part: string): Record<string, string> | undefined {
  try {
    const files = unzipSync(content);
    return part in files
      ? Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
      : undefined;
  } catch {
    return undefined;
  }
}

/** A Word document's headings and paragraphs as Markdown; undefined when it is none. */
export function docxToMarkdown(content: Buffer): string | undefined {
  const files = unzipped(content, "word/document.xml");
  if (!files) return undefined;
  const paragraphs: string[] = [];
  let heading = 0;
  let text = "";
  let inText = false;
  new Parser(
    {
      onopentag(name, attributes) {
        if (name === "w:p") [heading, text] = [0, ""];
        if (name === "w:pStyle") heading = Number(/^Heading([1-6])$/.exec(attributes["w:val"] ?? "")?.[1] ?? 0);
        if (name === "w:br") text += "\n";
        if (name === "w:tab") text += "\t";
        inText = name === "w:t";
      },
      ontext(piece) {
        if (inText) text += piece;
      },
      onclosetag(name) {
        if (name === "w:t") inText = false;
        if (name === "w:p" && text !== "")
          paragraphs.push(`${heading > 0 ? `${"#".repeat(heading)} ` : ""}${escapeMarkdown(text)}`);
      },
    },
    { xmlMode: true },
  ).end(files["word/document.xml"] ?? "");
  return paragraphs.join("\n\n");
}

/** The rows of comma-separated values (RFC 4180). */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (const found of text.replace(/^\uFEFF/, "").matchAll(pattern)) {
    const [whole, quoted, plain = "", end = ""] = found;
    if (whole === "" && row.length === 0) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}

/** A workbook's sheets by name; undefined when it is none. */
export function xlsxSheets(content: Buffer): Record<string, string[][]> | undefined {
  const files = unzipped(content, "xl/workbook.xml");
  if (!files) return undefined;
  const strings = texts(files["xl/sharedStrings.xml"] ?? "", "si", "t");
  const names = [...(files["xl/workbook.xml"] ?? "").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name);
  return Object.fromEntries(
    names.map((name, index) => [name ?? "", sheetRows(files[`xl/worksheets/sheet${index + 1}.xml`] ?? "", strings)]),
  );
}

function sheetRows(xml: string, strings: readonly string[]): string[][] {
  const rows: string[][] = [];
  let shared = false;
  let inValue = false;
  new Parser(
    {
      onopentag(name, { t }) {
        if (name === "row") rows.push([]);
        if (name === "c") shared = t === "s";
        inValue = name === "v" || name === "t";
      },
      ontext(text) {
        if (inValue) rows.at(-1)?.push(shared ? (strings[Number(text)] ?? "") : text);
      },
      onclosetag() {
        inValue = false;
      },
    },
    { xmlMode: true },
  ).end(xml);
  return rows;
}

/** The lines of each slide; undefined when it is no presentation. */
export function pptxSlides(content: Buffer): string[][] | undefined {
  const files = unzipped(content, "ppt/presentation.xml");
  if (!files) return undefined;
  const slides = Object.keys(files).filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name));
  const numberOf = (name: string) => Number(/\d+/.exec(name)?.[0]);
  return slides.sort((a, b) => numberOf(a) - numberOf(b)).map((name) => texts(files[name] ?? "", "a:p", "a:t"));
}

/** The text within `leaf` elements, joined for each `group` element. */
function texts(xml: string, group: string, leaf: string): string[] {
  const found: string[] = [];
  let inLeaf = false;
  new Parser(
    {
      onopentag(name) {
        if (name === group) found.push("");
        inLeaf = name === leaf;
      },
      ontext(text) {
        if (inLeaf) found.push(`${found.pop() ?? ""}${text}`);
      },
      onclosetag() {
        inLeaf = false;
      },
    },
    { xmlMode: true },
  ).end(xml);
  return found;
}
