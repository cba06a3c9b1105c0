import { ApiError, type ApiRequest } from "../api.ts";
import { EXPORT_FORMATS } from "./google-exports.ts";
import { importFormats } from "./imports.ts";
import type { DriveState, StoredFile } from "./state.ts";

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
    drives: found.slice(start, start + size).map(({ id, name, role = "organizer" }) => ({
      kind: "drive#drive",
      id,
      name,
      ...(query.has("fields") && {
        createdTime: "2025-01-31T09:00:00.000Z",
        hidden: false,
        capabilities: {
          canAddChildren: !["reader", "commenter"].includes(role),
          canManageMembers: role === "organizer",
          canListChildren: true,
        },
      }),
    })),
    ...(start + size < found.length && { nextPageToken: `d${start + size}` }),
  };
}

/** `about.get` @throws ApiError 400 without `fields` */
export function about(request: ApiRequest, { account, files }: DriveState): Record<string, unknown> {
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
      usageInDriveTrash: bytes(owned.filter(({ trashed }) => trashed)),
    },
    importFormats: importFormats(),
    exportFormats: EXPORT_FORMATS,
    maxUploadSize: "5242880000000",
    appInstalled: false,
    canCreateDrives: account.hostedDomain !== undefined,
  };
}
