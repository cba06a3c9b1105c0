import { ApiError, type ApiRequest } from "../api.ts";
import {
  type DriveState,
  FOLDER,
  roleOf,
  rootFolder,
  type SharedDrive,
  type StoredFile,
  sharedDriveFolder,
} from "./state.ts";

const AUTH = "https://www.googleapis.com/auth/";

/** Scopes that reach every file, at least its metadata. */
const ALL_FILES = ["drive", "drive.readonly", "drive.metadata", "drive.metadata.readonly"].map((name) => AUTH + name);
/** Of these, the ones that reach content. */
const ALL_CONTENT = [`${AUTH}drive`, `${AUTH}drive.readonly`];
const OWN_FILES = `${AUTH}drive.file`;

const EDITORS: readonly string[] = ["owner", "organizer", "fileOrganizer", "writer"];

/** Whether the request says that it knows shared drives. */
export function supportsAllDrives({ query }: ApiRequest): boolean {
  return query.get("supportsAllDrives") === "true" || query.get("supportsTeamDrives") === "true";
}

/** Whether the token's scopes reach the file: `drive.file` alone reaches only what its own client has made. */
export function scopesReach({ scopes, clientId }: ApiRequest, file: StoredFile): boolean {
  return ALL_FILES.some((scope) => scopes.includes(scope)) || file.madeBy === clientId;
}

/** @throws ApiError 403 when the token's scopes reach metadata alone */
export function requireContentScope({ scopes, clientId }: ApiRequest, file: StoredFile): void {
  const reaches =
    ALL_CONTENT.some((scope) => scopes.includes(scope)) || (scopes.includes(OWN_FILES) && file.madeBy === clientId);
  if (!reaches) throw new ApiError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
}

/** Whether the token reaches content of all files, so that a search may look into it. */
export function readsAllContent({ scopes }: ApiRequest): boolean {
  return [...ALL_CONTENT, OWN_FILES].some((scope) => scopes.includes(scope));
}

export function notFound(id: string): ApiError {
  return new ApiError(404, "notFound", `File not found: ${id}.`, { location: "fileId", locationType: "parameter" });
}

/**
 * The file of an id, `root`, or a shared drive's own folder, as far as the request reaches.
 * @throws ApiError 404 for one that is not there, not shared with the account, outside the token's scopes, or in a
 *   shared drive when the request does not say `supportsAllDrives`
 */
export function findFile(request: ApiRequest, state: DriveState, id: string): StoredFile {
  const drive = state.drives.find((one) => one.id === id);
  const file =
    id === "root" || id === state.rootId
      ? rootFolder(state)
      : drive
        ? sharedDriveFolder(state, drive)
        : state.files.find((one) => one.id === id);
  const reached =
    file &&
    (file.driveId === undefined || supportsAllDrives(request)) &&
    roleOf(state, file) !== undefined &&
    scopesReach(request, file);
  if (!reached) throw notFound(id);
  return file;
}

/**
 * Checks that the account may change the file, and the token too.
 * @throws ApiError 403
 */
export function requireWrite(request: ApiRequest, state: DriveState, file: StoredFile): void {
  if (!EDITORS.includes(roleOf(state, file) ?? "")) throw insufficientFilePermissions();
  requireAuthorizedApp(request, file);
}

/**
 * Checks that the token may change the file, whatever the account may.
 * @throws ApiError 403
 */
export function requireAuthorizedApp({ scopes, clientId }: ApiRequest, file: StoredFile): void {
  const reaches =
    scopes.includes(`${AUTH}drive`) || scopes.includes(`${AUTH}drive.metadata`) || file.madeBy === clientId;
  if (!reaches)
    throw new ApiError(
      403,
      "appNotAuthorizedToFile",
      `The user has not granted the app ${clientId.split("-")[0]} write access to the file ${file.id}.`,
    );
}

export function insufficientFilePermissions(): ApiError {
  return new ApiError(
    403,
    "insufficientFilePermissions",
    "The user does not have sufficient permissions for this file.",
  );
}

/**
 * The folder that a file is to lie in. "My Drive" and the top of a shared drive are open to every token that may
 * create; another folder must be within the reach of the token.
 * @throws ApiError 404 for a parent that is not there, 403 for one that is no folder or not writable
 */
export function findParent(request: ApiRequest, state: DriveState, id: string): { id: string; drive?: SharedDrive } {
  if (id === "root" || id === state.rootId) return { id: state.rootId };
  const top = state.drives.find((drive) => drive.id === id && supportsAllDrives(request));
  const folder = top ? sharedDriveFolder(state, top) : findFile(request, state, id);
  if (folder.mimeType !== FOLDER) throw new ApiError(403, "parentNotAFolder", "The specified parent is not a folder.");
  if (!EDITORS.includes(roleOf(state, folder) ?? ""))
    throw new ApiError(403, "insufficientParentPermissions", "Insufficient permissions for the specified parent.");
  if (!top) requireWrite(request, state, folder);
  const drive = state.drives.find((one) => one.id === folder.driveId);
  return { id: folder.id, ...(drive && { drive }) };
}
