import { createHash } from "node:crypto";
import type { EmulatedAccount } from "../api.ts";

export const FOLDER = "application/vnd.google-apps.folder";
export const DOCUMENT = "application/vnd.google-apps.document";
export const SPREADSHEET = "application/vnd.google-apps.spreadsheet";
export const PRESENTATION = "application/vnd.google-apps.presentation";
export const SHORTCUT = "application/vnd.google-apps.shortcut";

export interface StoredPermission {
  id: string;
  type: "user" | "group" | "domain" | "anyone";
  role: "owner" | "organizer" | "fileOrganizer" | "writer" | "commenter" | "reader";
  emailAddress?: string;
  displayName?: string;
  domain?: string;
  /** RFC 3339. */
  expirationTime?: string;
  allowFileDiscovery?: boolean;
}

/** Content that a file had, the newest last. */
export interface StoredRevision {
  id: string;
  /** Milliseconds since the epoch. */
  modifiedTime: number;
  content: Buffer;
  mimeType: string;
  name: string;
}

/** What somebody wrote beside a file, and what others answered; milliseconds since the epoch. */
export interface StoredReply {
  id: string;
  content: string;
  /** Address of who wrote it. */
  author: string;
  createdTime: number;
  action?: "resolve" | "reopen";
  deleted?: boolean;
}
export interface StoredComment extends Omit<StoredReply, "action"> {
  modifiedTime: number;
  resolved: boolean;
  quoted?: string;
  replies: StoredReply[];
}

/** That a file came, changed or went. */
export interface StoredChange {
  fileId: string;
  time: number;
  removed: boolean;
}

/** A file of a drive. Google files have their exports as content, by type; others have bytes. */
export interface StoredFile {
  id: string;
  name: string;
  mimeType: string;
  parents: string[];
  content: Buffer;
  exports: Record<string, Buffer>;
  /** Milliseconds since the epoch. */
  createdTime: number;
  modifiedTime: number;
  trashed: boolean;
  starred: boolean;
  description?: string;
  /** OAuth client that made it: what `drive.file` reaches. */
  madeBy: string | undefined;
  permissions: StoredPermission[];
  sharedWithMe: boolean;
  /** The shared drive it lies in. */
  driveId?: string;
  targetId?: string;
  version: number;
  /** Seen by every application that reaches the file. */
  properties?: Record<string, string>;
  /** By OAuth client: each sees its own. */
  appProperties?: Record<string, Record<string, string>>;
  sharedWithMeTime?: number;
  viewedByMeTime?: number;
  /** Found to be malware: downloaded only by its owner, who says that the danger is known. */
  abusive?: boolean;
  /** Older and present content of a file that was written more than once. */
  revisions?: StoredRevision[];
  comments?: StoredComment[];
}

export interface SharedDrive {
  id: string;
  name: string;
  /** What the account may do there. */
  role?: "organizer" | "fileOrganizer" | "writer" | "commenter" | "reader";
}

/** One account's view of Drive. */
export interface DriveState {
  account: EmulatedAccount;
  rootId: string;
  files: StoredFile[];
  drives: SharedDrive[];
  count: number;
  changes: StoredChange[];
  /** Set when the organization's administrator keeps sharing inside of its domain. */
  keepsInside?: boolean;
  /** Folders of which nothing is told when a search asks for several at once, as it happens at Google. */
  leftOut?: string[];
}

export function emptyDrive(account: EmulatedAccount): DriveState {
  return { account, rootId: driveId(`${account.email} root`), files: [], drives: [], count: 0, changes: [] };
}

/** Adds a shared drive that the account is a member of; its id has the shape of Google's (`0A…PVA`, 19 characters). */
export function addSharedDrive(state: DriveState, name: string, role: SharedDrive["role"] = "organizer"): SharedDrive {
  const drive: SharedDrive = { id: `0A${driveId(`${state.account.email} ${name}`).slice(2, 15)}9PVA`, name, role };
  state.drives.push(drive);
  return drive;
}

/** The file that stands for the person's "My Drive". */
export function rootFolder(state: DriveState): StoredFile {
  return { ...bareFolder(state, state.rootId, "My Drive"), permissions: [ownerPermission(state.account)] };
}

