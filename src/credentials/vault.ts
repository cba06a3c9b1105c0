import type { StorageMode } from "../config/config.ts";
import type { AccountRecord, Credential, OAuthClient } from "./credential.ts";

/**
 * All accounts of this person on this machine: the records that need no key, and behind them each account's credential
 * in its own storage mode. Safe for several processes at once.
 */
export interface Vault {
  /** The records of all accounts, oldest first; reads one small file and no key. */
  accounts(): Promise<AccountRecord[]>;
  /**
   * Reads one account's credential.
   * @throws ToolError `unknown_account`, `not_signed_in` (record without credential) or `storage_unreadable`
   */
  read(sub: string): Promise<Credential>;
  /** Keeps a new sign-in: credential first, then the record with a new generation. */
  save(credential: Credential, storage: StorageMode): Promise<AccountRecord>;
  /**
   * Changes a credential under the account's cross-process lock: reads it anew, hands it to `change`, and writes what
   * that returns. `change` returns the same object to write nothing, which is how a process uses a refresh that another
   * one has just made. A failure of `change` leaves the old credential in place.
   * @throws ToolError `storage_busy` when the lock cannot be had, and what {@link read} throws
   */
  update(sub: string, change: (current: Credential) => Promise<Credential>): Promise<Credential>;
  /** Notes in the account's record that Google refused its grant, so that `status` can say so without a key. */
  noteRefusal(sub: string, reason: string): Promise<void>;
  /** Deletes credential and record; the first secret, then the record. Nothing happens when there is none. */
  remove(sub: string): Promise<void>;
  /** The OAuth client that was last used for a sign-in, or undefined. */
  readClient(): Promise<OAuthClient | undefined>;
  /** Remembers the OAuth client for the next sign-in, encrypted. */
  saveClient(client: OAuthClient): Promise<void>;
  /** Forgets the remembered OAuth client. */
  removeClient(): Promise<void>;
  /** Overwrites derived keys and decrypted tokens in memory (SECURITY-SPEC 2.9). */
  dispose(): void;
}
