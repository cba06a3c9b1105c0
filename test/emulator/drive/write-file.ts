import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import {
  findFile,
  findParent,
  insufficientFilePermissions,
  notFound,
  requireAuthorizedApp,
  requireContentScope,
  requireWrite,
} from "./access.ts";
import { importContent } from "./imports.ts";
import {
  addFile,
  addRevision,
  type DriveState,
  FOLDER,
  isTrashed,
  revisionsOf,
  roleOf,
  SHORTCUT,
  type StoredFile,
} from "./state.ts";

const propertiesSchema = z.record(z.string(), z.string().nullable());

const metadataSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  parents: z.array(z.string()).optional(),
  description: z.string().optional(),
  starred: z.boolean().optional(),
  trashed: z.boolean().optional(),
  createdTime: z.string().optional(),
  modifiedTime: z.string().optional(),
  viewedByMeTime: z.string().optional(),
  properties: propertiesSchema.optional(),
  appProperties: propertiesSchema.optional(),
  shortcutDetails: z.object({ targetId: z.string().optional() }).optional(),
});
type Metadata = z.output<typeof metadataSchema>;

/** Fields that a request may set, as the description of each in the Drive API's File resource says. */
const WRITABLE = new Set([
  ...Object.keys(metadataSchema.shape),
  "originalFilename",
  "folderColorRgb",
  "contentHints",
  "writersCanShare",
  "copyRequiresWriterPermission",
  "contentRestrictions",
]);

function readMetadata(body: unknown): Metadata {
  const fields = z.record(z.string(), z.unknown()).parse(body ?? {});
  if (Object.keys(fields).some((name) => !WRITABLE.has(name)))
    throw new ApiError(403, "fieldNotWritable", "The resource body includes fields which are not directly writable.");
  return metadataSchema.parse(fields);
}

/** `files.create`. @throws ApiError as Drive refuses */
export function createFile(request: ApiRequest, state: DriveState, now: number): StoredFile {
  const metadata = readMetadata(request.body);
  if (metadata.id !== undefined) checkNewId(state, metadata.id);
  if ((metadata.parents?.length ?? 0) > 1) throw tooManyParents();
  const parent = findParent(request, state, metadata.parents?.[0] ?? "root");
  const mimeType = metadata.mimeType ?? request.media?.mimeType ?? "application/octet-stream";
  const targetId = shortcutTarget(request, state, mimeType, metadata);
  const created = timeOf(metadata.createdTime) ?? now;
  return addFile(state, {
    name: metadata.name ?? "Untitled",
    mimeType,
    parents: [parent.id],
    createdTime: created,
    modifiedTime: timeOf(metadata.modifiedTime) ?? now,
    madeBy: request.clientId,
    starred: metadata.starred ?? false,
    trashed: metadata.trashed ?? false,
    ...importContent(mimeType, request.media),
    ...(metadata.description !== undefined && { description: metadata.description }),
    ...(metadata.properties && { properties: withoutNulls(metadata.properties) }),
    ...(metadata.appProperties && { appProperties: { [request.clientId]: withoutNulls(metadata.appProperties) } }),
    ...(targetId !== undefined && { targetId }),
    ...(parent.drive && { driveId: parent.drive.id, permissions: [] }),
  });
}

/** Ids come from `files.generateIds` alone; none has been given out. */
function checkNewId(state: DriveState, id: string): never {
  if (state.files.some((file) => file.id === id))
    throw new ApiError(409, "fileIdInUse", "A file already exists with the provided ID.");
  throw new ApiError(400, "invalid", "The provided file ID is not usable.", {
    location: "file.id",
    locationType: "other",
  });
}

function tooManyParents(): ApiError {
  return new ApiError(403, "cannotAddParent", "Increasing the number of parents is not allowed");
}

function shortcutTarget(
  request: ApiRequest,
  state: DriveState,
  mimeType: string,
  { shortcutDetails }: Metadata,
): string | undefined {
  if (mimeType !== SHORTCUT) {
    if (shortcutDetails) throw new ApiError(400, "badRequest", "Bad Request");
    return undefined;
  }
  const targetId = shortcutDetails?.targetId;
  if (targetId === undefined) throw new ApiError(400, "badRequest", "Bad Request");
  return findFile(request, state, targetId).id;
}

/** `files.update`. @throws ApiError as Drive refuses */
export function updateFile(request: ApiRequest, state: DriveState, now: number): StoredFile {
  const file = findFile(request, state, request.path.fileId ?? "");
  const metadata = readMetadata(request.body);
  if (metadata.parents)
    throw new ApiError(
      403,
      "fieldNotWritable",
      "The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.",
    );
  if (metadata.id !== undefined || metadata.shortcutDetails || metadata.createdTime !== undefined)
    throw new ApiError(403, "fieldNotWritable", "The resource body includes fields which are not directly writable.");
  requireWrite(request, state, file);
  if (request.media) requireContentScope(request, file);
  if (metadata.trashed !== undefined) requireTrashing(state, file);
  const mimeType = newMimeType(file, metadata.mimeType);
  const content = request.media && importContent(mimeType, request.media);
  const move = parentsAfter(request, state, file);
  const before = revisionsOf(file);
  applyMetadata(file, metadata, request.clientId);
  Object.assign(file, content, move, { mimeType });
  file.version += 1;
  const touched = content !== undefined || metadata.name !== undefined || metadata.description !== undefined;
  file.modifiedTime = timeOf(metadata.modifiedTime) ?? (touched ? now : file.modifiedTime);
  if (content) addRevision(file, before);
  state.changes.push({ fileId: file.id, time: now, removed: false });
  return file;
}

