import { z } from "zod";
import { ApiError, type ApiRequest, type ApiResponse, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { importContent } from "./imports.ts";
import { compileQuery } from "./query.ts";
import { seedDrive } from "./seed.ts";
import { defaultShape, fullShape, isGoogleFile } from "./shapes.ts";
import { addFile, type DriveState, emptyDrive, FOLDER, type StoredFile } from "./state.ts";

export interface DriveService extends EmulatedService {
  /** An account's drive, seeded when it is first looked at. */
  state(email: string): DriveState;
}

const LARGEST_EXPORT_BYTES = 10 * 1024 * 1024;

const ORDER_KEYS = new Set([
  "createdTime",
  "folder",
  "modifiedByMeTime",
  "modifiedTime",
  "name",
  "name_natural",
  "quotaBytesUsed",
  "recency",
  "sharedWithMeTime",
  "starred",
  "viewedByMeTime",
]);

const metadataSchema = z.object({
  name: z.string().optional(),
  mimeType: z.string().optional(),
  parents: z.array(z.string()).optional(),
  description: z.string().optional(),
  starred: z.boolean().optional(),
  trashed: z.boolean().optional(),
});

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
  const shaped = (request: ApiRequest, file: StoredFile): ApiResponse => ({
    json: request.query.has("fields") ? fullShape(file, own(request)) : defaultShape(file),
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
          if (request.path.fileId === "root") {
            const root = own(request);
            return {
              json: { kind: "drive#file", id: root.rootId, name: "My Drive", mimeType: FOLDER, ownedByMe: true },
            };
          }
          const file = findFile(request, own(request));
          return request.query.get("alt") === "media" ? download(request, file) : shaped(request, file);
        },
      },
      "drive.files.export": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/export",
        handle(request) {
          const file = findFile(request, own(request));
          if (!isGoogleFile(file))
            throw new ApiError(403, "fileNotExportable", "Export only supports Docs Editors files.");
          const content = file.exports[request.query.get("mimeType") ?? ""];
          if (!content)
            throw new ApiError(400, "badRequest", "The requested conversion is not supported.", {
              location: "convertTo",
              locationType: "parameter",
            });
          if (content.length > LARGEST_EXPORT_BYTES)
            throw new ApiError(403, "exportSizeLimitExceeded", "This file is too large to be exported.");
          return { bytes: content, contentType: request.query.get("mimeType") ?? "" };
        },
      },
      "drive.files.create": {
        verb: "POST",
        path: "/drive/v3/files",
        handle(request) {
          const drive = own(request);
          const metadata = metadataSchema.parse(request.body ?? {});
          const parents = metadata.parents ?? [drive.rootId];
          const driveId = checkParents(request, drive, parents);
          const mimeType = metadata.mimeType ?? request.media?.mimeType ?? "application/octet-stream";
          const content = importContent(mimeType, request.media);
          const now = world.now();
          const file = addFile(drive, {
            name: metadata.name ?? "Untitled",
            mimeType,
            parents: parents.map((parent) => (parent === "root" ? drive.rootId : parent)),
            modifiedTime: now,
            madeBy: request.clientId,
            starred: metadata.starred ?? false,
            ...content,
            ...(metadata.description !== undefined && { description: metadata.description }),
            ...(driveId !== undefined && { driveId, permissions: [] }),
          });
          return shaped(request, file);
        },
      },
      "drive.files.update": {
        verb: "PATCH",
        path: "/drive/v3/files/{fileId}",
        handle(request) {
          const file = findFile(request, own(request));
          const { name, description, starred, trashed } = metadataSchema.parse(request.body ?? {});
          Object.assign(
            file,
            Object.fromEntries(
              Object.entries({ name, description, starred, trashed }).filter(([, value]) => value !== undefined),
            ),
          );
          if (request.media) Object.assign(file, importContent(file.mimeType, request.media));
          file.version += 1;
          file.modifiedTime = world.now();
          return shaped(request, file);
        },
      },
      "drive.permissions.list": {
        verb: "GET",
        path: "/drive/v3/files/{fileId}/permissions",
        handle(request) {
          const { permissions } = findFile(request, own(request));
          return {
            json: {
              kind: "drive#permissionList",
              permissions: permissions.map((permission) => ({ kind: "drive#permission", ...permission })),
            },
          };
        },
      },
      "drive.drives.list": {
        verb: "GET",
        path: "/drive/v3/drives",
        handle: (request) => ({
          json: {
            kind: "drive#driveList",
            drives: own(request).drives.map((drive) => ({ kind: "drive#drive", ...drive })),
          },
        }),
      },
      "drive.about.get": {
        verb: "GET",
        path: "/drive/v3/about",
        handle(request) {
          if (!request.query.has("fields")) {
            throw new ApiError(400, "required", "The 'fields' parameter is required for this method.", {
              location: "fields",
              locationType: "parameter",
            });
          }
          const { account, files } = own(request);
          const usage = files.reduce((sum, { content }) => sum + content.length, 0);
          return {
            json: {
              kind: "drive#about",
              user: { kind: "drive#user", displayName: account.name, emailAddress: account.email, me: true },
              storageQuota: {
                limit: "16106127360",
                usage: String(usage),
                usageInDrive: String(usage),
                usageInDriveTrash: "0",
              },
            },
          };
        },
      },
    },
  };
}

/** A grant of `drive.file` alone reaches only what its own client has made. */
function reaches({ scopes, clientId }: ApiRequest, file: StoredFile): boolean {
  const wide = scopes.some((scope) => /\/auth\/drive(\.readonly|\.metadata|\.metadata\.readonly)?$/.test(scope));
  return wide || file.madeBy === clientId;
}

