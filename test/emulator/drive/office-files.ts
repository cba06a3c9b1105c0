import { strToU8, zipSync } from "fflate";

/** Small but real Office and PDF files, so that text extraction is tested on the real formats. */

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function zip(files: Record<string, string>): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A paragraph, a heading, or a table. */
export type WordBlock = string | { text: string; heading: number } | { rows: readonly (readonly string[])[] };

/** A Word document with a paragraph a block. */
export function docx(blocks: readonly WordBlock[]): Buffer {
  return zip({
    "[Content_Types].xml": `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${blocks.map(wordBlock).join("")}</w:body></w:document>`,
  });
}

function wordBlock(block: WordBlock): string {
  if (typeof block === "string") return wordParagraph(block, "");
  if ("heading" in block)
    return wordParagraph(block.text, `<w:pPr><w:pStyle w:val="Heading${block.heading}"/></w:pPr>`);
  const row = (cells: readonly string[]) =>
    `<w:tr>${cells.map((cell) => `<w:tc>${wordParagraph(cell, "")}</w:tc>`).join("")}</w:tr>`;
  return `<w:tbl>${block.rows.map(row).join("")}</w:tbl>`;
}

function wordParagraph(text: string, properties: string): string {
  const lines = text.split("\n").map((line) => `<w:t xml:space="preserve">${escapeXml(line)}</w:t>`);
  return `<w:p>${properties}<w:r>${lines.join("<w:br/>")}</w:r></w:p>`;
}

/** A workbook: sheets by name, cells as text (shared strings) or numbers. */
export function xlsx(sheets: Record<string, readonly (readonly (string | number)[])[]>): Buffer {
  const strings: string[] = [];
  const shared = (text: string) => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const column = (index: number): string =>
    (index >= 26 ? column(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));
  const cell = (value: string | number, row: number, index: number) =>
    typeof value === "number"
      ? `<c r="${column(index)}${row}"><v>${value}</v></c>`
      : `<c r="${column(index)}${row}" t="s"><v>${shared(value)}</v></c>`;
  const names = Object.keys(sheets);
  const sheetFiles = Object.fromEntries(
    Object.values(sheets).map((rows, index) => [
      `xl/worksheets/sheet${index + 1}.xml`,
      `${XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
        .map((row, at) => `<row r="${at + 1}">${row.map((value, place) => cell(value, at + 1, place)).join("")}</row>`)
        .join("")}</sheetData></worksheet>`,
    ]),
  );
  return zip({
    "[Content_Types].xml": `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${names
      .map((name, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
      .map(
        (_, index) =>
          `<Relationship Id="rId${index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
      )
      .join("")}</Relationships>`,
    ...sheetFiles,
    "xl/sharedStrings.xml": `${XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${strings.map((text) => `<si><t>${escapeXml(text)}</t></si>`).join("")}</sst>`,
  });
}

/** A deck: lines of text a slide. */
export function pptx(slides: readonly (readonly string[])[]): Buffer {
  const relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const slideFiles = Object.fromEntries(
    slides.map((lines, index) => [
      `ppt/slides/slide${index + 1}.xml`,
      `${XML}<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody>${lines
        .map((line) => `<a:p><a:r><a:t>${escapeXml(line)}</a:t></a:r></a:p>`)
        .join("")}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>`,
    ]),
  );
  return zip({
    "[Content_Types].xml": `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relationship}/officeDocument" Target="ppt/presentation.xml"/></Relationships>`,
    "ppt/presentation.xml": `${XML}<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="${relationship}"><p:sldIdLst>${slides
      .map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`)
      .join("")}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${slides
      .map(
        (_, index) =>
          `<Relationship Id="rId${index + 1}" Type="${relationship}/slide" Target="slides/slide${index + 1}.xml"/>`,
      )
      .join("")}</Relationships>`,
    ...slideFiles,
  });
}

const LINES_A_PAGE = 40;

/** A PDF of lines of Latin text in Helvetica, 40 lines a page; other letters become question marks. */
export function pdf(lines: readonly string[]): Buffer {
  const latin = lines.map((line) => line.replace(/[^\x20-\xff]/g, "?").replace(/[\\()]/g, "\\$&"));
  const pages = Array.from({ length: Math.max(1, Math.ceil(latin.length / LINES_A_PAGE)) }, (_, page) =>
    latin.slice(page * LINES_A_PAGE, (page + 1) * LINES_A_PAGE),
  );
  const pageNumber = (index: number) => 4 + index * 2;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Kids[${pages.map((_, index) => `${pageNumber(index)} 0 R`).join(" ")}]/Count ${pages.length}>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ...pages.flatMap((page, index) => {
      const stream = `BT /F1 12 Tf 72 720 Td 16 TL ${page.map((line) => `(${line}) Tj T*`).join(" ")} ET`;
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${pageNumber(index) + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`,
        `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
      ];
    }),
  ];
  return pdfFile(objects);
}

/** Numbers the objects and adds the table that says where each begins. */
function pdfFile(objects: readonly string[]): Buffer {
  let text = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj${object}endobj\n`;
  }
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("")}`;
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** A red PNG of one pixel. */
export function png(): Buffer {
  return Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
  );
}
