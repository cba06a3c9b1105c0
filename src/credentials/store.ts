import type { Credential } from "./credential.ts";

/** One way of keeping credentials. Implementations hold a whole credential or none: a cut-off write leaves the old one. */
export interface CredentialStore {
  /** The `sub` of every account that is kept here. */
  list(): Promise<string[]>;
  /**
   * @returns the credential, or undefined when there is none
   * @throws ToolError `storage_unreadable` when there is one that cannot be read; it is never taken for empty
   */
  read(sub: string): Promise<Credential | undefined>;
  /** @throws ToolError `storage_unwritable` when it cannot be kept, found by reading it back */
  write(credential: Credential): Promise<void>;
  /** Removes the credential so far as the medium allows; nothing happens when there is none. */
  delete(sub: string): Promise<void>;
}
