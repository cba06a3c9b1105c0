import { ToolError } from "../errors.ts";
import { changeAccounts, readAccounts } from "./account-index.ts";
import { type NameChange, renamed } from "./account-names.ts";
import type { AccountRecord } from "./credential.ts";
import type { Locks } from "./lock.ts";
import type { Warn } from "./read-whole.ts";

/** The records of all accounts: those of the index on disk, and those of MEMORY_ONLY accounts, which the disk never sees. */
export class AccountRecords {
  readonly #dataFolder: string;
  readonly #locks: Locks;
  readonly #warn: Warn | undefined;
  readonly #recover: () => Promise<readonly AccountRecord[]>;
  readonly #inMemory = new Map<string, AccountRecord>();

  /** @param recover finds records anew when the index is gone; gives none when there is nothing to find */
  constructor(
    dataFolder: string,
    locks: Locks,
    warn: Warn | undefined,
    recover: () => Promise<readonly AccountRecord[]>,
  ) {
    this.#dataFolder = dataFolder;
    this.#locks = locks;
    this.#warn = warn;
    this.#recover = recover;
  }

  /**
   * Oldest first.
   * @throws ToolError `storage_unreadable` when the index cannot be read and nothing can be found again
   */
  async all(): Promise<AccountRecord[]> {
    const kept = await this.#kept();
    return [...kept.filter(({ sub }) => !this.#inMemory.has(sub)), ...this.#inMemory.values()];
  }

  async find(sub: string): Promise<AccountRecord | undefined> {
    return (await this.all()).find((record) => record.sub === sub);
  }

  /** @throws ToolError `unknown_account` */
  async get(sub: string): Promise<AccountRecord> {
    const record = await this.find(sub);
    if (record) return record;
    throw new ToolError("unknown_account", "This account is not signed in here", "Run: groupon-google-mcp login");
  }

  /** Adds a record, or puts it in the place of the account's old one. */
  async keep(record: AccountRecord): Promise<void> {
    if (record.storage === "MEMORY_ONLY") {
      const kept = await readAccounts(this.#dataFolder, this.#warn);
      if (kept.some(({ sub }) => sub === record.sub)) await this.drop(record.sub);
      this.#inMemory.set(record.sub, record);
      return;
    }
    await this.#changeIndex((records) => {
      const index = records.findIndex(({ sub }) => sub === record.sub);
      return index < 0 ? [...records, record] : records.with(index, record);
    });
    this.#inMemory.delete(record.sub);
  }

  /** Changes a record as it stands now; nothing happens when there is none. */
  async change(sub: string, change: (record: AccountRecord) => AccountRecord): Promise<void> {
    const inMemory = this.#inMemory.get(sub);
    if (inMemory) {
      this.#inMemory.set(sub, change(inMemory));
      return;
    }
    await this.#changeIndex((records) => {
      const index = records.findIndex((record) => record.sub === sub);
      const record = records[index];
      return record ? records.with(index, change(record)) : records;
    });
  }

  /**
   * Changes what accounts are called; those in memory alone have no names.
   * @throws ToolError `invalid_input`
   */
  async rename(sub: string, change: NameChange): Promise<void> {
    await this.#changeIndex((records) => renamed(records, sub, change));
  }

  async drop(sub: string): Promise<void> {
    if (this.#inMemory.delete(sub)) return;
    await this.#changeIndex((records) =>
      records.some((record) => record.sub === sub) ? records.filter((record) => record.sub !== sub) : records,
    );
  }

  /** Forgets the MEMORY_ONLY accounts. */
  clear(): void {
    this.#inMemory.clear();
  }

  async #kept(): Promise<AccountRecord[]> {
    let records: AccountRecord[] = [];
    let failure: unknown;
    try {
      records = await readAccounts(this.#dataFolder, this.#warn);
    } catch (error) {
      failure = error;
    }
    if (records.length > 0) return records;
    const found = await this.#recover();
    if (found.length === 0) {
      if (failure !== undefined) throw failure;
      return records;
    }
    await this.#changeIndex((current) => [
      ...current,
      ...found.filter(({ sub }) => current.every((record) => record.sub !== sub)),
    ]);
    return readAccounts(this.#dataFolder, this.#warn);
  }

  #changeIndex(change: (records: AccountRecord[]) => AccountRecord[]): Promise<void> {
    return changeAccounts(this.#dataFolder, this.#locks, change, this.#warn);
  }
}
