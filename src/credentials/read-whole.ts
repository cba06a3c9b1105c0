import { closeSync, constants, fchmodSync, fstatSync, openSync, readFileSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { ToolError } from "../errors.ts";
import { hasCode } from "./file-errors.ts";

/** Mode of a file that is the user's alone. */
export const FILE_MODE = 0o600;
/** The bits of a mode that let others in. */
export const OTHERS = 0o077;

const WINDOWS = process.platform === "win32";

/** Bytes; no file of ours comes near it, and nothing larger is read into memory. */
const LARGEST_FILE = 1024 * 1024;

/** Tells the person something that does not stop the work. */
export type Warn = (message: string) => void;

/** Tells nobody. */
export const ignore: Warn = () => {};

/**
 * Reads a file of ours whole, without following a symbolic link; a mode that lets others in is narrowed, with a warning
 * (SECURITY-SPEC 2.4). It is read at once: our files are small, every call reads one, and a turn through the thread pool
 * takes ten times as long.
 * @returns the content, or undefined when there is no such file
 * @throws ToolError `storage_unreadable` when it is a link, no regular file, or over 1 MiB; else the system's error
 */
export async function readWhole(path: string, warn: Warn = ignore): Promise<Buffer | undefined> {
  let file: number;
  try {
    if (WINDOWS) await refuseLink(path);
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    if (hasCode(error, "ELOOP", "EMLINK")) throw refusedLink(path, error);
    throw error;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > LARGEST_FILE) throw notOurs(path);
    if (!WINDOWS && (found.mode & OTHERS) !== 0) {
      fchmodSync(file, FILE_MODE);
      warn(`${basename(path)} could be read by others; its mode is now 0600.`);
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** @throws ToolError `storage_unreadable` when a symbolic link stands there */
export async function refuseLink(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isSymbolicLink()) throw refusedLink(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

function refusedLink(path: string, cause?: unknown): ToolError {
  return new ToolError(
    "storage_unreadable",
    `${basename(path)} is a symbolic link where a file of this program should be`,
    "Remove the link; if you did not make it, find out who did.",
    { cause },
  );
}

function notOurs(path: string): ToolError {
  return new ToolError(
    "storage_unreadable",
    `${basename(path)} is not a file that this program wrote`,
    "Move it away, then sign in again with: groupon-google-mcp login",
  );
}
