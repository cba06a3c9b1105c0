import { accountNamed, nameOf, usualAccount } from "../credentials/account-names.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import type { Stage } from "./stage.ts";

/**
 * Finds the account that a call names or implies. The records are read anew for each call, so that a sign-in or logout
 * in another process holds at once (SECURITY-SPEC 3.3, 3.4).
 */
export function chooseAccount(accounts: () => Promise<AccountRecord[]>): Stage {
  return async (invocation, next) => {
    if (!invocation.tool.service) return next(invocation);
    const records = await accounts();
    const account = pick(records, invocation.accountName);
    invocation.facts.email = account.email;
    const result = await next({ ...invocation, account });
    // Where there are several and none was named, it matters which one it was.
    if (records.length < 2 || invocation.accountName !== undefined) return result;
    return { ...result, text: `${result.text}\n\nAccount: ${account.email}` };
  };
}

function pick(records: readonly AccountRecord[], name: string | undefined): AccountRecord {
  const names = records.map(nameOf).join(", ");
  if (records.length === 0) {
    throw new ToolError(
      "not_signed_in",
      "Nobody is signed in to Google",
      "Call google_sign_in, or run `groupon-google-mcp login` in a terminal.",
    );
  }
  if (name !== undefined) {
    const named = accountNamed(records, name);
    if (named) return named;
    throw new ToolError(
      "unknown_account",
      `account: ${JSON.stringify(name)} is not signed in`,
      `Use one of: ${names}.`,
    );
  }
  const usual = usualAccount(records);
  if (usual) return usual;
  throw new ToolError(
    "unknown_account",
    "account: missing, and more than one account is signed in",
    `Use one of: ${names}.`,
  );
}
