import type { StorageMode } from "../config/config.ts";
import type { NameChange } from "./account-names.ts";
import type { AccountRecord, Credential, OAuthClient, PendingRevocation } from "./credential.ts";

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
  /**
   * Changes what an account is called and whether it is the default.
   * @throws ToolError `invalid_input` when the alias does not fit or is another account's
   */
  rename(sub: string, change: NameChange): Promise<void>;
  /** Deletes credential and record; the first secret, then the record. Nothing happens when there is none. */
  remove(sub: string): Promise<void>;
  /** The OAuth client that was last used for a sign-in, or undefined. */
  readClient(): Promise<OAuthClient | undefined>;
  /** Remembers the OAuth client for the next sign-in, encrypted. */
  saveClient(client: OAuthClient): Promise<void>;
  /** Forgets the remembered OAuth client. */
  removeClient(): Promise<void>;
  /** Grants that were revoked here and not yet withdrawn at Google. */
  pendingRevocations(): Promise<PendingRevocation[]>;
  /** Replaces the list of those; an empty one is destroyed. */
  keepPendingRevocations(pending: readonly PendingRevocation[]): Promise<void>;
  /**
   * Lets an account's derived key and decrypted tokens leave memory at the end of its session (SECURITY-SPEC 3.1); they
   * are read again when they are needed. What lives in memory alone stays.
   */
  release(sub: string): void;
  /** Overwrites derived keys and decrypted tokens in memory (SECURITY-SPEC 2.9). */
  dispose(): void;
}

/** What {@link VaultMaintenance.rotateKey} did. */
export interface Rotation {
  /** E-mail addresses of the accounts whose files have a new key. */
  readonly rotated: readonly string[];
  /** Those whose files could not be rewritten, and why. */
  readonly failed: readonly { readonly email: string; readonly why: string }[];
}

/** What protects encrypted files here and now; no secret. */
export interface KeyStatus {
  /** `system`: the operating system's identifier of this machine. `file`: a random one beside the store, which a copy of the folder takes along. */
  readonly machineId: "system" | "file";
  readonly passphrase: boolean;
  /** PBKDF2 iterations of files written now. */
  readonly iterations: number;
}

/** What keeps a vault in order besides signing in and out. */
export interface VaultMaintenance {
  /**
   * Moves an account to another storage mode without a new sign-in: written there, read back, then deleted here.
   * @throws ToolError `unknown_account`, `not_signed_in`, `storage_unreadable`, `storage_unwritable`, `storage_busy`
   */
  migrate(sub: string, to: StorageMode): Promise<AccountRecord>;
  /** Gives every encrypted file a new salt and key, and destroys the old one (SECURITY-SPEC 2.8). One failure does not stop the rest. */
  rotateKey(): Promise<Rotation>;
  /** Rotates after a security event, such as an emergency revocation: never throws, warns of what is left. */
  rotateAfterSecurityEvent(): Promise<void>;
  keyStatus(): Promise<KeyStatus>;
}
