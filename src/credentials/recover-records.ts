import { randomUUID } from "node:crypto";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { StorageMode } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import type { AccountRecord, Credential } from "./credential.ts";
import { hasCode } from "./file-errors.ts";
import { indexPath } from "./index-path.ts";
import type { Warn } from "./read-whole.ts";
import { setAsideOf } from "./set-aside.ts";
import type { Stores } from "./stores.ts";

/** Where sign-ins may lie without a record; the keychain is asked only after a loss, since it may ask the person. */
const FILE_MODES = ["FILE_ENCRYPTED", "MEMORY_WITH_BACKUP", "FILE_PLAINTEXT"] as const;

/** What a record repeats of the credential. */
export function factsOf(credential: Credential): Pick<AccountRecord, "scopes" | "accessTokenExpiresAt"> {
  return {
    scopes: credential.scopes,
    accessTokenExpiresAt: new Date(credential.accessTokenExpiresAt).toISOString(),
  };
}

/** The record of a sign-in that happens now. */
export async function newRecord(stores: Stores, credential: Credential, storage: StorageMode): Promise<AccountRecord> {
  const now = new Date().toISOString();
  return {
    sub: credential.sub,
    email: credential.email,
    clientId: credential.client.clientId,
    storage,
    generation: randomUUID(),
    signedInAt: now,
    refreshedAt: now,
    ...factsOf(credential),
    ...(await stores.keyFactsOf(credential.sub, storage)),
  };
}

/**
 * Makes the records anew from the stored sign-ins when the list of accounts is gone: nobody is to sign in again for a
 * damaged list, and `revoke --all` is to find every sign-in.
 * @returns the records, none when the list is there or nothing is stored
 */
export async function recoverRecords(dataFolder: string, stores: Stores, warn: Warn): Promise<AccountRecord[]> {
  if (!(await isMissing(indexPath(dataFolder)))) return [];
  const lost = (await setAsideOf(indexPath(dataFolder))).length > 0;
  const stored = !(await isMissing(join(dataFolder, "credentials")));
  const modes: StorageMode[] = [...(stored ? FILE_MODES : []), ...(lost ? (["KEYCHAIN"] as const) : [])];
  const found = new Map<string, AccountRecord>();
  for (const mode of modes) {
    for (const credential of await credentialsIn(stores, mode, warn)) {
      if (!found.has(credential.sub)) found.set(credential.sub, await newRecord(stores, credential, mode));
    }
  }
  if (found.size > 0) warn(`The list of accounts was gone; ${found.size} stored sign-ins were found again.`);
  return [...found.values()];
}

/** What can be read; looked through a second time when unreadable ones were set aside at the first. */
async function credentialsIn(stores: Stores, mode: StorageMode, warn: Warn): Promise<Credential[]> {
  const store = stores.of(mode);
  for (let look = 1; look <= 2; look++) {
    try {
      const read = await Promise.all((await store.list()).map((sub) => store.read(sub)));
      return read.filter((credential) => credential !== undefined);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      warn(`Not every sign-in in ${mode} could be found again: ${error.message}.`);
    }
  }
  return [];
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return true;
    throw error;
  }
}
