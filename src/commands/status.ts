import { z } from "zod";
import { loadConfig } from "../config/config.ts";
import { readAccounts } from "../credentials/account-index.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { grantedServices } from "../oauth/granted-services.ts";
import { print, say } from "./terminal.ts";

const optionsSchema = z.object({ json: z.boolean().default(false) });

/** What `status` tells of one account. Nothing in it is secret, and no key is needed for it. */
interface AccountStatus {
  email: string;
  storage: string;
  services: { name: string; access: "full" | "read-only" | "partial" }[];
  scopes: string[];
  token: "valid" | "expired, is refreshed at the next call" | "refused";
  refusedBecause?: string;
  accessTokenExpiresAt: string;
  refreshedAt: string;
  signedInAt: string;
}

/** Shows who is signed in, with what, and where it is kept. */
export async function status(options: unknown): Promise<void> {
  const { json } = optionsSchema.parse(options);
  const config = loadConfig(process.env);
  const accounts = (await readAccounts(config.paths.data)).map((record) => statusOf(record, Date.now()));
  if (json) {
    print(JSON.stringify({ folder: config.paths.data, emulator: config.emulatorOrigin ?? null, accounts }, null, 2));
    return;
  }
  if (config.emulatorOrigin)
    say(`Working with the emulator at ${config.emulatorOrigin}; accounts of Google are not shown.`);
  if (accounts.length === 0) {
    print("Nobody is signed in. To sign in, run: groupon-google-mcp login");
    return;
  }
  print(accounts.map(describe).join("\n\n"));
}

function statusOf(record: AccountRecord, now: number): AccountStatus {
  const expired = Date.parse(record.accessTokenExpiresAt) <= now;
  return {
    email: record.email,
    storage: record.storage,
    services: grantedServices(record.scopes),
    scopes: record.scopes,
    token: record.refusedBecause ? "refused" : expired ? "expired, is refreshed at the next call" : "valid",
    ...(record.refusedBecause !== undefined && { refusedBecause: record.refusedBecause }),
    accessTokenExpiresAt: record.accessTokenExpiresAt,
    refreshedAt: record.refreshedAt,
    signedInAt: record.signedInAt,
  };
}

function describe(account: AccountStatus): string {
  const services = account.services.map(({ name, access }) => `${name} (${access})`).join(", ") || "none";
  const lines = [
    account.email,
    `  services:   ${services}`,
    `  kept in:    ${account.storage}`,
    `  token:      ${account.token}${account.refusedBecause ? `: ${account.refusedBecause}` : ""}`,
    `  refreshed:  ${account.refreshedAt}`,
    `  signed in:  ${account.signedInAt}`,
  ];
  if (account.token === "refused") lines.push("  To go on, run: groupon-google-mcp login");
  return lines.join("\n");
}
