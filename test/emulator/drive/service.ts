import type { ApiRequest, ApiResponse, EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { findFile } from "./access.ts";
import { about, getDrive, listDrives } from "./account.ts";
import { createComment, createReply, deleteComment, listComments } from "./comments.ts";
import { getRevision, listChanges, listRevisions, startPageToken } from "./history.ts";
import { listFiles } from "./list-files.ts";
import { createPermission, deletePermission, getPermission, listPermissions, updatePermission } from "./permissions.ts";
import { download, exportFile } from "./read-file.ts";
import { seedDrive } from "./seed.ts";
import { defaultShape, fullShape } from "./shapes.ts";
import { type DriveState, emptyDrive, type StoredFile } from "./state.ts";
import { copyFile, createFile, deleteFile, updateFile } from "./write-file.ts";

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
  /** For methods without `supportsAllDrives`: they serve files of shared drives as they are. */
  const anywhere = (request: ApiRequest) => {
    const query = new URLSearchParams(request.query);
    query.set("supportsAllDrives", "true");
    return named({ ...request, query });
  };
  const sharing = () => ({ now: world.now(), hasAccount: (email: string) => world.account(email) !== undefined });
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
        handle: (request) => exportFile(request, anywhere(request)),
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
      "drive.files.copy": {
        verb: "POST",
        path: "/drive/v3/files/{fileId}/copy",
        handle: (request) => shaped(request, copyFile(request, own(request), world.now())),
      },
      "drive.files.delete": {
        verb: "DELETE",
        path: "/drive/v3/files/{fileId}",
        handle(request) {
          deleteFile(request, own(request), world.now());
          return {};
        },
      },
      "drive.permissions.list": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/permissions",
        handle: (request) => ({ json: listPermissions(request, own(request), named(request)) }),
      },
      "drive.permissions.get": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/permissions/{permissionId}",
        handle: (request) => ({ json: getPermission(request, own(request), named(request)) }),
      },
      "drive.permissions.create": {
        verb: "POST",
        path: "/drive/v3/files/{fileId}/permissions",
        handle: (request) => ({ json: createPermission(request, own(request), named(request), sharing()) }),
      },
      "drive.permissions.update": {
        verb: "PATCH",
        path: "/drive/v3/files/{fileId}/permissions/{permissionId}",
        handle: (request) => ({ json: updatePermission(request, own(request), named(request), world.now()) }),
      },
      "drive.permissions.delete": {
        verb: "DELETE",
        path: "/drive/v3/files/{fileId}/permissions/{permissionId}",
        handle(request) {
          deletePermission(request, own(request), named(request), world.now());
          return {};
        },
      },
      "drive.comments.list": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/comments",
        handle: (request) => ({ json: listComments(request, own(request), anywhere(request)) }),
      },
      "drive.comments.create": {
        verb: "POST",
        path: "/drive/v3/files/{fileId}/comments",
        handle: (request) => ({ json: createComment(request, own(request), anywhere(request), world.now()) }),
      },
      "drive.comments.delete": {
        verb: "DELETE",
        path: "/drive/v3/files/{fileId}/comments/{commentId}",
        handle(request) {
          deleteComment(request, own(request), anywhere(request));
          return {};
        },
      },
      "drive.replies.create": {
        verb: "POST",
        path: "/drive/v3/files/{fileId}/comments/{commentId}/replies",
        handle: (request) => ({ json: createReply(request, own(request), anywhere(request), world.now()) }),
      },
      "drive.revisions.list": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/revisions",
        handle: (request) => ({ json: listRevisions(request, own(request), anywhere(request)) }),
      },
      "drive.revisions.get": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/revisions/{revisionId}",
        handle: (request) => getRevision(request, own(request), anywhere(request)),
      },
      "drive.changes.getStartPageToken": {
        verb: "GET",
        path: "/drive/v3/changes/startPageToken",
        handle: (request) => ({ json: startPageToken(own(request)) }),
      },
      "drive.changes.list": {
        verb: "GET",
        path: "/drive/v3/changes",
        handle: (request) => ({ json: listChanges(request, own(request)) }),
      },
      "drive.drives.list": {
        verb: "GET",
        path: "/drive/v3/drives",
        handle: (request) => ({ json: listDrives(request, own(request)) }),
      },
      "drive.drives.get": {
        verb: "GET",
        path: "/drive/v3/drives/{driveId}",
        handle: (request) => ({ json: getDrive(request, own(request)) }),
      },
      "drive.about.get": {
        verb: "GET",
        path: "/drive/v3/about",
        handle: (request) => ({ json: about(request, own(request)) }),
      },
    },
  };
}
