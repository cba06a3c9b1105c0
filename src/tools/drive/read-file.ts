import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { DEFAULT_CHARACTERS, pieceOf } from "../../content/bound.ts";
import { decodeText } from "../../content/charset.ts";
import { exportFormats } from "../../content/export-formats.ts";
import { GOOGLE_TYPES, isTextType, OFFICE_TYPES, typeInWords } from "../../content/file-types.ts";
import { officeText } from "../../content/office-text.ts";
import { pdfText } from "../../content/pdf-text.ts";
import { formatBytes } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { readContent } from "../content.ts";
import { fileId, offset } from "../input.ts";
import { type Call, defineTool, type ToolResult } from "../tool.ts";
import { READ_FILES } from "./drive-scopes.ts";
import { fetchTarget, nameOf } from "./file.ts";
import { exportSource, SOURCE_FIELDS, storedSource } from "./sources.ts";

const FIELDS = `name,mimeType,${SOURCE_FIELDS}`;

/** Bytes of a file that is read for the model: text to be extracted has to be in memory whole. */
const LARGEST_READ_BYTES = 50_000_000;

/** Pictures that models take, and the bytes that clients pass on. */
const SEEN_IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const LARGEST_IMAGE_BYTES = 4_000_000;

const SAVE_INSTEAD = "Save it on this computer with drive_download_file.";

/** What a Google file is exported to, so that nothing of its text is lost: a sheet as a workbook, because CSV holds only its first tab. */
const EXPORTS: ReadonlyMap<string, string> = new Map<string, string>([
  [GOOGLE_TYPES.document, "text/markdown"],
  [GOOGLE_TYPES.spreadsheet, OFFICE_TYPES.xlsx],
  [GOOGLE_TYPES.presentation, "text/plain"],
  [GOOGLE_TYPES.script, "application/vnd.google-apps.script+json"],
]);

/** A file's content for the model, whatever its format. */
export const driveReadFile = defineTool({
  name: "drive_read_file",
  title: "Read file",
  description:
    "Reads a Drive file: Docs as Markdown, Sheets as tables, Slides, PDF and Office files as text, images as images. Long content is cut; read on with offset.",
  service: "drive",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_FILES,
  input: z.strictObject({
    file_id: fileId,
    offset,
    max_characters: z
      .int("expected a whole number from 1000 to 100000")
      .min(1000, "expected a whole number from 1000 to 100000")
      .max(100_000, "expected a whole number from 1000 to 100000")
      .default(DEFAULT_CHARACTERS),
  }),
  async run(input, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, input.file_id, FIELDS);
    const mimeType = file.mimeType ?? "";
    if (SEEN_IMAGES.has(mimeType)) return readImage(call, file);
    const text = await textOf(call, file);
    const piece = pieceOf(text, input.offset, input.max_characters);
    const nothing = input.offset === 0 ? "(empty)" : "(the text ends before this offset)";
    const range =
      piece.next === undefined && input.offset === 0
        ? ""
        : `, characters ${input.offset} to ${piece.next ?? piece.total} of ${piece.total}`;
    return {
      text: `${nameOf(file)} (${typeInWords(mimeType)}${range})\n\n${piece.text === "" ? nothing : piece.text}`,
      ...(piece.next !== undefined && { note: `Cut here. Read on with offset ${piece.next}.` }),
    };
  },
});

async function readImage(call: Call, file: drive_v3.Schema$File): Promise<ToolResult> {
  checkSize(file, LARGEST_IMAGE_BYTES, "shown");
  const bytes = await bytesOf(call, file);
  return {
    text: `${nameOf(file)} (${file.mimeType}, ${formatBytes(bytes.length)})`,
    images: [{ mimeType: file.mimeType ?? "", data: bytes.toString("base64") }],
  };
}

function checkSize(file: drive_v3.Schema$File, limit: number, what: string): void {
  const size = Number(file.size ?? 0);
  if (size > limit) throw tooLarge(formatBytes(size), limit, what);
}

function tooLarge(has: string, limit: number, what: string): ToolError {
  const message = `The file has ${has}; at most ${formatBytes(limit)} can be ${what} here`;
  return new ToolError("invalid_input", message, SAVE_INSTEAD);
}

/** A file's bytes, or those of its export. */
async function bytesOf(call: Call, file: drive_v3.Schema$File, exportTo?: string): Promise<Buffer> {
  const source = exportTo === undefined ? storedSource(await call.google.drive(), file) : exportSource(file, exportTo);
  return readContent(call, source, LARGEST_READ_BYTES, () => tooLarge("more bytes", LARGEST_READ_BYTES, "read"));
}

async function textOf(call: Call, file: drive_v3.Schema$File): Promise<string> {
  const id = file.id ?? "";
  const mimeType = file.mimeType ?? "";
  if (mimeType === GOOGLE_TYPES.folder) {
    throw new ToolError(
      "invalid_input",
      "This is a folder, which has no content of its own",
      `List what is in it with drive_list_folder and folder_id ${id}.`,
    );
  }
  const target = EXPORTS.get(mimeType);
  if (target !== undefined) {
    const bytes = await bytesOf(call, file, target);
    return target === OFFICE_TYPES.xlsx ? officeText(bytes, target) : withoutEmbeddedImages(decodeText(bytes, "utf-8"));
  }
  checkSize(file, LARGEST_READ_BYTES, "read");
  if (isTextType(mimeType)) return decodeText(await bytesOf(call, file), undefined);
  if (mimeType === "application/pdf") return pdfText(await bytesOf(call, file));
  if (Object.values(OFFICE_TYPES).some((type) => type === mimeType))
    return officeText(await bytesOf(call, file), mimeType);
  const isGoogles = mimeType.startsWith("application/vnd.google-apps.");
  throw new ToolError(
    "invalid_input",
    `A file of type ${typeInWords(mimeType)} holds nothing that can be read as text or seen as an image`,
    mimeType === GOOGLE_TYPES.form
      ? "Read it with forms_get."
      : isGoogles && exportFormats(mimeType).length === 0
        ? "Open it in Drive with the link that drive_get_file gives."
        : SAVE_INSTEAD,
  );
}

/** Google writes a document's pictures into the Markdown as base64, which would fill a model's context with noise. */
function withoutEmbeddedImages(markdown: string): string {
  return markdown.replace(
    /^\[([^\]\n]+)\]:\s*<?data:image\/[\w+.-]+;base64,[A-Za-z0-9+/=]*>?\s*$/gm,
    "[$1]: (picture in the document)",
  );
}