/**
 * `files.copy`: into the folder that is named, else beside the original.
 * @throws ApiError as Drive refuses
 */
export function copyFile(request: ApiRequest, state: DriveState, now: number): StoredFile {
  const file = findFile(request, state, request.path.fileId ?? "");
  const metadata = readMetadata(request.body);
  if (file.mimeType === FOLDER) throw new ApiError(403, "cannotCopyFile", "This file cannot be copied by the user.");
  requireAuthorizedApp(request, file);
  requireContentScope(request, file);
  if ((metadata.parents?.length ?? 0) > 1) throw tooManyParents();
  const parent = findParent(request, state, metadata.parents?.[0] ?? file.parents[0] ?? "root");
  return addFile(state, {
    name: metadata.name ?? `Copy of ${file.name}`,
    mimeType: file.mimeType,
    content: file.content,
    exports: file.exports,
    modifiedTime: now,
    parents: [parent.id],
    madeBy: request.clientId,
    ...(metadata.description !== undefined && { description: metadata.description }),
    ...(file.targetId !== undefined && { targetId: file.targetId }),
    ...(parent.drive && { driveId: parent.drive.id, permissions: [] }),
  });
}

/**
 * `files.delete`: a folder goes with all that lies in it.
 * @throws ApiError 403 for who does not own it, or is no organizer of its shared drive
 */
export function deleteFile(request: ApiRequest, state: DriveState, now: number): void {
  const file = findFile(request, state, request.path.fileId ?? "");
  if (!["owner", "organizer"].includes(roleOf(state, file) ?? "")) throw insufficientFilePermissions();
  requireAuthorizedApp(request, file);
  const gone = new Set([file.id]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const { id, parents } of state.files) if (parents.some((parent) => gone.has(parent))) gone.add(id);
  }
  state.files = state.files.filter(({ id }) => !gone.has(id));
  for (const fileId of gone) state.changes.push({ fileId, time: now, removed: true });
}

/** "Only the owner may trash a file"; in a shared drive, its organizers. */
function requireTrashing(state: DriveState, file: StoredFile): void {
  if (!["owner", "organizer", "fileOrganizer"].includes(roleOf(state, file) ?? "")) throw insufficientFilePermissions();
}

/** A file cannot become one of Google's by a change of its type, nor the other way round. */
function newMimeType(file: StoredFile, wanted: string | undefined): string {
  if (wanted === undefined || wanted === file.mimeType) return file.mimeType;
  if (/^application\/vnd\.google-apps\./.test(wanted) || /^application\/vnd\.google-apps\./.test(file.mimeType))
    throw new ApiError(400, "badRequest", "Invalid MIME type provided for the uploaded content.");
  return wanted;
}

/** Of a shared drive's items only its managers and content managers move any; contributors may change them. */
function requireMoving(state: DriveState, file: StoredFile): void {
  const mayMove = ["organizer", "fileOrganizer"].includes(roleOf(state, file) ?? "");
  if (file.driveId !== undefined && !mayMove) throw insufficientFilePermissions();
}

function parentsAfter(
  request: ApiRequest,
  state: DriveState,
  file: StoredFile,
): { parents: string[]; driveId?: string } | undefined {
  const list = (name: string) =>
    (request.query.get(name) ?? "")
      .split(",")
      .filter((id) => id !== "")
      .map((id) => (id === "root" ? state.rootId : id));
  const [added, removed] = [list("addParents"), list("removeParents")];
  if (added.length + removed.length === 0) return undefined;
  requireMoving(state, file);
  for (const id of removed) if (!file.parents.includes(id)) throw notFound(id);
  const kept = file.parents.filter((id) => !removed.includes(id));
  const targets = added.map((id) => findParent(request, state, id));
  const parents = [...kept, ...targets.map(({ id }) => id)];
  if (parents.length > 1) throw tooManyParents();
  if (parents.some((id) => id === file.id || ancestors(state, id).includes(file.id)))
    throw new ApiError(403, "cyclicFolders", "The specified parent would create a cycle in the directory graph.");
  const [drive] = targets.flatMap((target) => target.drive ?? []);
  if (drive && drive.id !== file.driveId && isTrashed(state, file))
    throw new ApiError(
      403,
      "cannotMoveTrashedItemIntoSharedDrive",
      "Trashed items cannot be moved into a shared drive.",
    );
  return { parents, ...(drive && { driveId: drive.id }) };
}

function ancestors(state: DriveState, id: string): string[] {
  const folder = state.files.find((file) => file.id === id && file.mimeType === FOLDER);
  return (folder?.parents ?? []).flatMap((parent) => [parent, ...ancestors(state, parent)]);
}

function applyMetadata(file: StoredFile, metadata: Metadata, clientId: string): void {
  const { name, description, starred, trashed, properties, appProperties } = metadata;
  if (name !== undefined) file.name = name;
  if (description !== undefined) file.description = description;
  if (starred !== undefined) file.starred = starred;
  if (trashed !== undefined) file.trashed = trashed;
  if (properties) file.properties = withoutNulls({ ...file.properties, ...properties });
  if (appProperties)
    file.appProperties = {
      ...file.appProperties,
      [clientId]: withoutNulls({ ...file.appProperties?.[clientId], ...appProperties }),
    };
}

/** A property that is set to null goes. */
function withoutNulls(properties: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
