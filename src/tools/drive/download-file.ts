import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { type ExportFormat, exportFormats, exportType } from "../../content/export-formats.ts";
import { GOOGLE_TYPES, typeInWords } from "../../content/file-types.ts";
import { formatBytes } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { saveContent } from "../content.ts";
import { fileId, localFolder } from "../input.ts";
import { defineTool } from "../tool.ts";
import { READ_FILES } from "./drive-scopes.ts";
import { fetchTarget } from "./file.ts";
import { fileName } from "./file-input.ts";
import { exportSource, SOURCE_FIELDS, storedSource } from "./sources.ts";

const FIELDS = `name,mimeType,${SOURCE_FIELDS}`;

/** Saves a file of Drive on this computer. */
export const driveDownloadFile = defineTool({
  name: "drive_download_file",
  title: "Download file",
  description:
    "Saves a Drive file of any size on this computer, Google files exported to a format. Returns its path; to see the content, use drive_read_file.",
  service: "drive",
  tier: "core",
  kind: "write",
  idempotent: false,
  // A request of it reads at Google; what it writes is a new file here.
  safeToResend: true,
  transfer: true,
  outward: false,
  foreign: true,
  scopes: READ_FILES,
  input: z.strictObject({
    file_id: fileId,
    format: z
      .string()
      .regex(/^[a-z]{2,4}$/, "expected a format such as pdf, docx or csv")
      .optional()
      .describe("Of a Google file: pdf, docx, md, txt, xlsx, csv, pptx, png, …; default: Office."),
    name: fileName.optional(),
    folder: localFolder,
  }),
  output: z.strictObject({ path: z.string(), bytes: z.number(), type: z.string() }),
  async run({ file_id, format, name, folder }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, FIELDS);
    const wanted = formatOf(file, format);
    const source = wanted === undefined ? storedSource(drive, file) : exportSource(file, exportType(wanted));
    const place = { name: name ?? nameFor(file.name ?? "", wanted), folder };
    const { path, bytes } = await saveContent(call, place, source);
    const type = wanted === undefined ? (file.mimeType ?? "") : exportType(wanted);
    const checked = source.checksum ? ", checksum compared" : "";
    const partial = wanted === undefined ? "" : partOf(file.mimeType ?? "", wanted);
    return {
      text: `Saved ${path} (${formatBytes(bytes)}, ${typeInWords(type)}${checked}).${partial}`,
      data: { path, bytes, type },
    };
  },
});

/** The format that a Google file is exported to; undefined for a file that has bytes. */
function formatOf(file: drive_v3.Schema$File, wanted: string | undefined): ExportFormat | undefined {
  const type = file.mimeType ?? "";
  const formats = exportFormats(type);
  const [usual] = formats;
  if (usual !== undefined) {
    const found = wanted === undefined ? usual : formats.find((format) => format === wanted);
    if (found) return found;
    throw new ToolError(
      "invalid_input",
      `format: got ${wanted}, expected one that a ${typeInWords(type)} has`,
      `It has: ${formats.join(", ")}.`,
    );
  }
  if (type.startsWith("application/vnd.google-apps.")) throw notDownloadable(file);
  if (wanted === undefined) return undefined;
  throw new ToolError(
    "invalid_input",
    "format: this is no Google file and is downloaded as it is",
    "Leave the format out.",
  );
}

function notDownloadable({ id, mimeType }: drive_v3.Schema$File): ToolError {
  return mimeType === GOOGLE_TYPES.folder
    ? new ToolError(
        "invalid_input",
        "A folder cannot be downloaded",
        `List it with drive_list_folder, folder_id ${id}.`,
      )
    : new ToolError("invalid_input", `A ${typeInWords(mimeType ?? "")} cannot be downloaded`, "Open it in Drive.");
}

/** What Google leaves out of some formats ("Export MIME types for Google Workspace documents"). */
function partOf(mimeType: string, format: ExportFormat): string {
  if (format === "csv" || format === "tsv") return " It holds the first sheet only.";
  const isPicture = format === "png" || format === "jpg" || format === "svg";
  return isPicture && mimeType === GOOGLE_TYPES.presentation ? " It shows the first slide only." : "";
}

function nameFor(name: string, format: ExportFormat | undefined): string {
  return format === undefined || name.toLowerCase().endsWith(`.${format}`) ? name : `${name}.${format}`;
}
