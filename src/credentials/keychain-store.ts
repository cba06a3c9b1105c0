import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import { ToolError } from "../errors.ts";
import { type Credential, credentialSchema } from "./credential.ts";
import { accountKey, accountLock } from "./file-store.ts";
import { type Keychain, KeychainError, wordsForKeychain } from "./keychain.ts";
import { KeychainValue } from "./keychain-value.ts";
import type { Locks } from "./lock.ts";
import type { CredentialStore } from "./store.ts";
import { UnreadableError, wordsFor } from "./unreadable.ts";

/** What the keychain holds of this folder's accounts: it cannot be searched alike on every system. */
const indexSchema = z.strictObject({
  accounts: z.array(z.string()),
  /** Entries that were set aside, by account. */
  setAside: z.record(z.string(), z.array(z.string())),
});
type Index = z.infer<typeof indexSchema>;

const INDEX_LOCK = "keychain";

export interface KeychainStoreOptions {
  readonly keychain: Keychain;
  /** The data folder whose accounts these are: those of another folder, such as an emulator's, are never touched. */
  readonly dataFolder: string;
  readonly locks: Locks;
  readonly onSetAside?: (sub: string, sentence: string) => Promise<void>;
}

/** KEYCHAIN: credentials lie with the operating system (SECURITY-SPEC 2.1, 2.6). */
export class KeychainStore implements CredentialStore {
  readonly #options: KeychainStoreOptions;

  constructor(options: KeychainStoreOptions) {
    this.#options = options;
  }

  async list(): Promise<string[]> {
    return reading(async () => (await this.#index()).accounts);
  }

  async read(sub: string): Promise<Credential | undefined> {
    return reading(async () => {
      try {
        return await this.#credential(sub);
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        return this.#locked(sub, () => this.#readAgain(sub));
      }
    });
  }

  async write(credential: Credential): Promise<void> {
    const { sub } = credential;
    await writing(() =>
      this.#locked(sub, async () => {
        await this.#setAsideIfUnreadable(sub);
        const value = Buffer.from(JSON.stringify(credential), "utf8");
        try {
          await this.#options.locks.assertHeld(accountLock(sub));
          await this.#changeIndex((index) =>
            index.accounts.includes(sub) ? index : { ...index, accounts: [...index.accounts, sub] },
          );
          await (await this.#value(accountKey(sub))).write(value);
        } finally {
          value.fill(0);
        }
      }),
    );
  }

  async delete(sub: string): Promise<void> {
    const key = accountKey(sub);
    await writing(() =>
      this.#locked(sub, async () => {
        await (await this.#value(key)).delete();
        await this.#changeIndex(async (index) => {
          for (const name of index.setAside[key] ?? []) await (await this.#value(name)).delete();
          const { [key]: _deleted, ...setAside } = index.setAside;
          return { accounts: index.accounts.filter((account) => account !== sub), setAside };
        });
      }),
    );
  }

  async #credential(sub: string): Promise<Credential | undefined> {
    const value = await (await this.#value(accountKey(sub))).read();
    if (value === undefined) return undefined;
    try {
      const credential = parse(credentialSchema, value);
      if (credential.sub !== sub) throw new UnreadableError("changed");
      return credential;
    } finally {
      value.fill(0);
    }
  }

  /** Under the lock: an entry may look broken only because another process was just replacing it. */
  async #readAgain(sub: string): Promise<Credential | undefined> {
    try {
      return await this.#credential(sub);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      const name = await this.#setAside(sub);
      const sentence = `The sign-in in the keychain ${wordsFor(error.reason)}, and was set aside as ${name} there`;
      await this.#options.onSetAside?.(sub, sentence);
      throw new ToolError("storage_unreadable", sentence, "Run: groupon-google-mcp login");
    }
  }

  async #setAsideIfUnreadable(sub: string): Promise<void> {
    try {
      await this.#credential(sub);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      await this.#setAside(sub);
    }
  }

  /** Moves an unreadable entry to another name, as it is. */
  async #setAside(sub: string): Promise<string> {
    const key = accountKey(sub);
    const name = `${key}.unreadable-${new Date().toISOString().replaceAll(/[-:.]/g, "")}`;
    const raw = await (await this.#options.keychain(await this.#name(key))).read();
    await this.#changeIndex((index) => ({
      ...index,
      setAside: { ...index.setAside, [key]: [...(index.setAside[key] ?? []), name] },
    }));
    await (await this.#value(name)).write(raw ?? Buffer.alloc(0));
    await (await this.#value(key)).delete();
    return name;
  }

  async #index(): Promise<Index> {
    const value = await (await this.#value("index")).read();
    return value === undefined ? { accounts: [], setAside: {} } : parse(indexSchema, value);
  }

  /** An index that cannot be read starts anew: the accounts' records name them all the same. */
  async #changeIndex(change: (index: Index) => Index | Promise<Index>): Promise<void> {
    await this.#options.locks.hold(INDEX_LOCK, async () => {
      const before = await this.#index().catch((error) => {
        if (error instanceof UnreadableError) return { accounts: [], setAside: {} };
        throw error;
      });
      const after = await change(before);
      if (after === before) return;
      if (after.accounts.length === 0 && Object.keys(after.setAside).length === 0) {
        await (await this.#value("index")).delete();
        return;
      }
      await (await this.#value("index")).write(Buffer.from(JSON.stringify(after), "utf8"));
    });
  }

  async #value(name: string): Promise<KeychainValue> {
    return new KeychainValue(this.#options.keychain, await this.#name(name));
  }

  /** Entries of one data folder share a prefix, however the folder's path is spelled. */
  async #name(name: string): Promise<string> {
    const folder = await realpath(this.#options.dataFolder).catch(() => resolve(this.#options.dataFolder));
    const realm = createHash("sha256").update(folder, "utf8").digest("hex").slice(0, 16);
    return `${realm}.${name}`;
  }

  #locked<Result>(sub: string, work: () => Promise<Result>): Promise<Result> {
    return this.#options.locks.hold(accountLock(sub), work);
  }
}

function parse<Content>(schema: z.ZodType<Content>, value: Buffer): Content {
  try {
    return schema.parse(JSON.parse(value.toString("utf8")));
  } catch {
    throw new UnreadableError("changed");
  }
}

async function reading<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableError) {
      throw new ToolError("storage_unreadable", `The list in the keychain ${wordsFor(error.reason)}`, "Sign in again.");
    }
    throw translated(error, "storage_unreadable", "could not be read");
  }
}

async function writing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw translated(error, "storage_unwritable", "could not be changed");
  }
}

function translated(error: unknown, code: "storage_unreadable" | "storage_unwritable", what: string): unknown {
  if (!(error instanceof KeychainError)) return error;
  return keychainToolError(error, code, `The sign-in in the keychain ${what}`);
}

/** What a person is told of a keychain that failed; nothing was lost by it. */
export function keychainToolError(
  error: KeychainError,
  code: "storage_unreadable" | "storage_unwritable",
  what: string,
): ToolError {
  const fix =
    error.fault === "locked"
      ? "Unlock your keychain and try again; nothing was lost."
      : "Start your keychain and try again, or sign in with: groupon-google-mcp login --storage FILE_ENCRYPTED";
  return new ToolError(code, `${what}: ${wordsForKeychain(error.fault)}`, fix, { cause: error });
}
