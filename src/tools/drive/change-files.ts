import { z } from "zod";
import { GOOGLE_TYPES } from "../../content/file-types.ts";
import { oneLine } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { fetchFile, fetchTarget, MADE_FIELDS, madeFile } from "./file.ts";
import { fileName } from "./file-input.ts";

const common = { service: "drive", outward: false, foreign: false, scopes: MAKE_FILES } as const;

/** Renames, moves, stars or describes a file. */
export const driveUpdateFile = defineTool({
  ...common,
  name: "drive_update_file",
  title: "Update file",
  description: "Renames, moves, stars or describes a Drive file or folder; what is not named stays.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  input: z.strictObject({
    file_id: fileId,
    name: fileName.optional(),
    folder_id: fileId.optional().describe("Moves it there; root is My Drive."),
    starred: z.boolean().optional(),
    description: z.string().max(5000, "expected at most 5000 characters").optional(),
  }),
  async run({ file_id, folder_id, name, starred, description }, call) {
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
    const { parents } = folder_id === undefined ? {} : await fetchFile(drive, file_id, "parents");
    const left = (parents ?? []).filter((parent) => parent !== folder_id).join(",");
    const { data } = await drive.files.update({
      fileId: file_id,
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      ...(folder_id !== undefined && !parents?.includes(folder_id) && { addParents: folder_id }),
      ...(left !== "" && { removeParents: left }),
      requestBody: change,
    });
    return madeFile("Changed", data);
  },
});

/** Copies a file; of a shortcut, the file that it leads to. */
export const driveCopyFile = defineTool({
  ...common,
  name: "drive_copy_file",
  title: "Copy file",
  description: "Copies a Drive file, beside the original or into a folder. Returns the copy's id and link.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  input: z.strictObject({
    file_id: fileId,
    name: fileName.optional(),
    folder_id: fileId.optional(),
  }),
  output: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), link: z.string() }),
  async run({ file_id, name, folder_id }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, "id,mimeType");
    if (file.mimeType === GOOGLE_TYPES.folder)
      throw new ToolError(
        "invalid_input",
        "Folders cannot be copied",
        "Make a folder with drive_create_folder and copy its files into it.",
      );
    const { data } = await drive.files.copy({
      fileId: file.id ?? file_id,
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      requestBody: { ...(name !== undefined && { name }), ...(folder_id !== undefined && { parents: [folder_id] }) },
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
  input: z.strictObject({ file_id: fileId }),
  async run({ file_id }, call) {
    const drive = await call.google.drive();
    const { name } = await fetchFile(drive, file_id, "name");
    await drive.files.delete({ fileId: file_id, supportsAllDrives: true });
    return { text: `Deleted ${oneLine(name ?? "")} (${file_id}) for good.` };
  },
});
