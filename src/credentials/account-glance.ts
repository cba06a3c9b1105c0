import { STORAGE_MODES } from "../config/config.ts";
import { isObject } from "../json.ts";
import type { AccountRecord } from "./credential.ts";
import { indexPath } from "./index-path.ts";
import { readWhole } from "./read-whole.ts";

/** What a server tells of an account before the first call. */
export type AccountGlance = Pick<AccountRecord, "email" | "alias" | "isDefault" | "scopes" | "storage"> & {
  /** What the record says of the key; not looked at here. */
  readonly key?: unknown;
};

/**
 * The accounts as the list names them, oldest first, for the first answers of a server: checked by hand, because zod
 * takes longer to load than all else that those need.
 * @returns undefined for a list that is not as this program writes it; account-index.ts knows what to do with one
 */
export async function glanceAtAccounts(dataFolder: string): Promise<AccountGlance[] | undefined> {
  try {
    const bytes = await readWhole(indexPath(dataFolder));
    if (bytes === undefined) return [];
    const index: unknown = JSON.parse(bytes.toString("utf8"));
    if (!isObject(index) || index.version !== "1.0" || !Array.isArray(index.accounts)) return undefined;
    const accounts: unknown[] = index.accounts;
    const glances = accounts.filter(isGlance);
    return glances.length === accounts.length ? glances : undefined;
  } catch {
    return undefined;
  }
}

function isGlance(value: unknown): value is AccountGlance {
  if (!isObject(value)) return false;
  const { email, alias, isDefault, scopes, storage } = value;
  return (
    typeof email === "string" &&
    (alias === undefined || typeof alias === "string") &&
    (isDefault === undefined || typeof isDefault === "boolean") &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === "string") &&
    STORAGE_MODES.some((mode) => mode === storage)
  );
}
