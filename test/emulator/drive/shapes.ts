import { createHash } from "node:crypto";
import {
  DOCUMENT,
  type DriveState,
  FOLDER,
  isTrashed,
  PRESENTATION,
  permissionsOf,
  revisionsOf,
  roleOf,
  SHORTCUT,
  SPREADSHEET,
  type StoredFile,
  type StoredPermission,
} from "./state.ts";

const LINKS: Readonly<Record<string, string>> = {
  [DOCUMENT]: "https://docs.google.com/document/d/ID/edit?usp=drivesdk",
  [SPREADSHEET]: "https://docs.google.com/spreadsheets/d/ID/edit?usp=drivesdk",
  [PRESENTATION]: "https://docs.google.com/presentation/d/ID/edit?usp=drivesdk",
  [FOLDER]: "https://drive.google.com/drive/folders/ID",
};

/** Whether the file is one of Google's own, without bytes of its own. */
export function isGoogleFile(file: StoredFile): boolean {
  return file.mimeType.startsWith("application/vnd.google-apps.");
}

/** What Drive answers when no `fields` are asked for. */
export function defaultShape(file: StoredFile): Record<string, unknown> {
  return {
    kind: "drive#file",
    id: file.id,
    name: file.name,
    mimeType: file.mimeType,
    ...(file.driveId !== undefined && { teamDriveId: file.driveId, driveId: file.driveId }),
  };
}

/** A permission; without `fields` Drive tells four of its fields alone. */
export function permissionShape(permission: StoredPermission, whole: boolean): Record<string, unknown> {
  const { id, type, role } = permission;
  const brief = { kind: "drive#permission", id, type, role };
  return whole ? { ...brief, ...permission, ...(type === "user" && { deleted: false, pendingOwner: false }) } : brief;
}

/** Every field that is emulated, as the account and the client see them. */
export function fullShape(file: StoredFile, state: DriveState, clientId = ""): Record<string, unknown> {
  const role = roleOf(state, file);
  const canEdit = role !== undefined && role !== "reader" && role !== "commenter";
  const canShare = canEdit && role !== "fileOrganizer";
  const inSharedDrive = file.driveId !== undefined;
  const owner = file.permissions.find((permission) => permission.role === "owner");
  const seesParent = file.parents.some(
    (id) => id === state.rootId || id === file.driveId || state.files.some((folder) => folder.id === id),
  );
  const own = file.appProperties?.[clientId];
  const permissions = permissionsOf(state, file);
  const shape = {
    ...defaultShape(file),
    ...(seesParent && { parents: file.parents }),
    spaces: ["drive"],
    createdTime: new Date(file.createdTime).toISOString(),
    modifiedTime: new Date(file.modifiedTime).toISOString(),
    ...(file.sharedWithMeTime !== undefined && { sharedWithMeTime: new Date(file.sharedWithMeTime).toISOString() }),
    viewedByMe: file.viewedByMeTime !== undefined,
    ...(file.viewedByMeTime !== undefined && { viewedByMeTime: new Date(file.viewedByMeTime).toISOString() }),
    trashed: isTrashed(state, file),
    explicitlyTrashed: file.trashed,
    starred: file.starred,
    version: String(file.version),
    webViewLink: (LINKS[file.mimeType] ?? "https://drive.google.com/file/d/ID/view?usp=drivesdk").replace(
      "ID",
      file.id,
    ),
    isAppAuthorized: file.madeBy !== undefined && file.madeBy === clientId,
    capabilities: capabilitiesOf(file, role, canEdit, canShare),
    ...(!inSharedDrive && { shared: permissions.length > 1, ownedByMe: role === "owner" }),
    ...(!inSharedDrive && owner && { owners: [userShape(owner, state)], writersCanShare: true }),
    ...(owner && { lastModifyingUser: userShape(owner, state) }),
    ...(file.sharedWithMe && owner && { sharingUser: userShape(owner, state) }),
    ...(canShare &&
      !inSharedDrive && {
        permissions: permissions.map((permission) => permissionShape(permission, true)),
        permissionIds: permissions.map(({ id }) => id),
      }),
    ...(file.description !== undefined && { description: file.description }),
    ...(file.properties && { properties: file.properties }),
    ...(own && { appProperties: own }),
    ...(file.mimeType === SHORTCUT && { shortcutDetails: shortcutDetails(file, state) }),
    ...sizeFields(file),
    ...(!isGoogleFile(file) && contentFields(file)),
    ...(Object.keys(file.exports).length > 0 && { exportLinks: exportLinks(file) }),
  };
  if (isGoogleFile(file)) return shape;
  return Object.defineProperties(shape, Object.getOwnPropertyDescriptors(checksumsOf(file.content)));
}

