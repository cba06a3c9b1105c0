import * as z from "zod";
import { loadConfig } from "../config/config.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { openVault } from "../credentials/file-vault.ts";
import { ToolError } from "../errors.ts";
import { chooseAccounts } from "./chosen-accounts.ts";
import { jsonAsked } from "./json-asked.ts";
import { printJson, say } from "./terminal.ts";

const optionsSchema = z.object({
  /** False with `--no-alias`. */
  alias: z.union([z.string(), z.boolean()]).optional(),
  default: z.boolean().optional(),
});

/**
 * Changes what an account is called, and whether it is the one that is meant when none is named.
 * @throws ToolError `invalid_input`, `unknown_account`
 */
export async function nameAccount(email: unknown, rawOptions: unknown): Promise<void> {
  const { alias, default: isDefault } = optionsSchema.parse(rawOptions);
  if (alias === undefined && isDefault === undefined)
    throw new ToolError(
      "invalid_input",
      "Nothing is to change",
      "Give --alias, --no-alias, --default or --no-default.",
    );
  const vault = openVault(loadConfig(process.env), { warn: say });
  try {
    const [account] = chooseAccounts(await vault.accounts(), email, {});
    if (!account) throw new ToolError("not_signed_in", "Nobody is signed in", "Run: groupon-google-mcp login");
    await vault.rename(account.sub, {
      ...(alias !== undefined && { alias: typeof alias === "string" ? alias : null }),
      ...(isDefault !== undefined && { isDefault }),
    });
    say(`${account.email}: changed. Running servers know it at once.`);
    if (jsonAsked(rawOptions)) printJson(named(await vault.accounts(), account.sub));
  } finally {
    vault.dispose();
  }
}

/** The account's names as they are now. */
function named(records: readonly AccountRecord[], sub: string) {
  const record = records.find((one) => one.sub === sub);
  return { email: record?.email, alias: record?.alias ?? null, isDefault: record?.isDefault ?? false };
}
