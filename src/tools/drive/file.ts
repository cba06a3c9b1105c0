import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { formatInstant } from "../../content/dates.ts";
import { typeInWords } from "../../content/file-types.ts";
import { formatBytes } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";

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

/**
 * A file's metadata; a shortcut is followed to its target once.
 * @param fields Drive's field mask, `id`, `mimeType` and `shortcutDetails` included
 */
export async function fetchFile(drive: drive_v3.Drive, fileId: string, fields: string): Promise<drive_v3.Schema$File> {
  const { data } = await drive.files.get({ fileId, fields, supportsAllDrives: true }).catch((error: unknown) => {
    throw explainNotFound(error);
  });
  return data;
}

/** A grant of `drive.file` alone reaches only files made here, and Google then says "not found": that is told. */
function explainNotFound(error: unknown): unknown {
  if (!(error instanceof GoogleApiError) || error.code !== "not_found") return error;
  return new GoogleApiError(
    error.code,
    "There is no such file, or this sign-in does not reach it",
    "Check the id with drive_search. A sign-in that may only use files made here (drive.file) does not see other files: sign in again and allow reading all files.",
    error.status,
    error.reason,
    { cause: error },
  );
}
