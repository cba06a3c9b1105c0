import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { GOOGLE_TYPES, typeByName } from "../../content/file-types.ts";
import { formatBytes, oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { type UploadTarget, uploadResumable } from "../../google/resumable-upload.ts";
import { fileId } from "../input.ts";
import { oncePerCall } from "../once-per-call.ts";
import { type Call, defineTool } from "../tool.ts";
import { DRIVE_UPLOADS } from "./addresses.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { MADE_FIELDS, madeFile, uploadedSchema } from "./file.ts";
import { contentType, fileName } from "./file-input.ts";
import { audienceAt, destination, placeOf, type SeenPlace } from "./readers.ts";

/** "Maximum file size: 5,120 GB" (Drive API, "files.create"). */
const LARGEST_BYTES = 5_120_000_000_000;

const input = z.strictObject({
  path: z.string().min(1, "expected a path").max(4096, "expected a path").describe("Of a file in an allowed folder."),
  name: fileName.optional(),
  folder_id: fileId.optional(),
  convert_to: z.enum(["document", "spreadsheet", "presentation"]).optional(),
  file_id: fileId.optional().describe("Replaces this file's content."),
  mime_type: contentType.optional(),
});
type Input = z.output<typeof input>;

/** Puts a file of this computer into Drive. */
export const driveUploadFile = defineTool({
  name: "drive_upload_file",
  title: "Upload file",
  description:
    "Uploads a file of any size from this computer to Drive, optionally converted to Docs, Sheets or Slides, or as new content of a file. Returns its id and link.",
  service: "drive",
  tier: "core",
  kind: "write",
  idempotent: false,
  // Beginning a session makes no file yet, and a session makes one at the most.
  safeToResend: true,
  transfer: true,
  outward: true,
  foreign: false,
  scopes: MAKE_FILES,
  input,
  output: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), link: z.string() }),
  async audience(given, call) {
    const place = await whereTo(given, call);
    return audienceAt(place, `Upload ${oneLine(given.path)}${place ? ` to “${place.name}”` : ""}`);
  },
  async run(given, call) {
    checkTogether(given);
    const drive = await call.google.drive();
    const file = await call.files.open(given.path, LARGEST_BYTES);
    try {
      const target = targetOf(await whereTo(given, call), given, file.name);
      const { answer, sha256 } = await uploadResumable(call.google.transfer, target, file, call);
      const made = uploadedSchema.parse(answer);
      if (made.sha256Checksum !== undefined && made.sha256Checksum !== sha256)
        throw await differs(drive, made.id, given, call);
      const { text, data } = madeFile(given.file_id === undefined ? "Uploaded" : "Replaced the content of", made);
      return { text: `${text}\n${formatBytes(file.size)}${made.sha256Checksum ? ", checksum compared" : ""}`, data };
    } finally {
      await file.close();
    }
  },
});

function checkTogether({ file_id, folder_id, convert_to }: Input): void {
  const field = folder_id !== undefined ? "folder_id" : convert_to !== undefined ? "convert_to" : undefined;
  if (file_id === undefined || field === undefined) return;
  throw new ToolError(
    "invalid_input",
    `${field}: goes with a new file, not with file_id`,
    field === "folder_id" ? "Move it with drive_update_file." : "Leave file_id out to make a new file.",
  );
}

/** The folder, or the file whose content is replaced; undefined for a new file in "My Drive". */
const whereTo = oncePerCall(async (given: Input, call) =>
  given.file_id === undefined ? destination(given, call) : placeOf(call, given.file_id),
);

function targetOf(place: SeenPlace | undefined, given: Input, localName: string): UploadTarget {
  const { name, convert_to, file_id } = given;
  const mimeType = given.mime_type ?? typeByName(localName);
  const query = `supportsAllDrives=true&fields=${MADE_FIELDS},sha256Checksum`;
  if (place && file_id !== undefined) {
    const metadata = { ...(name !== undefined && { name }) };
    return { method: "PATCH", url: `${DRIVE_UPLOADS}/${place.id}?${query}`, metadata, mimeType };
  }
  const metadata = {
    name: name ?? (convert_to === undefined ? localName : localName.replace(/\.[A-Za-z0-9]+$/, "")),
    ...(convert_to !== undefined && { mimeType: GOOGLE_TYPES[convert_to] }),
    ...(place && { parents: [place.id] }),
  };
  return { method: "POST", url: `${DRIVE_UPLOADS}?${query}`, metadata, mimeType };
}

/** What arrived wrong does not stay: a new file goes to the trash, of a replaced one Drive has the version before. */
async function differs(drive: drive_v3.Drive, id: string, { file_id }: Input, call: Call): Promise<ToolError> {
  const isNew = file_id === undefined;
  if (isNew && !call.signal.aborted)
    await drive.files.update({ fileId: id, supportsAllDrives: true, fields: "id", requestBody: { trashed: true } });
  return new ToolError(
    "google_error",
    "What arrived at Google differs from the file here: its checksum is another",
    isNew
      ? "It was put into the trash; upload the file again."
      : `Upload it again; drive_list_revisions of ${id} shows the version before.`,
  );
}
