import { ToolError } from "../errors.ts";
import type { AccountRecord } from "./credential.ts";

/** What a person may call an account: short, and never taken for an address. */
const ALIAS = /^[a-z][a-z0-9_-]{0,29}$/i;

/** How a person and the model name an account: by its alias where it has one. */
export function nameOf({ alias, email }: Pick<AccountRecord, "alias" | "email">): string {
  return alias ?? email;
}

/** The account of this alias or address, whatever its case. */
export function accountNamed<Named extends Pick<AccountRecord, "alias" | "email">>(
  records: readonly Named[],
  name: string,
): Named | undefined {
  const wanted = name.trim().toLowerCase();
  return records.find(({ alias, email }) => email.toLowerCase() === wanted || alias?.toLowerCase() === wanted);
}

/** The account that is meant when none is named: the only one, or else the default. */
export function usualAccount<Named extends Pick<AccountRecord, "isDefault">>(
  records: readonly Named[],
): Named | undefined {
  return records.length === 1 ? records[0] : records.find(({ isDefault }) => isDefault);
}

/** What is to change of an account's names; an alias of null takes it away. */
export interface NameChange {
  readonly alias?: string | null;
  readonly isDefault?: boolean;
}

/**
 * The records with the change made: an alias belongs to one account, and one at the most is the default.
 * @throws ToolError `invalid_input` when the alias does not fit or is another account's
 */
export function renamed(records: readonly AccountRecord[], sub: string, change: NameChange): AccountRecord[] {
  if (typeof change.alias === "string") checkAlias(records, sub, change.alias);
  return records.map((record) => {
    const { alias, isDefault, ...rest } = record;
    const own = record.sub === sub;
    const newAlias = own && change.alias !== undefined ? (change.alias ?? undefined) : alias;
    const byDefault = own ? (change.isDefault ?? isDefault) : isDefault && change.isDefault !== true;
    return { ...rest, ...(newAlias !== undefined && { alias: newAlias }), ...(byDefault && { isDefault: true }) };
  });
}

function checkAlias(records: readonly AccountRecord[], sub: string, alias: string): void {
  if (!ALIAS.test(alias))
    throw new ToolError("invalid_input", "--alias: expected a short name such as work", "Letters, digits, - and _.");
  const other = accountNamed(records, alias);
  if (other && other.sub !== sub)
    throw new ToolError("invalid_input", `--alias: ${alias} is ${other.email}`, "Choose another name.");
}
