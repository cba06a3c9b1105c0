import { unzipSync } from "fflate";
import { Parser } from "htmlparser2";
import { ToolError } from "../errors.ts";
import { OFFICE_TYPES } from "./file-types.ts";
import { markdownTable } from "./table.ts";

/** Bytes that one part of an Office file may unpack to; a small file can hold a very large one. */
const LARGEST_PART_BYTES = 64 * 1024 * 1024;

/** The text of a Word, Excel or PowerPoint file (ECMA-376). */
export function officeText(bytes: Uint8Array, mimeType: string): string {
  switch (mimeType) {
    case OFFICE_TYPES.docx:
      return wordText(unpack(bytes, /^word\/(document|footnotes|endnotes)\.xml$/));
    case OFFICE_TYPES.pptx:
      return slidesText(unpack(bytes, /^ppt\/(slides|notesSlides)\/\w+\.xml$/));
    default:
      return sheetsOf(bytes)
        .map(({ name, rows }) => `## ${name}\n\n${tableOf(rows)}`)
        .join("\n\n");
  }
}

/** @throws ToolError when the file is not the ZIP archive that Office files are */
function unpack(bytes: Uint8Array, wanted: RegExp): Map<string, string> {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => wanted.test(name) && originalSize <= LARGEST_PART_BYTES,
    });
    const decoder = new TextDecoder();
    return new Map(Object.entries(files).map(([name, content]) => [name, decoder.decode(content)]));
  } catch (error) {
    throw new ToolError("invalid_input", "The file is not a whole Office file", "Open it in its own program.", {
      cause: error,
    });
  }
}

interface Handlers {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Walks XML by local names; prefixes differ between programs. */
function walk(xml: string, { open, close, text }: Handlers): void {
  const local = (name: string) => name.slice(name.indexOf(":") + 1);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open?.(local(name), attributes),
      onclosetag: (name) => close?.(local(name)),
      ontext: (part) => text?.(part),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
}

/** Paragraphs a line, tabs and breaks kept, table cells told apart. */
function paragraphsOf(xml: string): string {
  const lines: string[] = [];
  let line = "";
  let inText = false;
  walk(xml, {
    open(name) {
      if (name === "t") inText = true;
      if (name === "tab") line += "\t";
      if (name === "br" || name === "cr") line += "\n";
    },
    close(name) {
      if (name === "t") inText = false;
      if (name === "tc") line += " | ";
      if (name === "p" || name === "tr") {
        lines.push(line);
        line = "";
      }
    },
    text(part) {
      if (inText) line += part;
    },
  });
  lines.push(line);
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function wordText(parts: ReadonlyMap<string, string>): string {
  const body = paragraphsOf(parts.get("word/document.xml") ?? "");
  const notes = ["word/footnotes.xml", "word/endnotes.xml"]
    .map((name) => paragraphsOf(parts.get(name) ?? ""))
    .filter((text) => text !== "");
  return [body, ...notes.map((text) => `Notes:\n${text}`)].join("\n\n");
}

function slidesText(parts: ReadonlyMap<string, string>): string {
  const numbered = (pattern: RegExp) =>
    [...parts.keys()]
      .flatMap((name) => {
        const number = pattern.exec(name)?.[1];
        return number === undefined ? [] : [{ name, number: Number(number) }];
      })
      .sort((a, b) => a.number - b.number);
  const notes = new Map(
    numbered(/notesSlide(\d+)\.xml$/).map(({ name, number }) => [number, paragraphsOf(parts.get(name) ?? "")]),
  );
  return numbered(/slides\/slide(\d+)\.xml$/)
    .map(({ name, number }) => {
      const note = notes.get(number);
      return `## Slide ${number}\n\n${paragraphsOf(parts.get(name) ?? "")}${note ? `\n\nNotes: ${note}` : ""}`;
    })
    .join("\n\n");
}

/** A sheet of a workbook with its cells as text. */
export interface Sheet {
  name: string;
  rows: string[][];
}

/** Reads every sheet of an Excel file. */
export function sheetsOf(bytes: Uint8Array): Sheet[] {
  const parts = unpack(
    bytes,
    /^xl\/(workbook\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[\w.-]+\.xml)$/,
  );
  const strings = sharedStrings(parts.get("xl/sharedStrings.xml") ?? "");
  const targets = new Map<string, string>();
  walk(parts.get("xl/_rels/workbook.xml.rels") ?? "", {
    open(name, { Id, Target }) {
      if (name === "Relationship" && Id && Target) targets.set(Id, Target.replace(/^\/?(xl\/)?/, "xl/"));
    },
  });
  const sheets: Sheet[] = [];
  walk(parts.get("xl/workbook.xml") ?? "", {
    open(name, attributes) {
      if (name !== "sheet") return;
      const target = targets.get(attributes["r:id"] ?? "");
      sheets.push({ name: attributes.name ?? "", rows: rowsOf(parts.get(target ?? "") ?? "", strings) });
    },
  });
  return sheets;
}

function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let current = "";
  let inText = false;
  let inPhonetic = false;
  walk(xml, {
    open(name) {
      if (name === "si") current = "";
      if (name === "rPh") inPhonetic = true;
      if (name === "t") inText = !inPhonetic;
    },
    close(name) {
      if (name === "t") inText = false;
      if (name === "rPh") inPhonetic = false;
      if (name === "si") strings.push(current);
    },
    text(part) {
      if (inText) current += part;
    },
  });
  return strings;
}

function rowsOf(xml: string, strings: readonly string[]): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let column = 0;
  let type = "";
  let value = "";
  let inValue = false;
  walk(xml, {
    open(name, attributes) {
      if (name === "row") row = [];
      if (name === "c") {
        column = attributes.r === undefined ? row.length : columnIndex(attributes.r);
        type = attributes.t ?? "";
        value = "";
      }
      if (name === "v" || name === "t") inValue = true;
    },
    close(name) {
      if (name === "v" || name === "t") inValue = false;
      if (name === "c" && value !== "") row[column] = type === "s" ? (strings[Number(value)] ?? "") : value;
      if (name === "row") rows.push(Array.from(row, (cell) => cell ?? ""));
    },
    text(part) {
      if (inValue) value += part;
    },
  });
  return rows;
}

/** Index of a cell's column from its address: A1 → 0, AB7 → 27. */
function columnIndex(address: string): number {
  const letters = /^[A-Z]+/.exec(address)?.[0] ?? "A";
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Rows as a Markdown table, the first row as its head. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const [head, ...rest] = rows.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? ""));
  return head ? markdownTable(head, rest) : "(empty)";
}