function userShape({ displayName, emailAddress, id }: StoredPermission, state: DriveState): Record<string, unknown> {
  return {
    kind: "drive#user",
    displayName,
    me: emailAddress === state.account.email,
    permissionId: id,
    emailAddress,
  };
}

function capabilitiesOf(
  file: StoredFile,
  role: StoredPermission["role"] | undefined,
  canEdit: boolean,
  canShare: boolean,
): Record<string, boolean> {
  const isFolder = file.mimeType === FOLDER;
  const mayTrash = role === "owner" || role === "organizer" || role === "fileOrganizer";
  return {
    canEdit,
    canRename: canEdit,
    canComment: canEdit || role === "commenter",
    canCopy: !isFolder,
    canDownload: !isFolder,
    canShare,
    canTrash: mayTrash,
    canUntrash: mayTrash,
    canDelete: role === "owner" || role === "organizer",
    canListChildren: isFolder,
    canAddChildren: canEdit && isFolder,
    canModifyContent: canEdit,
  };
}

function shortcutDetails({ targetId }: StoredFile, { files }: DriveState): Record<string, unknown> {
  return { targetId, targetMimeType: files.find(({ id }) => id === targetId)?.mimeType };
}

/** Folders and shortcuts have no size; Google's own files have one since they count towards the quota. */
function sizeFields(file: StoredFile): Record<string, unknown> {
  if (file.mimeType === FOLDER || file.mimeType === SHORTCUT) return { quotaBytesUsed: "0" };
  const bytes = isGoogleFile(file) ? Math.max(1024, file.exports["text/plain"]?.length ?? 0) : file.content.length;
  return { size: String(bytes), quotaBytesUsed: String(bytes) };
}

function contentFields(file: StoredFile): Record<string, unknown> {
  const extension = /\.(\w+)$/.exec(file.name)?.[1];
  return {
    originalFilename: file.name,
    ...(extension !== undefined && { fileExtension: extension, fullFileExtension: extension }),
    headRevisionId: revisionsOf(file).at(-1)?.id,
    webContentLink: `https://drive.google.com/uc?id=${file.id}&export=download`,
  };
}

const checksums = new WeakMap<Buffer, Map<string, string>>();

/** Content is never changed in place, so that each checksum is reckoned once, and only when it is asked for. */
export function checksumsOf(content: Buffer): { md5Checksum: string; sha1Checksum: string; sha256Checksum: string } {
  const known = checksums.get(content) ?? new Map<string, string>();
  checksums.set(content, known);
  const hash = (algorithm: string) => {
    const hex = known.get(algorithm) ?? createHash(algorithm).update(content).digest("hex");
    known.set(algorithm, hex);
    return hex;
  };
  return {
    get md5Checksum() {
      return hash("md5");
    },
    get sha1Checksum() {
      return hash("sha1");
    },
    get sha256Checksum() {
      return hash("sha256");
    },
  };
}

function exportLinks(file: StoredFile): Record<string, string> {
  const link = (type: string) =>
    `https://docs.google.com/feeds/download/documents/export/Export?id=${file.id}&exportFormat=${encodeURIComponent(type)}`;
  return Object.fromEntries(Object.keys(file.exports).map((type) => [type, link(type)]));
}
