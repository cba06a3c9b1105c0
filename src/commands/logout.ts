import { openAudit } from "../audit/audit-log.ts";
import { loadConfig } from "../config/config.ts";
import { openVault } from "../credentials/file-vault.ts";
import { chooseAccounts } from "./chosen-accounts.ts";
import { jsonAsked } from "./json-asked.ts";
import { printJson, say } from "./terminal.ts";

/** Deletes sign-ins from this computer; Google keeps the grant, so that signing in again is quick. */
export async function logout(email: unknown, options: unknown): Promise<void> {
  const config = loadConfig(process.env);
  const vault = openVault(config, { warn: say });
  const audit = openAudit(config, { warn: say });
  const chosen = chooseAccounts(await vault.accounts(), email, options);
  if (chosen.length === 0) say("Nobody is signed in.");
  for (const record of chosen) {
    await vault.remove(record.sub);
    await audit.record({ event: "sign_out", severity: "info", outcome: "ok", email: record.email });
    say(`Signed out ${record.email}: deleted from this computer. To withdraw it at Google too, use revoke.`);
  }
  vault.dispose();
  if (jsonAsked(options)) printJson({ signedOut: chosen.map(({ email: name }) => name) });
}
