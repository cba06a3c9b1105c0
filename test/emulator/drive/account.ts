import { ApiError, type ApiRequest } from "../api.ts";
import { EXPORT_FORMATS } from "./google-exports.ts";
import { importFormats } from "./imports.ts";
import { type DriveState, isTrashed, type SharedDrive, type StoredFile } from "./state.ts";

function invalid(location: string): ApiError {
  return new ApiError(400, "invalid", "Invalid Value", { location, locationType: "parameter" });
}

/** `drives.list`, by name when `q` asks for one. */
export function listDrives({ query }: ApiRequest, { drives }: DriveState): Record<string, unknown> {
  const size = Number(query.get("pageSize") ?? 10);
  const token = query.get("pageToken") ?? "d0";
  if (!/^d\d+$/.test(token)) throw invalid("pageToken");
  const start = Number(token.slice(1));
  const q = query.get("q");
  const wanted =
    q === null ? "" : /^\s*name\s+contains\s+'((?:[^'\\]|\\.)*)'\s*$/.exec(q)?.[1]?.replace(/\\(.)/g, "$1");
  if (wanted === undefined) throw invalid("q");
  const found = drives.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return {
    kind: "drive#driveList",
    drives: found.slice(start, start + size).map((drive) => driveShape(drive, query.has("fields"))),
    ...(start + size < found.length && { nextPageToken: `d${start + size}` }),
  };
}

function driveShape({ id, name, role = "organizer" }: SharedDrive, whole: boolean): Record<string, unknown> {
  const brief = { kind: "drive#drive", id, name };
  if (!whole) return brief;
  const capabilities = {
    canAddChildren: !["reader", "commenter"].includes(role),
    canManageMembers: role === "organizer",
    canListChildren: true,
  };
  return { ...brief, createdTime: "2025-01-31T09:00:00.000Z", hidden: false, capabilities };
}

/** `drives.get` @throws ApiError 404 for one that the account is not in */
export function getDrive({ path, query }: ApiRequest, { drives }: DriveState): Record<string, unknown> {
  const id = path.driveId ?? "";
  const found = drives.find((drive) => drive.id === id);
  if (found) return driveShape(found, query.has("fields"));
  throw new ApiError(404, "notFound", `Shared drive not found: ${id}`, {
    location: "driveId",
    locationType: "parameter",
  });
}

/** `about.get` @throws ApiError 400 without `fields` */
export function about(request: ApiRequest, state: DriveState): Record<string, unknown> {
  const { account, files } = state;
  if (!request.query.has("fields"))
    throw new ApiError(400, "required", "The 'fields' parameter is required for this method.", {
      location: "fields",
      locationType: "parameter",
    });
  const bytes = (some: StoredFile[]) => String(some.reduce((sum, { content }) => sum + content.length, 0));
  const owned = files.filter(({ driveId, sharedWithMe }) => driveId === undefined && !sharedWithMe);
  return {
    kind: "drive#about",
    user: {
      kind: "drive#user",
      displayName: account.name,
      me: true,
      permissionId: account.sub.slice(0, 20),
      emailAddress: account.email,
    },
    storageQuota: {
      limit: "16106127360",
      usage: bytes(owned),
      usageInDrive: bytes(owned),
      usageInDriveTrash: bytes(owned.filter((file) => isTrashed(state, file))),
    },
    importFormats: importFormats(),
    exportFormats: EXPORT_FORMATS,
    maxUploadSize: "5242880000000",
    appInstalled: false,
    canCreateDrives: account.hostedDomain !== undefined,
  };
}
