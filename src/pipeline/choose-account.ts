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
    const account = pick(await accounts(), invocation.accountName);
    invocation.facts.email = account.email;
    return next({ ...invocation, account });
  };
}

function pick(records: readonly AccountRecord[], name: string | undefined): AccountRecord {
  const emails = records.map(({ email }) => email).join(", ");
  const [only, second] = records;
  if (!only) {
    throw new ToolError(
      "not_signed_in",
      "Nobody is signed in to Google",
      "Call google_sign_in, or run `groupon-google-mcp login` in a terminal.",
    );
  }
  if (name !== undefined) {
    const named = records.find(({ email }) => email.toLowerCase() === name.toLowerCase());
    if (named) return named;
    throw new ToolError(
      "unknown_account",
      `account: ${JSON.stringify(name)} is not signed in`,
      `Use one of: ${emails}.`,
    );
  }
  if (second) {
    throw new ToolError(
      "unknown_account",
      "account: missing, and more than one account is signed in",
      `Use one of: ${emails}.`,
    );
  }
  return only;
}
