import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Codec } from "./codec.ts";
import { type Credential, credentialSchema } from "./credential.ts";
import { hasCode } from "./file-errors.ts";
import type { Kdf } from "./key.ts";
import type { Locks } from "./lock.ts";
import type { Warn } from "./read-whole.ts";
import { SecretFile } from "./secret-file.ts";
import type { CredentialStore } from "./store.ts";
import type { UnreadableReason } from "./unreadable.ts";

/** The name under which an account's files and locks go: it does not show who the account is. */
export function accountKey(sub: string): string {
  return createHash("sha256").update(sub, "utf8").digest("hex").slice(0, 32);
}

/** Name of the lock that every writer of an account's credential holds. */
export function accountLock(sub: string): string {
  return lockOf(accountKey(sub));
}

export interface FileStoreOptions {
  /** Folder of the files; one an account. */
  readonly folder: string;
  /** How the files' names end; stores that share a folder differ in it. */
  readonly suffix: string;
  readonly codec: Codec;
  readonly locks: Locks;
  readonly warn: Warn;
  readonly explain?: (key: string, reason: UnreadableReason) => Promise<UnreadableReason>;
  readonly onSetAside?: (key: string, sentence: string, reason: UnreadableReason) => Promise<void>;
  readonly onRestore?: (key: string) => Promise<void>;
}

/** FILE_PLAINTEXT and FILE_ENCRYPTED: one file an account, with mode 0600 (SECURITY-SPEC 2.1 to 2.6). */
export class FileStore implements CredentialStore {
  readonly #options: FileStoreOptions;

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  /** Every file is looked at, and unreadable ones are set aside, before the first of them is told. */
  async list(): Promise<string[]> {
    const subs: string[] = [];
    let failure: unknown;
    for (const key of await this.#keys()) {
      try {
        const credential = await this.#file(key).read();
        if (credential) subs.push(credential.sub);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return subs;
  }

  read(sub: string): Promise<Credential | undefined> {
    return this.#file(accountKey(sub)).read();
  }

  write(credential: Credential): Promise<void> {
    return this.#file(accountKey(credential.sub)).write(credential);
  }

  /** Writes with a new salt, hence a new key, and destroys the old file (SECURITY-SPEC 2.8). */
  rewrite(credential: Credential): Promise<void> {
    return this.#file(accountKey(credential.sub)).write(credential, { newKey: true });
  }

  delete(sub: string): Promise<void> {
    return this.#file(accountKey(sub)).delete();
  }

  /** Path of an account's file. */
  path(sub: string): string {
    return join(this.#options.folder, `${accountKey(sub)}${this.#options.suffix}`);
  }

  /** How the key of an account's file is derived. */
  kdf(sub: string): Promise<Kdf | undefined> {
    return this.#file(accountKey(sub)).kdf();
  }

  #file(key: string): SecretFile<Credential> {
    const { folder, suffix, codec, locks, warn, explain, onSetAside, onRestore } = this.#options;
    return new SecretFile({
      path: join(folder, `${key}${suffix}`),
      purpose: `credential:${key}`,
      schema: credentialSchema.refine((credential) => accountKey(credential.sub) === key),
      codec,
      locks,
      lock: lockOf(key),
      warn,
      subject: "The stored sign-in",
      remedy: "groupon-google-mcp login",
      ...(explain && { explain: (reason) => explain(key, reason) }),
      ...(onSetAside && { onSetAside: (sentence, reason) => onSetAside(key, sentence, reason) }),
      ...(onRestore && { onRestore: () => onRestore(key) }),
    });
  }

  async #keys(): Promise<string[]> {
    try {
      const names = await readdir(this.#options.folder);
      return names
        .filter((name) => /^[0-9a-f]{32}\./.test(name) && name.slice(32) === this.#options.suffix)
        .map((name) => name.slice(0, 32));
    } catch (error) {
      if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
      throw error;
    }
  }
}

function lockOf(key: string): string {
  return `account-${key}`;
}
