import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { typeInWords } from "../../content/file-types.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";

/** What a row of a list shows of a file. */
export const ROW_FIELDS = "id,name,mimeType,size,modifiedTime,webViewLink,owners(emailAddress,me),driveId";

/** One file in a list, as data. */
export interface FileRow {
  id: string;
  name: string;
  type: string;
  size?: string;
  modified: string;
  owner: string;
  link: string;
}

export function toFileRow(file: drive_v3.Schema$File, timeZone: string): FileRow {
  return {
    id: file.id ?? "",
    name: file.name ?? "",
    type: typeInWords(file.mimeType ?? ""),
    ...(file.size && { size: formatBytes(Number(file.size)) }),
    modified: file.modifiedTime ? formatInstant(file.modifiedTime, timeZone) : "",
    owner: ownerOf(file),
    link: file.webViewLink ?? "",
  };
}

function ownerOf(file: drive_v3.Schema$File): string {
  const [owner] = file.owners ?? [];
  if (owner) return owner.me ? "me" : (owner.emailAddress ?? "");
  return file.driveId ? "shared drive" : "";
}

/** Characters of a name that are shown; Drive takes far longer ones. */
const LONGEST_NAME = 255;

/** A file's name on one line. */
export function nameOf({ name }: drive_v3.Schema$File): string {
  return shorten(name ?? "", LONGEST_NAME);
}

/**
 * What a shared drive is called, which the folder that stands for it does not tell: each is named "Drive". Not every
 * sign-in may ask.
 */
export async function sharedDriveName(drive: drive_v3.Drive, driveId: string): Promise<string> {
  try {
    return nameOf((await drive.drives.get({ driveId, fields: "name" })).data);
  } catch (error) {
    if (error instanceof ToolError && ["missing_scope", "not_found", "permission_denied"].includes(error.code))
      return "a shared drive";
    throw error;
  }
}

/**
 * What people call a file or folder, of a shared drive's top folder the shared drive's name.
 * @param file with its `id`, `name` and `driveId`
 */
export async function titleOf(drive: drive_v3.Drive, file: drive_v3.Schema$File): Promise<string> {
  return file.driveId && file.driveId === file.id ? sharedDriveName(drive, file.driveId) : nameOf(file);
}

/** What {@link madeFile} shows. */
export const MADE_FIELDS = "id,name,mimeType,webViewLink";

/** What an upload answers that asks for these fields; Google's own files have no checksum. */
export const uploadedSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  webViewLink: z.string().optional(),
  sha256Checksum: z.string().optional(),
});

/** A file that a call has made or changed, as text and data. */
export function madeFile(verb: string, file: drive_v3.Schema$File) {
  const data = {
    id: file.id ?? "",
    name: file.name ?? "",
    type: typeInWords(file.mimeType ?? ""),
    link: file.webViewLink ?? "",
  };
  return { text: `${verb} ${nameOf(file)} (${data.type}), id ${data.id}\n${data.link}`.trimEnd(), data };
}

/**
 * A file's metadata, of a shortcut as of any other file.
 * @param fields Drive's field mask
 */
export async function fetchFile(drive: drive_v3.Drive, fileId: string, fields: string): Promise<drive_v3.Schema$File> {
  const { data } = await drive.files.get({ fileId, fields, supportsAllDrives: true });
  return data;
}

/**
 * A file's metadata; a shortcut is followed to its target.
 * @param fields Drive's field mask
 */
export async function fetchTarget(
  drive: drive_v3.Drive,
  fileId: string,
  fields: string,
): Promise<drive_v3.Schema$File> {
  const file = await fetchFile(drive, fileId, `${fields},shortcutDetails(targetId)`);
  const target = file.shortcutDetails?.targetId;
  return target ? fetchFile(drive, target, fields).catch(lostTarget(target)) : file;
}

/** The id of the file that is meant: a shortcut's target, or the very file. */
export async function targetId(drive: drive_v3.Drive, fileId: string): Promise<string> {
  const { id } = await fetchTarget(drive, fileId, "id");
  return id ?? fileId;
}

/** The shortcut is there, so that its id is not to blame when what it leads to is not found. */
function lostTarget(target: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ToolError) || error.code !== "not_found") throw error;
    throw new ToolError(
      "not_found",
      `The shortcut leads to file ${target}, which is deleted or not shared with this account`,
      "Ask its owner, or find the file itself with drive_search.",
      { cause: error },
    );
  };
}

/**
 * Reads something of a file while its name is fetched; of a shortcut, it is read of the target, one round trip later.
 * @param read takes the id of the file that is meant
 */
export async function readOfTarget<Result>(
  drive: drive_v3.Drive,
  fileId: string,
  read: (id: string) => Promise<Result>,
): Promise<{ name: string; result: Result }> {
  const [file, first] = await Promise.all([
    fetchFile(drive, fileId, "id,name,driveId,shortcutDetails(targetId)"),
    read(fileId).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    ),
  ]);
  const name = await titleOf(drive, file);
  const target = file.shortcutDetails?.targetId;
  if (target) return { name, result: await read(target).catch(lostTarget(target)) };
  if ("error" in first) throw first.error;
  return { name, result: first.result };
}