function findFile(request: ApiRequest, state: DriveState): StoredFile {
  const file = state.files.find(({ id }) => id === request.path.fileId);
  const inReach =
    file && (file.driveId === undefined || request.query.get("supportsAllDrives") === "true") && reaches(request, file);
  if (!inReach) throw notFound(request.path.fileId ?? "");
  return file;
}

function notFound(id: string): ApiError {
  return new ApiError(404, "notFound", `File not found: ${id}.`, { location: "fileId", locationType: "parameter" });
}

function checkParents(request: ApiRequest, state: DriveState, parents: readonly string[]): string | undefined {
  const [parent, second] = parents;
  if (second !== undefined)
    throw new ApiError(400, "multipleParentsNotSupported", "A file cannot have more than one parent.");
  if (parent === undefined || parent === "root" || parent === state.rootId) return undefined;
  const drive = state.drives.find(({ id }) => id === parent);
  const folder = state.files.find(({ id }) => id === parent);
  const driveId = drive?.id ?? folder?.driveId;
  if ((!drive && !folder) || (driveId !== undefined && request.query.get("supportsAllDrives") !== "true"))
    throw notFound(parent);
  if (folder && folder.mimeType !== FOLDER)
    throw new ApiError(403, "parentNotAFolder", "The specified parent is not a folder.");
  return driveId;
}

function download(request: ApiRequest, file: StoredFile): ApiResponse {
  if (isGoogleFile(file))
    throw new ApiError(
      403,
      "fileNotDownloadable",
      "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
      { location: "alt", locationType: "parameter" },
    );
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (!range) return { bytes: file.content, contentType: file.mimeType };
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]), file.content.length - 1) : file.content.length - 1;
  if (start > end) throw new ApiError(416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
  return {
    status: 206,
    bytes: file.content.subarray(start, end + 1),
    contentType: file.mimeType,
    headers: { "Content-Range": `bytes ${start}-${end}/${file.content.length}` },
  };
}

function listFiles(request: ApiRequest, state: DriveState): Record<string, unknown> {
  const { query } = request;
  const size = Number(query.get("pageSize") ?? 100);
  if (size < 1 || size > 1000)
    throw invalid("pageSize", `Invalid value '${size}'. Values must be within the range: [1, 1000]`);
  const orderBy = query.get("orderBy");
  const q = query.get("q") ?? "";
  if (orderBy !== null) {
    for (const key of orderBy.split(","))
      if (!ORDER_KEYS.has(key.trim().replace(/ desc$/, ""))) throw invalid("orderBy", "Invalid Value");
    if (/\bfullText\b/.test(q))
      throw new ApiError(
        403,
        "forbidden",
        "Sorting is not supported for queries with fullText terms. Results are always in descending relevance order.",
        { location: "orderBy", locationType: "parameter" },
      );
  }
  const includeShared = query.get("includeItemsFromAllDrives") === "true";
  if (includeShared && query.get("supportsAllDrives") !== "true")
    throw new ApiError(
      403,
      "teamDrivesParameterMismatch",
      "The supportsAllDrives parameter must be true to include items from all drives.",
    );
  const corpora = query.get("corpora") ?? "user";
  if (corpora === "drive" && !query.has("driveId"))
    throw new ApiError(400, "required", "The driveId must be specified if and only if corpora is set to drive.");
  if (query.has("driveId") && (corpora !== "drive" || !includeShared))
    throw new ApiError(
      403,
      "teamDrivesParameterMismatch",
      "The driveId parameter needs corpora=drive and includeItemsFromAllDrives.",
    );
  const test = q === "" ? () => true : compileQuery(q, state);
  const found = state.files
    .filter((file) => reaches(request, file))
    .filter((file) => file.driveId === undefined || includeShared)
    .filter((file) => !query.has("driveId") || file.driveId === query.get("driveId"))
    .filter(test)
    .sort(comparator(orderBy));
  const start = readPageToken(query.get("pageToken"));
  const page = found.slice(start, start + size);
  return {
    kind: "drive#fileList",
    incompleteSearch: false,
    files: page.map((file) => (query.has("fields") ? fullShape(file, state) : defaultShape(file))),
    ...(start + size < found.length && {
      nextPageToken: `~!!~${Buffer.from(String(start + size)).toString("base64url")}`,
    }),
  };
}

function readPageToken(token: string | null): number {
  if (token === null) return 0;
  const offset = token.startsWith("~!!~")
    ? Number(Buffer.from(token.slice(4), "base64url").toString("utf8"))
    : Number.NaN;
  if (!Number.isInteger(offset)) throw invalid("pageToken", "Invalid Value");
  return offset;
}

function invalid(location: string, message: string): ApiError {
  return new ApiError(400, "invalid", message, { location, locationType: "parameter" });
}

function comparator(orderBy: string | null): (left: StoredFile, right: StoredFile) => number {
  const keys = (orderBy ?? "modifiedTime desc").split(",").map((key) => key.trim().split(" "));
  const sortValue = (file: StoredFile, key: string): string | number => {
    if (key.startsWith("name")) return file.name.toLowerCase();
    if (key === "folder") return file.mimeType === FOLDER ? 0 : 1;
    if (key === "createdTime") return file.createdTime;
    if (key === "starred") return file.starred ? 0 : 1;
    if (key === "quotaBytesUsed") return file.content.length;
    return file.modifiedTime;
  };
  return (left, right) => {
    for (const [key = "", direction] of keys) {
      const [a, b] = [sortValue(left, key), sortValue(right, key)];
      if (a !== b) return (a < b ? -1 : 1) * (direction === "desc" ? -1 : 1);
    }
    return 0;
  };
}
