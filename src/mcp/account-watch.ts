import { type FSWatcher, watch } from "node:fs";
import { mkdir } from "node:fs/promises";

/** Milliseconds to let a burst of file changes settle. */
const SETTLE_MS = 50;

/**
 * Watches the folder of the account index, so that a sign-in in a terminal reaches running clients at once. Where the
 * platform cannot watch, changes are still noticed at the next call.
 * @param onChange called after something in the folder changed; may be called without a real change
 * @returns stops watching
 */
export async function watchAccounts(folder: string, onChange: () => void): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name !== null && !name.startsWith("accounts.json")) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
      timer.unref();
    });
    watcher.on("error", () => watcher?.close());
  } catch {
    watcher?.close();
  }
  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}
