/** MIME types of Google's own files, by the words that people use for them. */
export const GOOGLE_TYPES = {
  document: "application/vnd.google-apps.document",
  spreadsheet: "application/vnd.google-apps.spreadsheet",
  presentation: "application/vnd.google-apps.presentation",
  form: "application/vnd.google-apps.form",
  folder: "application/vnd.google-apps.folder",
  shortcut: "application/vnd.google-apps.shortcut",
  script: "application/vnd.google-apps.script",
  drawing: "application/vnd.google-apps.drawing",
} as const;

export const OFFICE_TYPES = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
} as const;

const WORDS: ReadonlyMap<string, string> = new Map<string, string>([
  [GOOGLE_TYPES.document, "Google Doc"],
  [GOOGLE_TYPES.spreadsheet, "Google Sheet"],
  [GOOGLE_TYPES.presentation, "Google Slides"],
  [GOOGLE_TYPES.form, "Google Form"],
  [GOOGLE_TYPES.folder, "folder"],
  [GOOGLE_TYPES.shortcut, "shortcut"],
  [GOOGLE_TYPES.script, "Apps Script"],
  [GOOGLE_TYPES.drawing, "Google Drawing"],
  [OFFICE_TYPES.docx, "Word"],
  [OFFICE_TYPES.xlsx, "Excel"],
  [OFFICE_TYPES.pptx, "PowerPoint"],
  ["application/pdf", "PDF"],
]);

/** What people call a file of this type. */
export function typeInWords(mimeType: string): string {
  return WORDS.get(mimeType) ?? mimeType;
}

/** Types by file-name extension, for files that are made from text. */
const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ["txt", "text/plain"],
  ["md", "text/markdown"],
  ["csv", "text/csv"],
  ["tsv", "text/tab-separated-values"],
  ["html", "text/html"],
  ["htm", "text/html"],
  ["css", "text/css"],
  ["js", "text/javascript"],
  ["json", "application/json"],
  ["xml", "application/xml"],
  ["yaml", "application/yaml"],
  ["yml", "application/yaml"],
  ["ics", "text/calendar"],
  ["svg", "image/svg+xml"],
]);

/** Further types by extension, for files that are uploaded as they are. */
const BINARY: ReadonlyMap<string, string> = new Map([
  ...Object.entries(OFFICE_TYPES),
  ["pdf", "application/pdf"],
  ["doc", "application/msword"],
  ["xls", "application/vnd.ms-excel"],
  ["ppt", "application/vnd.ms-powerpoint"],
  ["odt", "application/vnd.oasis.opendocument.text"],
  ["ods", "application/vnd.oasis.opendocument.spreadsheet"],
  ["odp", "application/vnd.oasis.opendocument.presentation"],
  ["rtf", "application/rtf"],
  ["epub", "application/epub+zip"],
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["gif", "image/gif"],
  ["webp", "image/webp"],
  ["heic", "image/heic"],
  ["mp3", "audio/mpeg"],
  ["wav", "audio/wav"],
  ["m4a", "audio/mp4"],
  ["mp4", "video/mp4"],
  ["mov", "video/quicktime"],
  ["zip", "application/zip"],
  ["gz", "application/gzip"],
]);

/** The type of any file by its name; bytes when the name says nothing. */
export function typeByName(name: string): string {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return BY_EXTENSION.get(extension) ?? BINARY.get(extension) ?? "application/octet-stream";
}

/** The type of a text file by its name; plain text when the name says nothing. */
export function textTypeByName(name: string): string {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  return (extension === undefined ? undefined : BY_EXTENSION.get(extension)) ?? "text/plain";
}

/** Whether content of this type is text to be read as it is. */
export function isTextType(mimeType: string): boolean {
  const bare = mimeType.split(";")[0]?.trim().toLowerCase() ?? "";
  return (
    bare.startsWith("text/") ||
    /^application\/(json|xml|yaml|x-yaml|javascript|x-javascript|ecmascript|sql|x-sh|rtf|graphql|toml)$/.test(bare) ||
    /\+(json|xml|yaml)$/.test(bare)
  );
}
