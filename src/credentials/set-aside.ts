import { readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hasCode } from "./file-errors.ts";
import { syncFolder } from "./whole-file.ts";

/**
 * Moves an unreadable file to another name in its folder, where nothing overwrites it (SECURITY-SPEC 2.6). Callers hold
 * the file's lock.
 * @returns the new path
 */
export async function setAside(path: string): Promise<string> {
  const taken = new Set(await setAsideOf(path));
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, "");
  let name = join(dirname(path), `${basename(path)}.unreadable-${stamp}`);
  for (let copy = 2; taken.has(name); copy++)
    name = join(dirname(path), `${basename(path)}.unreadable-${stamp}-${copy}`);
  await rename(path, name);
  await syncFolder(dirname(path));
  return name;
}

/** Paths of what was set aside of a file, newest first. */
export async function setAsideOf(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.unreadable-`;
  try {
    const names = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
    return names
      .sort()
      .reverse()
      .map((name) => join(dirname(path), name));
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
