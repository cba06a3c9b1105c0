import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { ToolError } from "../../errors.ts";
import { oncePerCall } from "../once-per-call.ts";
import type { Audience, Call } from "../tool.ts";
import { fetchTarget, titleOf } from "./file.ts";
import { recipientsOf } from "./permission-text.ts";

/** What {@link readersOf} has to know of a file. */
export const READER_FIELDS =
  "id,name,ownedByMe,shared,driveId,owners(emailAddress),permissions(type,emailAddress,domain,deleted)";

/** People that are named one by one; for more, the file stands. */
const MOST_NAMED = 20;

/** A file or folder, and who sees it besides the account (SECURITY-SPEC 4.6). */
export interface SeenPlace {
  readonly id: string;
  readonly name: string;
  /** As the guard knows people; where Google does not name them, the file stands for them as `files/<id>`. */
  readonly readers: readonly string[];
}

/** Finds out who sees a file; of a shortcut, the file that it leads to. */
export async function placeOf(call: Call, fileId: string): Promise<SeenPlace> {
  const drive = await call.google.drive();
  const file = await fetchTarget(drive, fileId, READER_FIELDS);
  const [name, readers] = await Promise.all([titleOf(drive, file), readersOf(drive, file, call)]);
  return { id: file.id ?? fileId, name, readers };
}

/**
 * The folder that something is to be put into, found once for the guard and for the call; undefined for "My Drive" by
 * default. A folder that others see shows them what is put there, as sharing would.
 */
export const destination = oncePerCall(
  async ({ folder_id }: { folder_id?: string | undefined }, call): Promise<SeenPlace | undefined> => {
    if (folder_id === undefined) return undefined;
    return folder_id === "root" ? { id: "root", name: "My Drive", readers: [] } : placeOf(call, folder_id);
  },
);

/** Whom it reaches when something comes to this place; those who see it already are not reached anew. */
export function audienceAt(place: SeenPlace | undefined, content: string, already: readonly string[] = []): Audience {
  if (!place) return { recipients: [], content };
  const reached = place.readers.filter((reader) => !already.includes(reader));
  return { recipients: reached.length > MOST_NAMED ? [`files/${place.id}`] : reached, content };
}

/**
 * Who sees a file besides the account; nobody for one that is the account's alone.
 * @param file with {@link READER_FIELDS}
 */
export async function readersOf(drive: drive_v3.Drive, file: drive_v3.Schema$File, call: Call): Promise<string[]> {
  if (file.ownedByMe && !file.shared) return [];
  const found = file.driveId ? await membersOf(drive, file.id ?? "") : (file.permissions ?? []);
  const named = found.filter(({ deleted }) => !deleted).flatMap(recipientsOf);
  const owners = (file.owners ?? []).flatMap(({ emailAddress }) => emailAddress ?? []);
  const readers = named.length > 0 ? named : owners.length > 0 ? owners : [`files/${file.id}`];
  return [...new Set(readers)].filter((reader) => reader !== call.account.email);
}

/** Of a file in a shared drive Google tells this only by itself, and not to everybody. */
async function membersOf(drive: drive_v3.Drive, fileId: string): Promise<drive_v3.Schema$Permission[]> {
  const fields = "nextPageToken,permissions(type,emailAddress,domain,deleted)";
  try {
    const { data } = await drive.permissions.list({ fileId, supportsAllDrives: true, pageSize: 100, fields });
    // For more than a page of people the file stands, as for those who are not named.
    return data.nextPageToken ? [] : (data.permissions ?? []);
  } catch (error) {
    if (error instanceof ToolError && error.code === "permission_denied") return [];
    throw error;
  }
}
