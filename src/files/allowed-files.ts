import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ToolError } from "../errors.ts";
import { BufferedWriter } from "./buffered-writer.ts";
import { isDeviceName, numberedName, safeFileName } from "./file-name.ts";
import type { LocalFiles, NewFile, OpenedFile } from "./local-files.ts";

/** Bytes that are read at once. */
const READ_BYTES = 512 * 1024;

/** Names tried before a new file is given up. */
const MOST_NUMBERS = 999;

/** Windows keeps programs' secrets here; elsewhere such folders begin with a dot and are refused for that. */
const PRIVATE_FOLDERS = new Set(["appdata", "library"]);

const NO_FOLLOW = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface AllowedFolders {
  /** The program's own folder for files that come and go; made when it is first needed. */
  readonly exchange: string;
  /** Absolute paths of further folders that the person has named. */
  readonly others: readonly string[];
  /** Those that the client names; asked for when they are first needed. */
  readonly more?: () => Promise<readonly string[]>;
  /** Folders that stay closed whatever is named: where credentials are kept. */
  readonly closed: readonly string[];
}

/**
 * Opens and makes files in the allowed folders alone (SECURITY-SPEC 5). Real paths are compared, after the file is open,
 * so that nothing can be put in its place between the check and the use.
 */
export function allowedFiles(folders: AllowedFolders): LocalFiles {
  return {
    open: (path, largestBytes) => openAllowed(folders, path, largestBytes),
    create: (name, folder) => createAllowed(folders, name, folder),
  };
}

