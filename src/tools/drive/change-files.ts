import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { GOOGLE_TYPES } from "../../content/file-types.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { oncePerCall } from "../once-per-call.ts";
import { type Audience, type Call, defineTool } from "../tool.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { fetchFile, fetchTarget, MADE_FIELDS, madeFile, nameOf } from "./file.ts";
import { fileName } from "./file-input.ts";
import { audienceAt, destination, READER_FIELDS, readersOf, type SeenPlace } from "./readers.ts";

const common = { service: "drive", foreign: false, scopes: MAKE_FILES } as const;

const update = z.strictObject({
  file_id: fileId,
  name: fileName.optional(),
  folder_id: fileId.optional().describe("Moves it there; root is My Drive."),
  starred: z.boolean().optional(),
  description: z.string().max(5000, "expected at most 5000 characters").optional(),
});

const copy = z.strictObject({
  file_id: fileId,
  name: fileName.optional(),
  folder_id: fileId.optional(),
});

/** What a move has to know: where the file lies now, and where it is to go. */
const readMove = oncePerCall(async (given: z.output<typeof update>, call) => {
  const drive = await call.google.drive();
  const [file, place] = await Promise.all([
    fetchFile(drive, given.file_id, `parents,${READER_FIELDS}`),
    destination(given, call),
  ]);
  return { file, place };
});

/** What a copy has to know: the file, of a shortcut the one that it leads to, and the folder. */
const readCopy = oncePerCall(async (given: z.output<typeof copy>, call) => {
  const drive = await call.google.drive();
  const [file, place] = await Promise.all([
    fetchTarget(drive, given.file_id, `mimeType,${READER_FIELDS}`),
    destination(given, call),
  ]);
  return { file, place };
});

/** A file comes into a folder: who sees the folder, and not the file already, is reached. */
async function audienceOf(
  verb: string,
  { file, place }: { file: drive_v3.Schema$File; place: SeenPlace | undefined },
  call: Call,
): Promise<Audience> {
  if (!place || place.readers.length === 0) return { recipients: [], content: "" };
  const already = await readersOf(await call.google.drive(), file, call);
  return audienceAt(place, `${verb} “${nameOf(file)}” into “${place.name}”`, already);
}

/** Renames, moves, stars or describes a file. */
export const driveUpdateFile = defineTool({
  ...common,
  name: "drive_update_file",
  title: "Update file",
  description: "Renames, moves, stars or describes a Drive file or folder; what is not named stays.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: true,
  input: update,
  audience: async (given, call) =>
    given.folder_id === undefined
      ? { recipients: [], content: "" }
      : audienceOf("Move", await readMove(given, call), call),
  async run(given, call) {
    const { file_id, folder_id, name, starred, description } = given;
    const change = {
      ...(name !== undefined && { name }),
      ...(starred !== undefined && { starred }),
      ...(description !== undefined && { description }),
    };
    if (Object.keys(change).length === 0 && folder_id === undefined)
      throw new ToolError(
        "invalid_input",
        "name: expected at least one of name, folder_id, starred, description",
        "Name what is to change.",
      );
    const drive = await call.google.drive();
    const move = folder_id === undefined ? {} : await moveTo(drive, await readMove(given, call));
    const sent = drive.files.update({
      fileId: file_id,
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      ...move,
      requestBody: change,
    });
    const changed = await sent.then(
      ({ data }) => data,
      (error: unknown) => movedAlready(drive, file_id, move.addParents, error),
    );
    return madeFile("Changed", changed);
  },
});

/** The parents to add and to remove: a folder that the file lies in already is neither, or it would be lost from there. */
async function moveTo(
  drive: drive_v3.Drive,
  { file, place }: Awaited<ReturnType<typeof readMove>>,
): Promise<{ addParents?: string; removeParents?: string }> {
  const parents = file.parents ?? [];
  const wanted = place?.id === "root" && parents.length > 0 ? await rootId(drive) : place?.id;
  const left = parents.filter((parent) => parent !== wanted).join(",");
  return {
    ...(wanted !== undefined && !parents.includes(wanted) && { addParents: wanted }),
    ...(left !== "" && { removeParents: left }),
  };
}

/**
 * The file, when a move found that it has left its old folder for the new one: so it is when the move was sent again
 * because its answer was lost.
 * @throws the move's error for any other
 */
async function movedAlready(
  drive: drive_v3.Drive,
  fileId: string,
  folder: string | undefined,
  error: unknown,
): Promise<drive_v3.Schema$File> {
  if (folder === undefined || !(error instanceof ToolError) || error.code !== "not_found") throw error;
  const file = await fetchFile(drive, fileId, `${MADE_FIELDS},parents`);
  if (!file.parents?.includes(folder)) throw error;
  return file;
}

/** The id of "My Drive"; a sign-in with `drive.file` may put files there without seeing it. */
async function rootId(drive: drive_v3.Drive): Promise<string> {
  try {
    return (await fetchFile(drive, "root", "id")).id ?? "root";
  } catch (error) {
    if (error instanceof ToolError && error.code === "not_found") return "root";
    throw error;
  }
}

/** Copies a file; of a shortcut, the file that it leads to. */
export const driveCopyFile = defineTool({
  ...common,
  name: "drive_copy_file",
  title: "Copy file",
  description: "Copies a Drive file, beside the original or into a folder. Returns the copy's id and link.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  input: copy,
  // Beside the original it is seen by those who see the original.
  audience: async (given, call) =>
    given.folder_id === undefined
      ? { recipients: [], content: "" }
      : audienceOf("Copy", await readCopy(given, call), call),
  output: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), link: z.string() }),
  async run(given, call) {
    const drive = await call.google.drive();
    const { file, place } = await readCopy(given, call);
    if (file.mimeType === GOOGLE_TYPES.folder)
      throw new ToolError(
        "invalid_input",
        "Folders cannot be copied",
        "Make a folder with drive_create_folder and copy its files into it.",
      );
    const { data } = await drive.files.copy({
      fileId: file.id ?? given.file_id,
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      requestBody: { ...(given.name !== undefined && { name: given.name }), ...(place && { parents: [place.id] }) },
    });
    return madeFile("Copied:", data);
  },
});

/** Puts a file into the trash, or takes it out again. */
export const driveTrashFile = defineTool({
  ...common,
  name: "drive_trash_file",
  title: "Trash file",
  description: "Moves a Drive file or folder to the trash, where it stays 30 days, or restores it.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: false,
  input: z.strictObject({ file_id: fileId, restore: z.boolean().default(false) }),
  async run({ file_id, restore }, call) {
    const drive = await call.google.drive();
    const { data } = await drive.files.update({
      fileId: file_id,
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      requestBody: { trashed: !restore },
    });
    return madeFile(restore ? "Restored" : "Moved to the trash:", data);
  },
});

/** Deletes a file for good. */
export const driveDeleteFile = defineTool({
  ...common,
  name: "drive_delete_file",
  title: "Delete file for good",
  description: "Deletes a Drive file, or a folder with all in it, for good. Prefer drive_trash_file.",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: false,
  input: z.strictObject({ file_id: fileId }),
  async run({ file_id }, call) {
    const drive = await call.google.drive();
    const file = await fetchFile(drive, file_id, "name");
    await drive.files.delete({ fileId: file_id, supportsAllDrives: true });
    return { text: `Deleted ${nameOf(file)} (${file_id}) for good.` };
  },
});
