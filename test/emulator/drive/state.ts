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
}

/** One account's view of Drive. */
export interface DriveState {
  account: EmulatedAccount;
  rootId: string;
  files: StoredFile[];
  drives: { id: string; name: string }[];
  count: number;
}

export function emptyDrive(account: EmulatedAccount): DriveState {
  return { account, rootId: driveId(`${account.email} root`), files: [], drives: [], count: 0 };
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
  const { account } = state;
  const owner: StoredPermission = {
    id: `${account.sub.slice(0, 20)}`,
    type: "user",
    role: "owner",
    emailAddress: account.email,
    displayName: account.name,
  };
  const stored: StoredFile = {
    id: driveId(`${account.email} ${state.count} ${file.name}`),
    parents: [state.rootId],
    content: Buffer.alloc(0),
    exports: {},
    createdTime: file.modifiedTime,
    trashed: false,
    starred: false,
    madeBy: undefined,
    permissions: [owner],
    sharedWithMe: false,
    version: 1,
    ...file,
  };
  state.files.push(stored);
  return stored;
}
