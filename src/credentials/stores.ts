import { join } from "node:path";
import type { Config, StorageMode } from "../config/config.ts";
import { changeAccounts, locksFolder, readAccounts } from "./account-index.ts";
import { BackedMemoryStore } from "./backed-memory-store.ts";
import { encryptedCodec, plaintextCodec } from "./codec.ts";
import {
  type AccountRecord,
  type OAuthClient,
  oauthClientSchema,
  type PendingRevocation,
  pendingRevocationSchema,
} from "./credential.ts";
import type { EarlyKeys } from "./early-key.ts";
import { accountKey, FileStore } from "./file-store.ts";
import { ITERATIONS, KeyRing } from "./key.ts";
import type { KeyFingerprint } from "./key-fingerprint.ts";
import { type Keychain, systemKeychain } from "./keychain.ts";
import { KeychainStore } from "./keychain-store.ts";
import { Locks, type LockTiming } from "./lock.ts";
import { machineIdentity, type ReadSystemId } from "./machine-id.ts";
import { MemoryStore } from "./memory-store.ts";
import type { Warn } from "./read-whole.ts";
import { SecretFile } from "./secret-file.ts";
import type { CredentialStore } from "./store.ts";
import type { UnreadableReason } from "./unreadable.ts";

export interface VaultOptions {
  /** Keys that something else may have begun to derive; the vault overwrites them as its own. */
  readonly keys?: EarlyKeys;
  /** Told what does not stop the work; a line each. */
  readonly warn?: Warn;
  /** For tests: PBKDF2 iterations, at least 100,000. */
  readonly iterations?: number;
  /** For tests: another machine. */
  readonly readSystemId?: ReadSystemId;
  /** For tests: another keychain than the system's. */
  readonly keychain?: Keychain;
  /** For tests: shorter waits. */
  readonly lockTiming?: Partial<LockTiming>;
}

/** The stores of one vault and what they share: locks and keys. */
export interface Stores {
  readonly keys: KeyRing;
  readonly locks: Locks;
  readonly client: SecretFile<OAuthClient>;
  readonly pending: SecretFile<PendingRevocation[]>;
  /** PBKDF2 iterations of files written now. */
  readonly iterations: number;
  of(mode: StorageMode): CredentialStore;
  /** The files behind a mode that encrypts files. */
  encryptedFiles(mode: StorageMode): FileStore | undefined;
  /** What the account's record keeps of the key that its credential is encrypted with. */
  keyFactsOf(sub: string, mode: StorageMode): Promise<{ key?: KeyFingerprint }>;
  /** What has been set aside since the last look and calls for new keys (SECURITY-SPEC 2.8), if anything. */
  takeSecurityEvent(): UnreadableReason | undefined;
  /** Overwrites keys and drops what can be read again from where it is kept. */
  release(): void;
  /** As {@link release}, and drops what is kept in memory alone. */
  dispose(): void;
}

/** What an unreadable file can mean that calls for new keys; a mistyped passphrase or a cut-off file does not. */
const SECURITY_EVENTS: ReadonlySet<UnreadableReason> = new Set(["changed", "not_authentic", "machine"]);