async function openAllowed(folders: AllowedFolders, path: string, largestBytes: number): Promise<OpenedFile> {
  const named = absolutePath(folders, path);
  const handle = await open(named, constants.O_RDONLY | NO_FOLLOW).catch((error: unknown) => {
    throw cannotOpen(path, error);
  });
  try {
    const real = await realPathOf(handle, named, path);
    await checkPlace(folders, real, path);
    const info = await handle.stat();
    if (!info.isFile()) throw refused(path, "is not a plain file");
    if (info.size > largestBytes) {
      throw refused(path, `has ${info.size} bytes; at most ${largestBytes} are taken here`);
    }
    return openedFile(handle, real, info.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function openedFile(handle: FileHandle, path: string, size: number): OpenedFile {
  const read = async (into: Uint8Array, position: number) =>
    (await handle.read(into, 0, Math.max(0, Math.min(into.length, size - position)), position)).bytesRead;
  return { name: basename(path), path, size, read, stream: () => pieces(read), close: () => handle.close() };
}

/** The handle's own streams would close it when one of them is given up, and an upload reads many times. */
async function* pieces(read: OpenedFile["read"]): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const room = Buffer.allocUnsafe(READ_BYTES);
    const count = await read(room, at);
    if (count === 0) return;
    at += count;
    yield room.subarray(0, count);
  }
}

async function createAllowed(folders: AllowedFolders, name: string, folder: string | undefined): Promise<NewFile> {
  if (folder === undefined) await mkdir(folders.exchange, { recursive: true, mode: 0o700 });
  const shown = folder ?? "the exchange folder";
  const target = folder === undefined ? folders.exchange : absolutePath(folders, folder);
  const real = await realpath(target).catch((error: unknown) => {
    throw cannotOpen(shown, error);
  });
  await checkPlace(folders, join(real, "file"), shown);
  const final = safeFileName(name);
  // Hidden until it is whole, and by a name of which nobody knows.
  const temporary = join(real, `.${randomUUID()}.part`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
  const handle = await open(temporary, flags, 0o600).catch((error: unknown) => {
    throw cannotOpen(shown, error);
  });
  try {
    if ((await realPathOf(handle, temporary, shown)) !== temporary) throw refused(shown, "was exchanged in between");
  } catch (error) {
    await handle.close();
    throw error;
  }
  return newFile(handle, temporary, join(real, final));
}

function newFile(handle: FileHandle, temporary: string, wanted: string): NewFile {
  let done = false;
  const writer = new BufferedWriter(handle);
  const failed = (error: unknown) => {
    throw cannotOpen(basename(wanted), error);
  };
  return {
    path: wanted,
    write: (chunk) => writer.write(chunk)?.catch(failed),
    async finish() {
      await writer.flush().catch(failed);
      done = true;
      await handle.sync();
      await handle.close();
      const path = await reserve(wanted).catch(async (error: unknown) => {
        await rm(temporary, { force: true });
        throw error;
      });
      await rename(temporary, path);
      return path;
    },
    async discard() {
      if (done) return;
      done = true;
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
}

/** Takes a free name by an empty file of our own, which the whole one then replaces: nothing of anybody else's is ever overwritten. */
async function reserve(wanted: string): Promise<string> {
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    const path = number === 1 ? wanted : join(dirname(wanted), numberedName(basename(wanted), number));
    try {
      await (await open(path, "wx", 0o600)).close();
      return path;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw cannotOpen(basename(wanted), error);
    }
  }
  throw refused(basename(wanted), "has too many namesakes in its folder");
}

/** Refuses what no honest path holds, and makes the rest absolute. */
function absolutePath(folders: AllowedFolders, path: string): string {
  if (path === "" || path.length > 4096 || /\p{Cc}/u.test(path)) throw refused("The path", "is not a path");
  if (/^[\\/]{2}/.test(path)) throw refused(path, "names a network or device path");
  const absolute = resolve(folders.exchange, path);
  const parts = absolute.replace(/^[A-Za-z]:/, "").split(/[\\/]/);
  if (parts.some((part) => isDeviceName(part))) throw refused(path, "names a device");
  if (parts.some((part) => part.includes(":"))) throw refused(path, "names an alternate stream");
  return absolute;
}

/** The real path of an open file: the one by which it was found, if that still leads to the very same file. */
async function realPathOf(handle: FileHandle, named: string, shown: string): Promise<string> {
  const real = await realpath(named).catch((error: unknown) => {
    throw cannotOpen(shown, error);
  });
  const [opened, found] = await Promise.all([handle.stat({ bigint: true }), lstat(real, { bigint: true })]);
  if (opened.ino !== found.ino || opened.dev !== found.dev) throw refused(shown, "was exchanged in between");
  return real;
}

async function checkPlace(folders: AllowedFolders, real: string, shown: string): Promise<void> {
  const exchange = await realFolder(folders.exchange);
  const others = [...folders.others, ...((await folders.more?.()) ?? [])];
  const roots = [exchange, ...(await Promise.all(others.map(realFolder)))];
  const below = roots.map((root) => ({ root, rest: inside(root, real) })).filter(({ rest }) => rest !== undefined);
  if (below.length === 0) throw refused(shown, `is outside the allowed folders (${roots.join(", ")})`);
  const fromExchange = inside(exchange, real) !== undefined;
  const closed = fromExchange ? [] : await Promise.all(folders.closed.map(realFolder));
  if (closed.some((folder) => inside(folder, real) !== undefined)) throw refused(shown, "is where secrets are kept");
  const open = below.some(({ rest }) => rest?.every((part) => !part.startsWith(".") && !isPrivate(part)));
  if (!open) throw refused(shown, "is hidden or private");
}

/** The path's parts below a folder; undefined when it is not below. */
function inside(folder: string, path: string): string[] | undefined {
  const rest = relative(folder, path);
  if (rest === "" || rest === ".." || rest.startsWith(`..${sep}`) || resolve(rest) === rest) return undefined;
  return rest.split(sep);
}

function isPrivate(part: string): boolean {
  return PRIVATE_FOLDERS.has(part.toLowerCase());
}

async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}

function cannotOpen(path: string, error: unknown): ToolError {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ToolError("not_found", `${path} is not there`, "Give the path of a file in an allowed folder.");
  }
  if (code === "ELOOP" || code === "EMLINK") return refused(path, "is a link");
  if (code === "EACCES" || code === "EPERM") return refused(path, "may not be touched by you");
  if (code === "ENAMETOOLONG") return refused("The path", "is too long");
  if (code === "EISDIR") return refused(path, "is a folder");
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS") {
    return new ToolError("file_refused", `${path} cannot be written: the disk is full or read-only`, "Free space.");
  }
  return refused(path, "cannot be opened");
}

function refused(path: string, why: string): ToolError {
  return new ToolError(
    "file_refused",
    `${path} ${why}`,
    "Use a plain file in the exchange folder or in a folder that was allowed with --allow-dir.",
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
