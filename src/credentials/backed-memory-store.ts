import { lstat } from "node:fs/promises";
import type { Credential } from "./credential.ts";
import { hasCode } from "./file-errors.ts";
import type { FileStore } from "./file-store.ts";
import type { CredentialStore } from "./store.ts";

interface Held {
  readonly credential: Credential;
  /** Which backup it was read from or written to. */
  readonly backup: string | undefined;
}

/**
 * MEMORY_WITH_BACKUP: served from this process's memory; an encrypted backup is written after each change and read at
 * the first need, and again only when another process has written or deleted it since.
 */
export class BackedMemoryStore implements CredentialStore {
  readonly #backup: FileStore;
  readonly #held = new Map<string, Held>();

  constructor(backup: FileStore) {
    this.#backup = backup;
  }

  list(): Promise<string[]> {
    return this.#backup.list();
  }

  async read(sub: string): Promise<Credential | undefined> {
    const backup = await this.#identity(sub);
    const held = this.#held.get(sub);
    if (held && held.backup === backup) return held.credential;
    const credential = await this.#backup.read(sub);
    if (credential) this.#held.set(sub, { credential, backup });
    else this.#held.delete(sub);
    return credential;
  }

  /** A backup that cannot be written is an error, but what was to be kept serves this process on. */
  async write(credential: Credential): Promise<void> {
    const copy = structuredClone(credential);
    try {
      await this.#backup.write(credential);
    } finally {
      const backup = await this.#identity(credential.sub).catch(() => undefined);
      this.#held.set(credential.sub, { credential: copy, backup });
    }
  }

  async delete(sub: string): Promise<void> {
    this.#held.delete(sub);
    await this.#backup.delete(sub);
  }

  /** Drops what is in memory; the backup stays. */
  clear(): void {
    this.#held.clear();
  }

  /** Changes whenever the backup is replaced. */
  async #identity(sub: string): Promise<string | undefined> {
    try {
      const { ino, size, mtimeNs } = await lstat(this.#backup.path(sub), { bigint: true });
      return `${ino}:${size}:${mtimeNs}`;
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    }
  }
}
