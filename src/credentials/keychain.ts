import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";

/** Why the keychain could not do what it was asked. */
export type KeychainFault =
  /** The optional binding is not installed or does not load on this system. */
  | "not_installed"
  /** There is a keychain, but nobody unlocked it. */
  | "locked"
  /** No keychain service answers. */
  | "unreachable"
  /** It took what it was given and gave something else back. */
  | "not_kept"
  | "failed";

/** A keychain call that failed. */
export class KeychainError extends Error {
  override readonly name = "KeychainError";
  constructor(
    readonly fault: KeychainFault,
    options?: ErrorOptions,
  ) {
    super(`keychain: ${fault}`, options);
  }
}

const WORDS: Readonly<Record<KeychainFault, string>> = {
  not_installed: "the optional package @napi-rs/keyring is not installed or has no build for this system",
  locked: "it is locked",
  unreachable: "no keychain service answers",
  not_kept: "it did not keep what was written",
  failed: "it refused the call",
};

/** The reason in words, to follow "The keychain cannot be used: ". */
export function wordsForKeychain(fault: KeychainFault): string {
  return WORDS[fault];
}

/** One entry of the system's keychain. All methods throw {@link KeychainError}. */
export interface KeychainEntry {
  /** The caller may overwrite what it gets. */
  read(): Promise<Buffer | undefined>;
  write(secret: Buffer): Promise<void>;
  delete(): Promise<void>;
}

/** Opens entries of the system's keychain by name. */
export type Keychain = (name: string) => Promise<KeychainEntry>;

/** What the program's entries are filed under. */
const SERVICE = "groupon-google-mcp";

/** Milliseconds that one call may take: a person may have to unlock the keychain first. */
const CALL_TIMEOUT_MS = 20_000;

/** What is used of the binding's asynchronous entries; its calls run off the event loop. */
interface NativeEntry {
  getSecret(): Promise<ArrayLike<number> | null>;
  setSecret(secret: Uint8Array): Promise<void>;
  deleteCredential(): Promise<boolean>;
}
type NativeModule = { AsyncEntry: new (service: string, name: string, options: object) => NativeEntry };

const moduleSchema = z.object({
  AsyncEntry: z.custom<NativeModule["AsyncEntry"]>((value) => typeof value === "function"),
});

/**
 * The keychain of this system through `@napi-rs/keyring`. On Linux it is pinned to the Secret Service: left alone, the
 * binding falls back in silence to a kernel keyring that a restart empties.
 * @param load imports the binding; injectable to test its absence
 */
export function systemKeychain(load: () => Promise<unknown> = () => import("@napi-rs/keyring")): Keychain {
  let loaded: Promise<NativeModule> | undefined;
  const entries = new Map<string, NativeEntry>();
  const open = async (name: string): Promise<NativeEntry> => {
    loaded ??= loadModule(load);
    const { AsyncEntry } = await loaded;
    const known = entries.get(name);
    if (known) return known;
    const entry = new AsyncEntry(SERVICE, name, { linux: { store: "secret-service" } });
    entries.set(name, entry);
    return entry;
  };
  const call = async <Result>(name: string, use: (entry: NativeEntry) => Promise<Result>): Promise<Result> => {
    try {
      return await bounded(use(await open(name)));
    } catch (error) {
      entries.delete(name);
      throw toKeychainError(error);
    }
  };
  return async (name) => ({
    async read() {
      const secret = await call(name, (entry) => entry.getSecret());
      return secret === null ? undefined : Buffer.from(secret);
    },
    write: (secret) => call(name, (entry) => entry.setSecret(secret)),
    delete: async () => void (await call(name, (entry) => entry.deleteCredential())),
  });
}

async function loadModule(load: () => Promise<unknown>): Promise<NativeModule> {
  try {
    return moduleSchema.parse(await load());
  } catch (cause) {
    throw new KeychainError("not_installed", { cause });
  }
}

async function bounded<Result>(call: Promise<Result>): Promise<Result> {
  const done = new AbortController();
  const late = wait(CALL_TIMEOUT_MS, undefined, { signal: done.signal }).then(() => {
    throw new KeychainError("unreachable");
  });
  late.catch(() => {});
  try {
    return await Promise.race([call, late]);
  } finally {
    done.abort();
  }
}

function toKeychainError(error: unknown): KeychainError {
  if (error instanceof KeychainError) return error;
  const message = error instanceof Error ? error.message : "";
  if (/dismissed|locked|prompt|interaction (?:is )?not allowed/i.test(message)) {
    return new KeychainError("locked", { cause: error });
  }
  if (/d-?bus|no (?:default )?store|did not receive a reply|service ?unknown|not available/i.test(message)) {
    return new KeychainError("unreachable", { cause: error });
  }
  return new KeychainError("failed", { cause: error });
}
