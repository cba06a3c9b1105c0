import * as z from "zod";
import { accountNamed } from "../credentials/account-names.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";

const emailSchema = z.string().optional();
const optionsSchema = z.object({ all: z.boolean().default(false) });

/**
 * The accounts that `logout` and `revoke` are to work on: the one named, all of them, or the only one.
 * @throws ToolError `invalid_input` when it is not clear which, `unknown_account` when the one named is not there
 */
export function chooseAccounts(records: readonly AccountRecord[], email: unknown, options: unknown): AccountRecord[] {
  const name = emailSchema.parse(email);
  const { all } = optionsSchema.parse(options);
  const emails = records.map((record) => record.email).join(", ");
  if (all && name !== undefined) {
    throw new ToolError("invalid_input", "Both an account and --all were given", "Give one of them.");
  }
  if (all) return [...records];
  if (name === undefined) {
    if (records.length <= 1) return [...records];
    throw new ToolError(
      "invalid_input",
      `Several accounts are signed in: ${emails}`,
      "Name one of them, or use --all.",
    );
  }
  const named = accountNamed(records, name);
  if (named) return [named];
  throw new ToolError(
    "unknown_account",
    `${name} is not signed in here`,
    records.length > 0 ? `Signed in: ${emails}.` : "Nobody is signed in.",
  );
}
