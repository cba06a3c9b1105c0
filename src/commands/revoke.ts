import { loadConfig } from "../config/config.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { openVault } from "../credentials/file-vault.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import { createTransport, type Transport } from "../net/transport.ts";
import { type Endpoints, resolveEndpoints } from "../oauth/endpoints.ts";
import { revokeGrant } from "../oauth/revocation.ts";
import { chooseAccounts } from "./chosen-accounts.ts";
import { say } from "./terminal.ts";

/** Google's page on which a person withdraws a grant by hand. */
const PERMISSIONS_PAGE = "https://myaccount.google.com/connections";

/**
 * Withdraws grants at Google and deletes them here. Whatever fails, everything else is done all the same.
 * @throws ToolError when a grant could not be withdrawn or deleted
 */
export async function revoke(email: unknown, options: unknown): Promise<void> {
  const config = loadConfig(process.env);
  const transport = createTransport(config.emulatorOrigin, { network: config.network, warn: say });
  const vault = openVault(config, { warn: say });
  const chosen = chooseAccounts(await vault.accounts(), email, options);
  if (chosen.length === 0) say("Nobody is signed in.");
  const left: string[] = [];
  for (const record of chosen) {
    const endpoints = () => resolveEndpoints(config, transport);
    if (!(await revokeAccount(record, { vault, transport, endpoints }))) left.push(record.email);
  }
  transport.close();
  vault.dispose();
  if (left.length > 0) {
    throw new ToolError(
      "network_error",
      `Not everything could be revoked: ${left.join(", ")}`,
      `Withdraw what is left yourself at ${PERMISSIONS_PAGE}.`,
    );
  }
}

interface Means {
  vault: Vault;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
}

async function revokeAccount(record: AccountRecord, means: Means): Promise<boolean> {
  let withdrawn = false;
  try {
    const credential = await means.vault.read(record.sub);
    await revokeGrant({ transport: means.transport, endpoints: await means.endpoints() }, credential);
    withdrawn = true;
  } catch (error) {
    say(`${record.email}: not withdrawn at Google: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    await means.vault.remove(record.sub);
  } catch (error) {
    say(`${record.email}: not deleted here: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  say(
    withdrawn
      ? `Revoked ${record.email}: withdrawn at Google and deleted from this computer.`
      : `Deleted ${record.email} from this computer only.`,
  );
  return withdrawn;
}
