import * as z from "zod";
import { countActivity, describeActivity } from "../audit/activity.ts";
import { recentEntries } from "../audit/recent-entries.ts";
import { loadConfig } from "../config/config.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { openVault } from "../credentials/file-vault.ts";
import type { KeyStatus } from "../credentials/vault.ts";
import { grantedServices } from "../oauth/granted-services.ts";
import { Places } from "../sessions/places.ts";
import { print, say } from "./terminal.ts";

const optionsSchema = z.object({ json: z.boolean().default(false) });

const DAY_MS = 86_400_000;

/** What `status` tells of one account. Nothing in it is secret, and no key is needed for it. */
interface AccountStatus {
  email: string;
  alias?: string;
  isDefault?: boolean;
  storage: string;
  services: { name: string; access: "full" | "read-only" | "partial" }[];
  scopes: string[];
  token: "valid" | "expired, is refreshed at the next call" | "refused" | "unreadable";
  /** Why it is refused or cannot be read. */
  because?: string;
  accessTokenExpiresAt: string;
  refreshedAt: string;
  signedInAt: string;
  /** Running servers that use it now. */
  sessions: number;
}

/** Shows who is signed in, with what, and where it is kept. */
export async function status(options: unknown): Promise<void> {
  const { json } = optionsSchema.parse(options);
  const config = loadConfig(process.env);
  const vault = openVault(config, { warn: say });
  const places = new Places(config.paths.data);
  const accounts = await Promise.all(
    (await vault.accounts()).map(async (record) => statusOf(record, await places.count(record.sub), Date.now())),
  );
  const key = await vault.keyStatus();
  vault.dispose();
  const activity = countActivity(await recentEntries(config, Date.now() - DAY_MS));
  if (json) {
    print(
      JSON.stringify(
        { folder: config.paths.data, emulator: config.emulatorOrigin ?? null, key, accounts, activity },
        null,
        2,
      ),
    );
    return;
  }
  if (config.emulatorOrigin)
    say(`Working with the emulator at ${config.emulatorOrigin}; accounts of Google are not shown.`);
  if (accounts.length === 0) {
    print("Nobody is signed in. To sign in, run: groupon-google-mcp login");
    return;
  }
  print([...accounts.map(describe), describeKey(key), describeActivity(activity)].join("\n\n"));
}

function describeKey({ machineId, passphrase, iterations }: KeyStatus): string {
  const sources = [
    machineId === "system" ? "this machine's identifier" : "a random file, because this machine has no identifier",
    "your user",
    ...(passphrase ? ["your passphrase"] : []),
  ];
  // Without the language data that Node reads for its own way of writing numbers.
  const rounds = String(iterations).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `Key of encrypted files: PBKDF2, ${rounds} rounds, from ${sources.join(", ")}`;
}

function statusOf(record: AccountRecord, sessions: number, now: number): AccountStatus {
  return {
    email: record.email,
    ...(record.alias !== undefined && { alias: record.alias }),
    ...(record.isDefault && { isDefault: true }),
    storage: record.storage,
    services: grantedServices(record.scopes),
    scopes: record.scopes,
    token: tokenState(record, now),
    ...((record.refusedBecause ?? record.unreadableBecause) !== undefined && {
      because: record.refusedBecause ?? record.unreadableBecause,
    }),
    accessTokenExpiresAt: record.accessTokenExpiresAt,
    refreshedAt: record.refreshedAt,
    signedInAt: record.signedInAt,
    sessions,
  };
}

function tokenState(record: AccountRecord, now: number): AccountStatus["token"] {
  if (record.refusedBecause !== undefined) return "refused";
  if (record.unreadableBecause !== undefined) return "unreadable";
  return Date.parse(record.accessTokenExpiresAt) <= now ? "expired, is refreshed at the next call" : "valid";
}

function describe(account: AccountStatus): string {
  const services = account.services.map(({ name, access }) => `${name} (${access})`).join(", ") || "none";
  const lines = [
    `${account.email}${account.alias ? ` “${account.alias}”` : ""}${account.isDefault ? " (default)" : ""}`,
    `  services:   ${services}`,
    `  kept in:    ${account.storage}`,
    `  token:      ${account.token}${account.because ? `: ${account.because}` : ""}`,
    `  refreshed:  ${account.refreshedAt}`,
    `  signed in:  ${account.signedInAt}`,
    `  in use by:  ${account.sessions === 1 ? "1 running server" : `${account.sessions} running servers`}`,
  ];
  if (account.token === "refused" || account.token === "unreadable")
    lines.push("  To go on, run: groupon-google-mcp login");
  return lines.join("\n");
}
