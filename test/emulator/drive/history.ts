import { ApiError, type ApiRequest, type ApiResponse } from "../api.ts";
import { insufficientFilePermissions, scopesReach } from "./access.ts";
import { download } from "./read-file.ts";
import { checksumsOf, fullShape, isGoogleFile } from "./shapes.ts";
import {
  type DriveState,
  FOLDER,
  revisionsOf,
  roleOf,
  SHORTCUT,
  type StoredFile,
  type StoredRevision,
} from "./state.ts";

function invalid(location: string): ApiError {
  return new ApiError(400, "invalid", "Invalid Value", { location, locationType: "parameter" });
}

/** Past versions are for those who may change the file. */
function revisionsFor(state: DriveState, file: StoredFile): StoredRevision[] {
  const role = roleOf(state, file);
  if (role === "reader" || role === "commenter") throw insufficientFilePermissions();
  if (file.mimeType === FOLDER || file.mimeType === SHORTCUT)
    throw new ApiError(403, "revisionsNotSupported", "The file does not support revisions.");
  return revisionsOf(file);
}

function revisionShape(revision: StoredRevision, state: DriveState, file: StoredFile, whole: boolean) {
  const { id, modifiedTime, content, mimeType, name } = revision;
  const brief = { kind: "drive#revision", id, mimeType, modifiedTime: new Date(modifiedTime).toISOString() };
  if (!whole) return brief;
  const { account } = state;
  return {
    ...brief,
    lastModifyingUser: { kind: "drive#user", displayName: account.name, me: true, emailAddress: account.email },
    ...(!isGoogleFile(file) && {
      size: String(content.length),
      md5Checksum: checksumsOf(content).md5Checksum,
      originalFilename: name,
      keepForever: false,
    }),
  };
}

/** `revisions.list`, the oldest first. */
export function listRevisions(request: ApiRequest, state: DriveState, file: StoredFile): Record<string, unknown> {
  const all = revisionsFor(state, file);
  const size = Number(request.query.get("pageSize") ?? 200);
  const token = request.query.get("pageToken") ?? "r0";
  if (!/^r\d+$/.test(token)) throw invalid("pageToken");
  const start = Number(token.slice(1));
  const whole = request.query.has("fields");
  return {
    kind: "drive#revisionList",
    revisions: all.slice(start, start + size).map((revision) => revisionShape(revision, state, file, whole)),
    ...(start + size < all.length && { nextPageToken: `r${start + size}` }),
  };
}

/** `revisions.get`, its content with `alt=media`. */
export function getRevision(request: ApiRequest, state: DriveState, file: StoredFile): ApiResponse {
  const id = request.path.revisionId ?? "";
  const all = revisionsFor(state, file);
  const revision = id === "head" ? all.at(-1) : all.find((one) => one.id === id);
  if (!revision)
    throw new ApiError(404, "notFound", `Revision not found: ${id}.`, {
      location: "revisionId",
      locationType: "parameter",
    });
  if (request.query.get("alt") !== "media")
    return { json: revisionShape(revision, state, file, request.query.has("fields")) };
  return download(request, state, { ...file, content: revision.content, mimeType: revision.mimeType });
}

/** `changes.getStartPageToken` */
export function startPageToken({ changes }: DriveState): Record<string, unknown> {
  return { kind: "drive#startPageToken", startPageToken: String(changes.length + 1) };
}

/** `changes.list`: of each file its newest change alone. */
export function listChanges(request: ApiRequest, state: DriveState): Record<string, unknown> {
  const { query } = request;
  const token = query.get("pageToken") ?? "";
  const size = Number(query.get("pageSize") ?? 100);
  if (!/^[1-9]\d*$/.test(token) || Number(token) > state.changes.length + 1) throw invalid("pageToken");
  const from = Number(token) - 1;
  const page = state.changes.slice(from, from + size);
  const shared = query.get("includeItemsFromAllDrives") === "true";
  if (shared && query.get("supportsAllDrives") !== "true")
    throw new ApiError(
      403,
      "includeTeamDriveItemsRequiresSupportsTeamDrives",
      "The supportsAllDrives parameter must be set to true when includeItemsFromAllDrives is set to true.",
    );
  const changes = page.flatMap(({ fileId, time, removed }, index) => {
    if (page.slice(index + 1).some((later) => later.fileId === fileId)) return [];
    const file = state.files.find(({ id }) => id === fileId);
    if (file && (!scopesReach(request, file) || (file.driveId !== undefined && !shared))) return [];
    if (!file && query.get("includeRemoved") === "false") return [];
    return [
      {
        kind: "drive#change",
        changeType: "file",
        fileId,
        time: new Date(time).toISOString(),
        removed: removed || file === undefined,
        ...(file && { file: fullShape(file, state, request.clientId) }),
      },
    ];
  });
  const next = String(from + page.length + 1);
  const ended = from + page.length >= state.changes.length;
  return { kind: "drive#changeList", changes, ...(ended ? { newStartPageToken: next } : { nextPageToken: next }) };
}
