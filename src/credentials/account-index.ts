import { join } from "node:path";
import { ToolError } from "../errors.ts";
import { listAccounts } from "./account-list.ts";
import type { AccountRecord } from "./credential.ts";
import { unreadableBySystem, unwritable } from "./file-errors.ts";
import { indexPath } from "./index-path.ts";
import { Locks } from "./lock.ts";
import type { Warn } from "./read-whole.ts";
import { setAside } from "./set-aside.ts";
import { UnreadableError, wordsFor } from "./unreadable.ts";
import { writeWhole } from "./whole-file.ts";

/** Lock that every writer of the index holds. */
const LOCK = "accounts";

/** The folder of all locks. */
export function locksFolder(dataFolder: string): string {
  return join(dataFolder, "locks");
}

/**
 * The records of all accounts that are kept on this machine, oldest first. Reads one small file and no key.
 * @throws ToolError `storage_unreadable`; an index that is cut short or changed is set aside first
 */
export async function readAccounts(dataFolder: string, warn?: Warn): Promise<AccountRecord[]> {
  try {
    return await listAccounts(dataFolder, warn);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw unreadableBySystem(error, "The list of accounts");
    return new Locks(locksFolder(dataFolder)).hold(LOCK, () => readLocked(dataFolder, warn));
  }
}

/** Changes the records under the index's lock: reads anew, and writes what `change` returns unless it is the same array. */
export async function changeAccounts(
  dataFolder: string,
  locks: Locks,
  change: (records: AccountRecord[]) => AccountRecord[],
  warn?: Warn,
): Promise<void> {
  await locks.hold(LOCK, async () => {
    const before = await readLocked(dataFolder, warn);
    const after = change(before);
    if (after === before) return;
    const content = Buffer.from(`${JSON.stringify({ version: "1.0", accounts: after }, null, 2)}\n`, "utf8");
    try {
      await writeWhole(indexPath(dataFolder), content, {
        ...(warn && { warn }),
        beforeCommit: () => locks.assertHeld(LOCK),
      });
    } catch (error) {
      throw unwritable(error, "The list of accounts");
    }
  });
}

async function readLocked(dataFolder: string, warn: Warn | undefined): Promise<AccountRecord[]> {
  try {
    return await listAccounts(dataFolder, warn);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw unreadableBySystem(error, "The list of accounts");
    const sentence = `The list of accounts ${wordsFor(error.reason)}`;
    if (error.reason === "newer_version") {
      throw new ToolError("storage_unreadable", sentence, "Update groupon-google-mcp.");
    }
    const aside = (await setAside(indexPath(dataFolder))).slice(dataFolder.length + 1);
    throw new ToolError(
      "storage_unreadable",
      `${sentence}, and was set aside as ${aside}`,
      "Sign in again with: groupon-google-mcp login",
    );
  }
}
