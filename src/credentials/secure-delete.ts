import { randomFillSync } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, unlink } from "node:fs/promises";
import { hasCode } from "./file-errors.ts";

/** Passes of random bytes (SECURITY-SPEC 2.7). */
const PASSES = 3;
const CHUNK = 64 * 1024;

/**
 * Overwrites a file three times with random bytes, flushes each pass, truncates and removes it (SECURITY-SPEC 2.7). A
 * symbolic link is removed and what it names is left alone. SSDs and copying file systems can keep old blocks.
 * Nothing happens when there is no such file.
 */
export async function secureDelete(path: string): Promise<void> {
  try {
    if ((await lstat(path)).isFile()) {
      const file = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
      try {
        await overwrite(file);
      } finally {
        await file.close();
      }
    }
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Overwrites and empties an open file, under whatever name or none. */
export async function overwrite(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(size, 1)));
  for (let pass = 0; pass < PASSES; pass++) {
    for (let at = 0; at < size; at += chunk.length) {
      randomFillSync(chunk);
      await file.write(chunk, 0, Math.min(chunk.length, size - at), at);
    }
    await file.sync();
  }
  await file.truncate(0);
  await file.sync();
}
