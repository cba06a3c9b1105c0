import { isDeepStrictEqual } from "node:util";
import type { Config, StorageMode } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { registerSecret } from "../redaction.ts";
import type { NameChange } from "./account-names.ts";
import { AccountRecords } from "./account-records.ts";
import type { AccountRecord, Credential, OAuthClient, PendingRevocation } from "./credential.ts";
import { accountLock } from "./file-store.ts";
import { LiveSecrets } from "./live-secrets.ts";
import { factsOf, newRecord, recoverRecords } from "./recover-records.ts";
import { openStores, type Stores, type VaultOptions } from "./stores.ts";
import { Turns } from "./turns.ts";
import type { KeyStatus, Rotation, Vault, VaultMaintenance } from "./vault.ts";

/**
 * Opens the accounts of this person on this machine. Touches nothing until it is used.
 * @param options `warn` is told what does not stop the work, a line each
 */
export function openVault(config: Config, options: VaultOptions = {}): Vault & VaultMaintenance {
  return new FileVault(config, options);
}

class FileVault implements Vault, VaultMaintenance {
  readonly #config: Config;
  readonly #options: VaultOptions;
  readonly #stores: Stores;
  readonly #records: AccountRecords;
  readonly #turns = new Turns();
  readonly #secrets = new LiveSecrets();
  #memoryClient: OAuthClient | undefined;

  constructor(config: Config, options: VaultOptions) {
    this.#config = config;
    this.#options = options;
    this.#stores = openStores(config, options);
    this.#records = new AccountRecords(config.paths.data, this.#stores.locks, options.warn, () =>
      recoverRecords(config.paths.data, this.#stores, (line) => this.#warn(line)),
    );
  }

  accounts(): Promise<AccountRecord[]> {
    return this.#records.all();
  }

