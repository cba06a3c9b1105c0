import type { Config } from "../config/config.ts";
import { glanceAtAccounts } from "./account-glance.ts";
import { accountNamed, usualAccount } from "./account-names.ts";
import { FEWEST_ITERATIONS, type Kdf, KeyRing, MOST_ITERATIONS } from "./key.ts";
import { machineIdentity } from "./machine-id.ts";

/**
 * The keys of a server's vault. The one that the first call needs can be derived before the vault and all else is loaded:
 * each takes as long as the other.
 */
export class EarlyKeys {
  readonly ring: KeyRing;
  readonly #dataFolder: string;

  constructor({ paths, storage }: Pick<Config, "paths" | "storage">) {
    this.#dataFolder = paths.data;
    this.ring = new KeyRing({ machine: () => machineIdentity(paths.data), passphrase: storage.passphrase });
  }

  /**
   * Begins to derive the key of the account's encrypted file, off the event loop; does nothing for other modes. What is
   * wrong is told by the call that needs it.
   * @param named what the call names its account by, if anything
   * @returns when it is begun
   */
  async prepare(named: unknown): Promise<void> {
    const accounts = (await glanceAtAccounts(this.#dataFolder)) ?? [];
    const account = typeof named === "string" ? accountNamed(accounts, named) : usualAccount(accounts);
    const kdf = kdfIn(account?.key);
    if (account?.storage !== "FILE_ENCRYPTED" || !kdf) return;
    const machine = await this.ring.machine().catch(() => undefined);
    if (machine) void this.ring.withKey(kdf, () => {}).catch(() => {});
  }
}

function kdfIn(key: unknown): Kdf | undefined {
  if (typeof key !== "object" || key === null || !("salt" in key) || !("iterations" in key)) return undefined;
  const { salt, iterations } = key;
  const fits = typeof iterations === "number" && iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS;
  return typeof salt === "string" && fits && Number.isInteger(iterations) ? { salt, iterations } : undefined;
}
