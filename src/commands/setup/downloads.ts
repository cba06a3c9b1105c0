import { readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Milliseconds for which a download counts as new. */
const NEW_MS = 24 * 3_600_000;

/** The newest OAuth client among a day's downloads, as Google's console names its files. */
export async function newestClientFile(now: number): Promise<string | undefined> {
  const folder = process.env.XDG_DOWNLOAD_DIR ?? join(homedir(), "Downloads");
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^client_secret.*\.json$/i.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  const [newest] = files.filter(({ at }) => now - at < NEW_MS).sort((a, b) => b.at - a.at);
  return newest?.path;
}
