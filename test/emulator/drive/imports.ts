import { ApiError } from "../api.ts";
import { csvRows, docxToMarkdown, pptxSlides, textToMarkdown, xlsxSheets } from "./content-readers.ts";
import { DOCX, documentExports, PPTX, presentationExports, spreadsheetExports, XLSX } from "./google-exports.ts";
import { htmlToMarkdown } from "./html-to-markdown.ts";
import { DOCUMENT, FOLDER, PRESENTATION, SHORTCUT, SPREADSHEET } from "./state.ts";

type Exports = Record<string, Buffer>;

/** Reads content of one type into the exports of a Google file; undefined when the bytes are not of that type. */
type Import = (content: Buffer) => Exports | undefined;

/** Which content becomes which Google file (Google, "Import to Google Docs types"; `about.get` `importFormats`). */
const IMPORTS: Readonly<Record<string, Readonly<Record<string, Import>>>> = {
  [DOCUMENT]: {
    "text/markdown": (content) => documentExports(content.toString("utf8")),
    "text/x-markdown": (content) => documentExports(content.toString("utf8")),
    "text/plain": (content) => documentExports(textToMarkdown(content.toString("utf8"))),
    "text/html": (content) => documentExports(htmlToMarkdown(content.toString("utf8"))),
    [DOCX]: (content) => mapped(docxToMarkdown(content), documentExports),
  },
  [SPREADSHEET]: {
    "text/csv": (content) => spreadsheetExports({ Sheet1: csvRows(content.toString("utf8")) }),
    [XLSX]: (content) => mapped(xlsxSheets(content), spreadsheetExports),
  },
  [PRESENTATION]: { [PPTX]: (content) => mapped(pptxSlides(content), presentationExports) },
};

/** Google types that can be made without content. */
const EMPTY: Readonly<Record<string, () => Exports>> = {
  [DOCUMENT]: () => documentExports(""),
  [SPREADSHEET]: () => spreadsheetExports({ Sheet1: [] }),
  [PRESENTATION]: () => presentationExports([]),
  [FOLDER]: () => ({}),
  [SHORTCUT]: () => ({}),
};

function mapped<Value>(value: Value | undefined, then: (value: Value) => Exports): Exports | undefined {
  return value === undefined ? undefined : then(value);
}

/** Which types become which Google types, as `about.get` tells. */
export function importFormats(): Record<string, string[]> {
  const formats: Record<string, string[]> = {};
  for (const [google, sources] of Object.entries(IMPORTS))
    for (const source of Object.keys(sources)) formats[source] = [...(formats[source] ?? []), google];
  return formats;
}

/**
 * What a file holds: bytes as they came, or the exports of a Google file that was made from them.
 * @throws ApiError 400 for a type that is none and for a conversion that Google does not make
 */
export function importContent(
  mimeType: string,
  media: { mimeType: string; content: Buffer } | undefined,
): { content: Buffer; exports: Exports } {
  const content = Buffer.alloc(0);
  if (!/^[\w.+-]+\/[\w.+-]+(\s*;.*)?$/.test(mimeType)) throw invalidMimeType();
  if (!mimeType.startsWith("application/vnd.google-apps.")) return { content: media?.content ?? content, exports: {} };
  const empty = EMPTY[mimeType];
  if (!empty) throw invalidMimeType();
  if (!media) return { content, exports: empty() };
  const source = (media.mimeType.split(";")[0] ?? "").trim().toLowerCase();
  const read = IMPORTS[mimeType]?.[source];
  const exports = read?.(media.content);
  if (exports) return { content, exports };
  throw read
    ? new ApiError(400, "badRequest", "Bad Request")
    : new ApiError(
        400,
        "conversionUnsupportedConversionPath",
        "Conversion of the uploaded content to the requested output type is not supported.",
      );
}

function invalidMimeType(): ApiError {
  return new ApiError(400, "badRequest", "Invalid MIME type provided for the uploaded content.");
}
