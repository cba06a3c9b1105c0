import { GOOGLE_TYPES, OFFICE_TYPES } from "./file-types.ts";

const TYPES = {
  docx: OFFICE_TYPES.docx,
  xlsx: OFFICE_TYPES.xlsx,
  pptx: OFFICE_TYPES.pptx,
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
  pdf: "application/pdf",
  rtf: "application/rtf",
  txt: "text/plain",
  md: "text/markdown",
  html: "text/html",
  zip: "application/zip",
  epub: "application/epub+zip",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  png: "image/png",
  jpg: "image/jpeg",
  svg: "image/svg+xml",
  json: "application/vnd.google-apps.script+json",
} as const;

/** A format that a Google file can be had in; its name is the extension of the file. */
export type ExportFormat = keyof typeof TYPES;

/** What each kind of Google file can become, its usual format first ("Export MIME types for Google Workspace documents"). */
const FORMATS: ReadonlyMap<string, readonly [ExportFormat, ...ExportFormat[]]> = new Map<
  string,
  readonly [ExportFormat, ...ExportFormat[]]
>([
  [GOOGLE_TYPES.document, ["docx", "pdf", "odt", "rtf", "txt", "md", "html", "zip", "epub"]],
  [GOOGLE_TYPES.spreadsheet, ["xlsx", "pdf", "ods", "csv", "tsv", "zip"]],
  [GOOGLE_TYPES.presentation, ["pptx", "pdf", "odp", "txt", "png", "jpg", "svg"]],
  [GOOGLE_TYPES.drawing, ["png", "pdf", "jpg", "svg"]],
  [GOOGLE_TYPES.script, ["json"]],
]);

/** The formats of a kind of Google file, its usual one first; none for a kind that cannot be exported. */
export function exportFormats(mimeType: string): readonly ExportFormat[] {
  return FORMATS.get(mimeType) ?? [];
}

/** The MIME type to ask for. */
export function exportType(format: ExportFormat): string {
  return TYPES[format];
}