  async read(sub: string): Promise<Credential> {
    return this.#watchful(async () => {
      const { storage } = await this.#records.get(sub);
      const found = await this.#stores.of(storage).read(sub);
      // What is missing may just be on its way from one mode to another; under the lock it is there or not.
      return found ? this.#secrets.register(found) : this.#alone(sub, [storage], () => this.#readAlone(sub));
    });
  }

  async save(credential: Credential, storage: StorageMode): Promise<AccountRecord> {
    const { sub } = this.#secrets.register(credential);
    const known = await this.#records.find(sub);
    return this.#alone(sub, [storage, known?.storage ?? storage], async () => {
      const before = await this.#records.find(sub);
      await this.#stores.of(storage).write(credential);
      const { alias, isDefault } = before ?? {};
      const record = {
        ...(await newRecord(this.#stores, credential, storage)),
        ...(alias !== undefined && { alias }),
        ...(isDefault && { isDefault }),
      };
      const left = before && before.storage !== storage ? before.storage : before?.leftIn;
      const leftIn = left === storage || left === "MEMORY_ONLY" ? undefined : left;
      await this.#records.keep({ ...record, ...(leftIn && { leftIn }) });
      if (left === "MEMORY_ONLY") await this.#stores.of(left).delete(sub);
      return leftIn ? this.#clearOut(sub, leftIn, record) : record;
    });
  }

  async update(sub: string, change: (current: Credential) => Promise<Credential>): Promise<Credential> {
    return this.#watchful(async () => {
      const known = await this.#records.get(sub);
      return this.#alone(sub, [known.storage], () => this.#updateAlone(sub, change));
    });
  }

  async noteRefusal(sub: string, reason: string): Promise<void> {
    await this.#records.change(sub, (record) => ({ ...record, refusedBecause: reason }));
  }

  async rename(sub: string, change: NameChange): Promise<void> {
    await this.#records.rename(sub, change);
  }

  async remove(sub: string): Promise<void> {
    const known = await this.#records.find(sub);
    if (known === undefined) return;
    await this.#alone(sub, [known.storage], async () => {
      const current = await this.#records.find(sub);
      if (current === undefined) return;
      await this.#stores.of(current.storage).delete(sub);
      if (current.leftIn) await this.#stores.of(current.leftIn).delete(sub);
      await this.#records.drop(sub);
      this.#secrets.forget(sub);
    });
  }

  async readClient(): Promise<OAuthClient | undefined> {
    const client = this.#memoryOnly ? this.#memoryClient : await this.#stores.client.read();
    registerSecret(client?.clientSecret);
    return client;
  }

  async saveClient(client: OAuthClient): Promise<void> {
    registerSecret(client.clientSecret);
    if (this.#memoryOnly) this.#memoryClient = client;
    else await this.#stores.client.write(client);
  }

  async removeClient(): Promise<void> {
    if (this.#memoryOnly) this.#memoryClient = undefined;
    else await this.#stores.client.delete();
  }

  async migrate(sub: string, to: StorageMode): Promise<AccountRecord> {
    const known = await this.#records.get(sub);
    return this.#alone(sub, [to, known.storage], async () => {
      const { unreadableBecause: _, key: _key, ...record } = await this.#records.get(sub);
      const credential = await this.#readAlone(sub);
      const from = record.storage;
      if (from === to) return this.#records.get(sub);
      await this.#stores.of(to).write(credential);
      const kept = await this.#stores.of(to).read(sub);
      if (!isDeepStrictEqual(kept, credential)) {
        throw new ToolError("storage_unwritable", `${to} did not keep the sign-in`, "It stays where it was.");
      }
      const moved: AccountRecord = { ...record, storage: to, ...(await this.#stores.keyFactsOf(sub, to)) };
      await this.#records.keep(from === "MEMORY_ONLY" ? moved : { ...moved, leftIn: from });
      if (from !== "MEMORY_ONLY") return this.#clearOut(sub, from, moved);
      await this.#stores.of(from).delete(sub);
      return moved;
    });
  }

  async rotateKey(): Promise<Rotation> {
    const rotated: string[] = [];
    const failed: { email: string; why: string }[] = [];
    for (const { sub, email } of await this.accounts()) {
      try {
        if (await this.#rotateAccount(sub)) rotated.push(email);
      } catch (error) {
        failed.push({ email, why: reasonOf(error) });
      }
    }
    try {
      const client = this.#memoryOnly ? undefined : await this.#stores.client.read();
      if (client) await this.#stores.client.write(client, { newKey: true });
    } catch (error) {
      failed.push({ email: "the OAuth client", why: reasonOf(error) });
    }
    this.#stores.takeSecurityEvent();
    return { rotated, failed };
  }

  async rotateAfterSecurityEvent(): Promise<void> {
    try {
      const { failed } = await this.rotateKey();
      for (const { email, why } of failed) this.#warn(`The key of ${email} could not be changed: ${why}.`);
    } catch (error) {
      this.#warn(`The keys could not be changed: ${reasonOf(error)}.`);
    }
  }

  async keyStatus(): Promise<KeyStatus> {
    return {
      machineId: (await this.#stores.keys.machine()).source,
      passphrase: this.#config.storage.passphrase !== undefined,
      iterations: this.#stores.iterations,
    };
  }

  async pendingRevocations(): Promise<PendingRevocation[]> {
    const pending = this.#memoryOnly ? [] : ((await this.#stores.pending.read()) ?? []);
    for (const { refreshToken } of pending) registerSecret(refreshToken);
    return pending;
  }

  async keepPendingRevocations(pending: readonly PendingRevocation[]): Promise<void> {
    if (this.#memoryOnly) return;
    if (pending.length === 0) await this.#stores.pending.delete();
    else await this.#stores.pending.write([...pending]);
  }

  release(sub: string): void {
    this.#stores.release();
    this.#secrets.forget(sub);
  }

  dispose(): void {
    this.#stores.dispose();
    this.#records.clear();
    this.#memoryClient = undefined;
    this.#secrets.forgetAll();
  }

  /** Whether the person wants nothing on the disk (CREDENTIAL_STORAGE_MODE=MEMORY_ONLY). */
  get #memoryOnly(): boolean {
    return this.#config.storage.mode === "MEMORY_ONLY";
  }

  /** Runs under the account's lock: between processes for what is on disk, in this one for what only this one knows. */
  #alone<Result>(sub: string, modes: readonly StorageMode[], work: () => Promise<Result>): Promise<Result> {
    const shared = modes.some((mode) => mode !== "MEMORY_ONLY");
    const locked = shared ? () => this.#stores.locks.hold(accountLock(sub), work) : work;
    return modes.includes("MEMORY_ONLY") ? this.#turns.take(sub, locked) : locked();
  }

  async #updateAlone(sub: string, change: (current: Credential) => Promise<Credential>): Promise<Credential> {
    const before = await this.#readAlone(sub);
    const after = await change(before);
    if (after === before) return before;
    if (after.sub !== sub) throw new Error("a credential was to be replaced by another account's");
    this.#secrets.register(after);
    const { storage } = await this.#records.get(sub);
    await this.#stores.of(storage).write(after);
    const key = await this.#stores.keyFactsOf(sub, storage);
    await this.#records.change(sub, ({ refusedBecause: _refused, unreadableBecause: _unreadable, ...record }) => ({
      ...record,
      refreshedAt: new Date().toISOString(),
      ...factsOf(after),
      ...key,
    }));
    return after;
  }

  /** @returns whether the account has a file with a key */
  async #rotateAccount(sub: string): Promise<boolean> {
    const { storage } = await this.#records.get(sub);
    const files = this.#stores.encryptedFiles(storage);
    if (files === undefined) return false;
    return this.#alone(sub, [storage], async () => {
      if ((await this.#records.get(sub)).storage !== storage) return false;
      await files.rewrite(await this.#readAlone(sub));
      const key = await this.#stores.keyFactsOf(sub, storage);
      await this.#records.change(sub, (record) => ({ ...record, ...key }));
      return true;
    });
  }

  async #readAlone(sub: string): Promise<Credential> {
    const record = await this.#records.get(sub);
    const found = await this.#stores.of(record.storage).read(sub);
    if (found) return this.#secrets.register(found);
    const why = record.unreadableBecause ?? "The stored sign-in is not there any more";
    throw new ToolError("not_signed_in", `${record.email}: ${why}`, "Run: groupon-google-mcp login");
  }

  /** The account stands in its new place; what is left in the old one is told, noted, and deleted at the next chance. */
  async #clearOut(sub: string, from: StorageMode, record: AccountRecord): Promise<AccountRecord> {
    try {
      await this.#stores.of(from).delete(sub);
    } catch (error) {
      this.#warn(`The old copy in ${from} could not be deleted: ${reasonOf(error)}.`);
      return { ...record, leftIn: from };
    }
    await this.#records.change(sub, ({ leftIn: _deleted, ...rest }) => rest);
    return record;
  }

  /** Runs what reads credentials, and rotates keys when it came upon a sign of tampering (SECURITY-SPEC 2.8). */
  async #watchful<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      // Not under an account's lock: rotation takes those of the other accounts.
      if (this.#stores.takeSecurityEvent() !== undefined) await this.rotateAfterSecurityEvent();
    }
  }

  #warn(message: string): void {
    this.#options.warn?.(message);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof ToolError ? error.message : "a fault in this program";
}