/** Makes the stores of all modes; none touches disk or key before its first use. */
export function openStores(config: Config, options: VaultOptions): Stores {
  const data = config.paths.data;
  const warn = options.warn ?? (() => {});
  const iterations = options.iterations ?? ITERATIONS;
  const locks = new Locks(locksFolder(data), options.lockTiming);
  const keys =
    options.keys?.ring ??
    new KeyRing({
      machine: () => machineIdentity(data, options.readSystemId),
      passphrase: config.storage.passphrase,
    });
  const codec = encryptedCodec(keys, iterations);
  let securityEvent: UnreadableReason | undefined;
  const note = async (key: string, sentence: string | undefined, reason?: UnreadableReason) => {
    if (reason !== undefined && SECURITY_EVENTS.has(reason)) securityEvent = reason;
    await noteUnreadable(data, locks, key, sentence);
  };
  const shared = {
    folder: join(data, "credentials"),
    locks,
    warn,
    onSetAside: note,
    onRestore: (key: string) => note(key, undefined),
  };
  const explain = async (key: string, reason: UnreadableReason) =>
    explainWithRecord(keys, await recordOf(data, key), reason);
  const encrypted = new FileStore({ ...shared, suffix: ".json", codec, explain });
  const backup = new FileStore({ ...shared, suffix: ".backup.json", codec, explain });
  const plaintext = new FileStore({ ...shared, suffix: ".plain.json", codec: plaintextCodec });
  const backedMemory = new BackedMemoryStore(backup);
  const memory = new MemoryStore();
  const keychain = new KeychainStore({
    keychain: options.keychain ?? systemKeychain(),
    dataFolder: data,
    locks,
    onSetAside: (sub, sentence) => note(accountKey(sub), sentence, "changed"),
  });
  const byMode: Readonly<Record<StorageMode, CredentialStore>> = {
    FILE_PLAINTEXT: plaintext,
    FILE_ENCRYPTED: encrypted,
    KEYCHAIN: keychain,
    MEMORY_ONLY: memory,
    MEMORY_WITH_BACKUP: backedMemory,
  };
  const encryptedFiles = (mode: StorageMode) =>
    mode === "FILE_ENCRYPTED" ? encrypted : mode === "MEMORY_WITH_BACKUP" ? backup : undefined;
  const client = new SecretFile({
    path: join(data, "client.json"),
    purpose: "oauth-client",
    schema: oauthClientSchema,
    codec,
    locks,
    lock: "client",
    warn,
    subject: "The remembered OAuth client",
    remedy: "groupon-google-mcp login --client-file FILE",
  });
  const release = () => {
    keys.dispose();
    backedMemory.clear();
  };
  const pending = new SecretFile({
    path: join(data, "pending-revocations.json"),
    purpose: "pending-revocations",
    schema: pendingRevocationSchema.array(),
    codec,
    locks,
    lock: "pending-revocations",
    warn,
    subject: "The list of grants still to be withdrawn",
    remedy: "groupon-google-mcp revoke --all",
  });
  return {
    keys,
    locks,
    client,
    pending,
    iterations,
    of: (mode) => byMode[mode],
    encryptedFiles,
    async keyFactsOf(sub, mode) {
      const kdf = await encryptedFiles(mode)?.kdf(sub);
      return kdf ? { key: await keys.fingerprint(kdf) } : {};
    },
    takeSecurityEvent() {
      const taken = securityEvent;
      securityEvent = undefined;
      return taken;
    },
    release,
    dispose() {
      release();
      memory.clear();
    },
  };
}

async function recordOf(dataFolder: string, key: string): Promise<AccountRecord | undefined> {
  return (await readAccounts(dataFolder)).find((record) => accountKey(record.sub) === key);
}

/** Tells another machine or passphrase from a changed file by what the account's record says of the key. */
async function explainWithRecord(
  keys: KeyRing,
  record: AccountRecord | undefined,
  reason: UnreadableReason,
): Promise<UnreadableReason> {
  if (reason !== "not_authentic" || record?.key === undefined) return reason;
  const difference = await keys.differenceFrom(record.key);
  if (difference === "none") return "changed";
  return difference === "unknown" ? reason : difference;
}

async function noteUnreadable(
  dataFolder: string,
  locks: Locks,
  key: string,
  unreadableBecause: string | undefined,
): Promise<void> {
  await changeAccounts(dataFolder, locks, (records) => {
    const index = records.findIndex((record) => accountKey(record.sub) === key);
    const record = records[index];
    if (record === undefined) return records;
    const { unreadableBecause: _, ...rest } = record;
    return records.with(index, unreadableBecause === undefined ? rest : { ...rest, unreadableBecause });
  });
}
