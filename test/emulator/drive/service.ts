import { ApiError, type ApiRequest, type ApiResponse, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { findFile, insufficientFilePermissions } from "./access.ts";
import { EXPORT_FORMATS } from "./google-exports.ts";
import { importFormats } from "./imports.ts";
import { listFiles } from "./list-files.ts";
import { download, exportFile } from "./read-file.ts";
import { seedDrive } from "./seed.ts";
import { defaultShape, fullShape, permissionShape } from "./shapes.ts";
import { type DriveState, emptyDrive, roleOf, type StoredFile } from "./state.ts";
import { createFile, updateFile } from "./write-file.ts";

export interface DriveService extends EmulatedService {
  /** An account's drive, seeded when it is first looked at. */
  state(email: string): DriveState;
}

/** The Drive API over files that live as long as the emulator. */
export function driveService(world: ServiceWorld): DriveService {
  const drives = new Map<string, DriveState>();
  const state = (email: string): DriveState => {
    const account = world.account(email);
    if (!account) throw new Error(`the world has no account ${email}`);
    const known = drives.get(email);
    if (known) return known;
    const made = emptyDrive(account);
    drives.set(email, made);
    seedDrive(made, world.now());
    return made;
  };
  const own = (request: ApiRequest) => state(request.account.email);
  const named = (request: ApiRequest) => findFile(request, own(request), request.path.fileId ?? "");
  const shaped = (request: ApiRequest, file: StoredFile): ApiResponse => ({
    json: request.query.has("fields") ? fullShape(file, own(request), request.clientId) : defaultShape(file),
  });

  return {
    discovery: "drive-v3",
    state,
    routes: {
      "drive.files.list": {
        verb: "GET",
        path: "/drive/v3/files",
        handle: (request) => ({ json: listFiles(request, own(request)) }),
      },
      "drive.files.get": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}",
        handle(request) {
          const file = named(request);
          return request.query.get("alt") === "media" ? download(request, own(request), file) : shaped(request, file);
        },
      },
      "drive.files.export": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/export",
        // The method has no `supportsAllDrives`: it serves files of shared drives as they are.
        handle(request) {
          const query = new URLSearchParams(request.query);
          query.set("supportsAllDrives", "true");
          return exportFile(request, named({ ...request, query }));
        },
      },
      "drive.files.create": {
        verb: "POST",
        path: "/drive/v3/files",
        handle: (request) => shaped(request, createFile(request, own(request), world.now())),
      },
      "drive.files.update": {
        verb: "PATCH",
        path: "/drive/v3/files/{fileId}",
        handle: (request) => shaped(request, updateFile(request, own(request), world.now())),
      },
      "drive.permissions.list": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/permissions",
        handle: (request) => ({ json: listPermissions(request, own(request), named(request)) }),
      },
      "drive.drives.list": {
        verb: "GET",
        path: "/drive/v3/drives",
        handle: (request) => ({
          json: {
            kind: "drive#driveList",
            drives: own(request).drives.map(({ id, name }) => ({ kind: "drive#drive", id, name })),
          },
        }),
      },
      "drive.about.get": {
        verb: "GET",
        path: "/drive/v3/about",
        handle: (request) => ({ json: about(request, own(request)) }),
      },
    },
  };
}

/** @throws ApiError 403 for a reader: who else has access is told to those who may share; 400 for a wrong page token */
function listPermissions(request: ApiRequest, state: DriveState, file: StoredFile): Record<string, unknown> {
  const role = roleOf(state, file);
  if (role === "reader" || role === "commenter") throw insufficientFilePermissions();
  const size = Number(request.query.get("pageSize") ?? 100);
  const token = request.query.get("pageToken") ?? "p0";
  if (!/^p\d+$/.test(token))
    throw new ApiError(400, "invalid", "Invalid Value", { location: "pageToken", locationType: "parameter" });
  const start = Number(token.slice(1));
  const page = file.permissions.slice(start, start + size);
  const whole = request.query.has("fields");
  return {
    kind: "drive#permissionList",
    permissions: page.map((permission) => permissionShape(permission, whole)),
    ...(start + size < file.permissions.length && { nextPageToken: `p${start + size}` }),
  };
}

function about(request: ApiRequest, { account, files }: DriveState): Record<string, unknown> {
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
