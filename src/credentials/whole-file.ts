import { randomBytes } from "node:crypto";
import { constants, lstatSync, mkdirSync } from "node:fs";
import { chmod, type FileHandle, link, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { hasCode } from "./file-errors.ts";
import { FILE_MODE, ignore, OTHERS, refuseLink, type Warn } from "./read-whole.ts";
import { overwrite, secureDelete } from "./secure-delete.ts";
import { restrictFolderToUser } from "./windows-acl.ts";

const WINDOWS = process.platform === "win32";
const FOLDER_MODE = 0o700;
const STICKY = 0o1000;

/** Windows refuses to replace a file that another process has open for a moment; tried again so often, 20 ms apart. */
const RENAME_TRIES = 50;

export interface WriteOptions {
  readonly warn?: Warn;
  /** Called when everything is on disk but the name; a throw leaves the old content in place. */
  readonly beforeCommit?: () => Promise<void>;
  /** Overwrites the old content's blocks after it has been replaced (SECURITY-SPEC 2.7, 2.8). */
  readonly destroyOld?: boolean;
}

/**
 * Replaces a file whole or not at all: a temporary file in the same folder with mode 0600, fsync, rename, fsync of the
 * folder (SECURITY-SPEC 2.4). Temporary files that a killed writer left are destroyed; callers hold a lock for the path.
 * @throws ToolError `storage_unwritable` when a symbolic link stands in its place; else the system's error
 */
export async function writeWhole(path: string, content: Buffer, options: WriteOptions = {}): Promise<void> {
  const folder = dirname(path);
  await ensureFolder(folder, options.warn);
  await refuseLink(path);
  await removeLeftovers(path);
  const temporary = join(folder, `${temporaryPrefix(path)}${randomBytes(8).toString("hex")}.tmp`);
  let old: FileHandle | undefined;
  try {
    await writeNew(temporary, content);
    await options.beforeCommit?.();
    old = options.destroyOld ? await openToDestroy(path) : undefined;
    await replace(temporary, path);
    await syncFolder(folder);
    if (old) await overwrite(old);
  } catch (error) {
    await secureDelete(temporary).catch(() => {});
    throw error;
  } finally {
    await old?.close();
  }
}

/** Writes a file whole unless there is one already: of several writers at once, one wins and nothing is overwritten. */
export async function createWhole(path: string, content: Buffer): Promise<void> {
  const folder = dirname(path);
  await ensureFolder(folder);
  const temporary = join(folder, `${temporaryPrefix(path)}${randomBytes(8).toString("hex")}.tmp`);
  await writeNew(temporary, content);
  try {
    await link(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

/**
 * Makes a folder that is the user's alone, or narrows one that is not, with a warning (SECURITY-SPEC 2.4). Folders that
 * many share by design (sticky, such as /tmp) and folders of other users are left as they are, with a warning.
 */
export async function ensureFolder(folder: string, warn: Warn = ignore): Promise<void> {
  const made = mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (WINDOWS) return restrictOnce(folder, warn);
  if (made !== undefined) return;
  const found = lstatSync(folder);
  if (found.isSymbolicLink() || (found.mode & OTHERS) === 0) return;
  if ((found.mode & STICKY) !== 0 || found.uid !== process.getuid?.()) {
    warn(`The folder ${basename(folder)} is open to other users of this machine. Keep credentials in one of your own.`);
    return;
  }
  await chmod(folder, FOLDER_MODE);
  warn(`The folder ${basename(folder)} was open to others; its mode is now 0700.`);
}

const ensured = new Set<string>();

/**
 * Does something in a folder of the user's alone. The folder is made or narrowed before the first time in this process,
 * and when it has gone since: every call writes into one, and to look at it takes as long as to write.
 */
export async function inFolder<Result>(folder: string, work: () => Result | Promise<Result>): Promise<Result> {
  if (ensured.has(folder)) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
  }
  await ensureFolder(folder);
  ensured.add(folder);
  return work();
}

const restricted = new Map<string, Promise<void>>();

function restrictOnce(folder: string, warn: Warn): Promise<void> {
  let done = restricted.get(folder);
  if (done === undefined) {
    done = restrictFolderToUser(folder).catch((error) => {
      restricted.delete(folder);
      const reason = error instanceof Error ? error.message : String(error);
      warn(`The access list of the folder ${basename(folder)} could not be narrowed to you alone: ${reason}`);
    });
    restricted.set(folder, done);
  }
  return done;
}

/** Makes renames and removals in a folder last through a power cut; Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (WINDOWS) return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, "EINVAL", "ENOTSUP")) throw error;
  } finally {
    await handle.close();
  }
}

/** Destroys what writers of this path left when they were killed; callers hold the path's lock, so no writer is at work. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = temporaryPrefix(path);
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && name.endsWith(".tmp")) await secureDelete(join(folder, name));
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

async function writeNew(path: string, content: Buffer): Promise<void> {
  const file = await open(path, "wx", FILE_MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function replace(from: string, to: string): Promise<void> {
  for (let left = RENAME_TRIES; ; left--) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!WINDOWS || left === 0 || !hasCode(error, "EPERM", "EACCES", "EBUSY")) throw error;
      await wait(20);
    }
  }
}

async function openToDestroy(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
