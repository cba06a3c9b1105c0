import * as z from "zod";
import { type AuditLog, openAudit } from "../audit/audit-log.ts";
import { loadConfig } from "../config/config.ts";
import type { AccountRecord, Credential } from "../credentials/credential.ts";
import { openVault } from "../credentials/file-vault.ts";
import type { VaultMaintenance } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import { createTransport } from "../net/transport.ts";
import { resolveEndpoints } from "../oauth/endpoints.ts";
import { type RevocationMeans, retryPendingRevocations } from "../oauth/pending-revocations.ts";
import { revokeGrant } from "../oauth/revocation.ts";
import { chooseAccounts } from "./chosen-accounts.ts";
import { jsonAsked } from "./json-asked.ts";
import { printJson, say } from "./terminal.ts";

/** Google's page on which a person withdraws a grant by hand. */
const PERMISSIONS_PAGE = "https://myaccount.google.com/connections";

const optionsSchema = z.object({ all: z.boolean().default(false) });

/** What is left to do after an account's revocation. */
type Left = "nothing" | "withdraw later" | "withdraw by hand" | "delete";

/**
 * Withdraws grants at Google and deletes them here; running servers notice before their next call. With `--all` it is
 * the emergency (SECURITY-SPEC 8): whatever fails, everything else is done all the same, and keys are rotated.
 * @throws ToolError when anything is left to do
 */
export async function revoke(email: unknown, rawOptions: unknown): Promise<void> {
  const config = loadConfig(process.env);
  const transport = createTransport(config.emulatorOrigin, { network: config.network, warn: say });
  const vault = openVault(config, { warn: say });
  const audit = openAudit(config, { warn: say });
  const means = { vault, transport, endpoints: () => resolveEndpoints(config, transport) };
  try {
    const { all } = optionsSchema.parse(rawOptions);
    const chosen = chooseAccounts(await vault.accounts(), email, rawOptions);
    const stillPending = await retryPendingRevocations(means).catch(() => []);
    if (chosen.length === 0) say("Nobody is signed in.");
    const left: { email: string; left: Left }[] = stillPending.map((name) => ({ email: name, left: "withdraw later" }));
    for (const record of chosen) left.push({ email: record.email, left: await revokeAccount(record, means, audit) });
    if (all) await closeEmergency(left, vault, audit);
    if (jsonAsked(rawOptions)) printJson({ accounts: left });
    tellWhatIsLeft(left.filter((one) => one.left !== "nothing"));
  } finally {
    transport.close();
    vault.dispose();
  }
}

async function revokeAccount(record: AccountRecord, means: RevocationMeans, audit: AuditLog): Promise<Left> {
  const credential = await means.vault.read(record.sub).catch((error: unknown) => {
    say(`${record.email}: ${wordsOf(error)}`);
    return undefined;
  });
  const withdrawn = credential ? await withdraw(credential, means) : false;
  const deleted = await deleteHere(record, means);
  const left = whatIsLeft({
    withdrawn,
    deleted,
    queued: credential && !withdrawn ? await queue(credential, means) : false,
  });
  await audit.record({
    event: "revoke",
    severity: left === "nothing" ? "info" : "warning",
    outcome: left === "nothing" ? "ok" : "incomplete",
    email: record.email,
    note: left,
  });
  if (withdrawn && deleted) say(`Revoked ${record.email}: withdrawn at Google and deleted from this computer.`);
  else if (deleted) say(`Deleted ${record.email} from this computer only.`);
  return left;
}

function whatIsLeft({ withdrawn, deleted, queued }: { withdrawn: boolean; deleted: boolean; queued: boolean }): Left {
  if (!deleted) return "delete";
  if (withdrawn) return "nothing";
  return queued ? "withdraw later" : "withdraw by hand";
}

async function withdraw(credential: Credential, { transport, endpoints }: RevocationMeans): Promise<boolean> {
  try {
    await revokeGrant({ transport, endpoints: await endpoints() }, credential);
    return true;
  } catch (error) {
    say(`${credential.email}: not withdrawn at Google: ${wordsOf(error)}`);
    return false;
  }
}

async function deleteHere(record: AccountRecord, { vault }: RevocationMeans): Promise<boolean> {
  try {
    await vault.remove(record.sub);
    return true;
  } catch (error) {
    say(`${record.email}: not deleted here: ${wordsOf(error)}`);
    return false;
  }
}

/** Keeps the refresh token, encrypted, for another try. */
async function queue({ sub, email, refreshToken }: Credential, { vault }: RevocationMeans): Promise<boolean> {
  try {
    const others = (await vault.pendingRevocations()).filter((grant) => grant.sub !== sub);
    await vault.keepPendingRevocations([...others, { sub, email, refreshToken }]);
    return true;
  } catch (error) {
    say(`${email}: cannot be kept for another try: ${wordsOf(error)}`);
    return false;
  }
}

async function closeEmergency(
  left: readonly { left: Left }[],
  vault: VaultMaintenance,
  audit: AuditLog,
): Promise<void> {
  const done = left.every((one) => one.left === "nothing");
  await vault.rotateAfterSecurityEvent();
  await audit.record({
    event: "revoke_all",
    severity: "critical",
    outcome: done ? "ok" : "incomplete",
    note: `${left.length} accounts, ${left.filter((one) => one.left !== "nothing").length} with something left to do`,
  });
}

function tellWhatIsLeft(left: readonly { email: string; left: Left }[]): void {
  if (left.length === 0) return;
  const words = (wanted: Left) =>
    left
      .filter((one) => one.left === wanted)
      .map(({ email }) => email)
      .join(", ");
  const parts = [
    words("delete") && `Not deleted here: ${words("delete")}. Run it again.`,
    words("withdraw later") &&
      `Not withdrawn at Google: ${words("withdraw later")}. It is tried again with the next login or revoke.`,
    words("withdraw by hand") && `Not withdrawn at Google: ${words("withdraw by hand")}.`,
    `You can withdraw what is left yourself at ${PERMISSIONS_PAGE}.`,
  ].filter((part) => part !== "");
  throw new ToolError("network_error", "Not everything could be revoked", parts.join("\n"));
}

function wordsOf(error: unknown): string {
  return error instanceof ToolError ? `${error.message}. ${error.fix}` : "a fault in this program";
}