/** The folder that stands for a shared drive; Drive calls every one of them "Drive". */
export function sharedDriveFolder(state: DriveState, drive: SharedDrive): StoredFile {
  return { ...bareFolder(state, drive.id, "Drive"), driveId: drive.id };
}

function bareFolder(state: DriveState, id: string, name: string): StoredFile {
  return {
    id,
    name,
    mimeType: FOLDER,
    parents: [],
    content: Buffer.alloc(0),
    exports: {},
    createdTime: 0,
    modifiedTime: state.files.reduce((latest, file) => Math.max(latest, file.modifiedTime), 0),
    trashed: false,
    starred: false,
    madeBy: undefined,
    permissions: [],
    sharedWithMe: false,
    version: 1,
  };
}

/** Whether a file is in the trash, by itself or with a folder above it. */
export function isTrashed(state: DriveState, { trashed, parents }: StoredFile): boolean {
  return trashed || state.files.some((folder) => parents.includes(folder.id) && isTrashed(state, folder));
}

/** Who has access to a file: by itself and, outside of shared drives, by the folders above, whose owners keep to them. */
export function permissionsOf(state: DriveState, file: StoredFile): StoredPermission[] {
  if (file.driveId !== undefined) return file.permissions;
  const above = state.files
    .filter(({ id }) => file.parents.includes(id))
    .flatMap((folder) => permissionsOf(state, folder))
    .filter(({ id, role }) => role !== "owner" && !file.permissions.some((own) => own.id === id));
  return [...file.permissions, ...above];
}

/** What an account may do with a file, by its own permission, its shared drive's, or a permission for anyone. */
export function roleOf(state: DriveState, file: StoredFile): StoredPermission["role"] | undefined {
  if (file.driveId !== undefined) {
    const drive = state.drives.find(({ id }) => id === file.driveId);
    if (drive) return drive.role ?? "organizer";
  }
  const all = permissionsOf(state, file);
  const own = all.find(({ emailAddress }) => emailAddress === state.account.email);
  const others = all.filter(
    ({ type, domain }) => type === "anyone" || (type === "domain" && domain === state.account.hostedDomain),
  );
  return own?.role ?? others.find(({ role }) => role === "writer")?.role ?? others[0]?.role;
}

export function ownerPermission(account: EmulatedAccount): StoredPermission {
  return {
    id: account.sub.slice(0, 20),
    type: "user",
    role: "owner",
    emailAddress: account.email,
    displayName: account.name,
  };
}

/** The content that a file has and had, the present one last. */
export function revisionsOf(file: StoredFile): StoredRevision[] {
  return file.revisions ?? [revisionOf(file, 1)];
}

/** Keeps what a file holds now as its newest revision. */
export function addRevision(file: StoredFile, before: readonly StoredRevision[]): void {
  file.revisions = [...before, revisionOf(file, before.length + 1)];
}

function revisionOf({ id, modifiedTime, content, mimeType, name }: StoredFile, number: number): StoredRevision {
  const revision = mimeType.startsWith("application/vnd.google-apps.")
    ? String(number)
    : `0B${id.slice(1, 20)}${number}`;
  return { id: revision, modifiedTime, content, mimeType, name };
}

/** An id of Drive's shape: 33 characters. */
export function driveId(seed: string): string {
  return `1${createHash("sha256").update(seed).digest("base64url").slice(0, 32)}`;
}

/** Puts a file into a drive; what is left out gets a believable value. */
export function addFile(
  state: DriveState,
  file: { name: string; mimeType: string; modifiedTime: number } & Partial<StoredFile>,
): StoredFile {
  state.count += 1;
  const stored: StoredFile = {
    id: driveId(`${state.account.email} ${state.count} ${file.name}`),
    parents: [state.rootId],
    content: Buffer.alloc(0),
    exports: {},
    createdTime: file.modifiedTime,
    trashed: false,
    starred: false,
    madeBy: undefined,
    permissions: [ownerPermission(state.account)],
    sharedWithMe: false,
    version: 1,
    ...file,
  };
  state.files.push(stored);
  state.changes.push({ fileId: stored.id, time: stored.modifiedTime, removed: false });
  return stored;
}
