import type { StorageMode } from "../config/config.ts";
import { type Keychain, KeychainError, systemKeychain, wordsForKeychain } from "./keychain.ts";
import { keychainToolError } from "./keychain-store.ts";
import { probeKeychain } from "./probe.ts";

/** Where a sign-in is to be kept, and why there, in words for the person. */
export interface ChosenStorage {
  readonly mode: StorageMode;
  readonly why: string;
}

const FILE = "a file encrypted with a key of this machine";
const KEYCHAIN = "the keychain of this system";

const AS_CHOSEN: Readonly<Record<Exclude<StorageMode, "KEYCHAIN">, string>> = {
  FILE_PLAINTEXT: "as chosen; the file is not encrypted, use it for development only",
  FILE_ENCRYPTED: `as chosen; ${FILE}`,
  MEMORY_ONLY: "as chosen; gone when this program ends",
  MEMORY_WITH_BACKUP: "as chosen; in memory, with an encrypted backup file",
};

/**
 * Settles at sign-in where a credential is kept (SECURITY-SPEC 2.1); the account's record remembers it, and nothing
 * guesses anew afterwards. `auto` tries the keychain in earnest; without its optional binding, KEYCHAIN too becomes an
 * encrypted file, which `why` says.
 * @throws ToolError `storage_unwritable` when KEYCHAIN was asked for and does not work
 */
export async function chooseStorage(
  mode: StorageMode | "auto",
  keychain: Keychain = systemKeychain(),
): Promise<ChosenStorage> {
  if (mode !== "auto" && mode !== "KEYCHAIN") return { mode, why: AS_CHOSEN[mode] };
  const fault = await probeKeychain(keychain);
  if (fault === undefined) {
    return {
      mode: "KEYCHAIN",
      why: mode === "auto" ? `${KEYCHAIN}; it was tried and works` : `as chosen; ${KEYCHAIN}`,
    };
  }
  if (mode === "auto" || fault === "not_installed") {
    return { mode: "FILE_ENCRYPTED", why: `${FILE}; ${KEYCHAIN} cannot be used: ${wordsForKeychain(fault)}` };
  }
  throw keychainToolError(new KeychainError(fault), "storage_unwritable", "The keychain cannot be used");
}
