import { randomBytes } from "node:crypto";
import { copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UnreadableConfig } from "./unreadable-config.ts";

/** Bytes; clients' configs have a few thousand, Claude Code's a few hundred thousand. */
const LARGEST_CONFIG = 20_000_000;

/** A client's config as it is: its text, empty when there is no file. */
export async function readConfig(path: string): Promise<string> {
  const size = (await stat(path).catch(noneIfMissing))?.size;
  if (size === undefined) return "";
  if (size > LARGEST_CONFIG) throw new UnreadableConfig("it is too large to be a config");
  const bytes = await readFile(path);
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) throw new UnreadableConfig("it is not UTF-8 text");
  return text;
}

/**
 * Replaces a client's config whole or not at all, with its mode, behind a link where it is one, and keeps the old one
 * beside it.
 * @returns the path of the copy of what was there, if anything was
 */
export async function replaceConfig(path: string, before: string, after: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => path);
  await mkdir(dirname(real), { recursive: true });
  const present = await stat(real).catch(noneIfMissing);
  if ((await readConfig(real)) !== before) throw new UnreadableConfig("it was changed by another program just now");
  const backup = present && `${real}.backup`;
  if (backup) await copyFile(real, backup);
  const temporary = `${real}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx", present ? present.mode & 0o777 : 0o600);
    try {
      await file.writeFile(after, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, real);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return backup;
}

function noneIfMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
