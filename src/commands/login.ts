import { createInterface } from "node:readline";
import * as z from "zod";
import { type AuditLog, openAudit } from "../audit/audit-log.ts";
import { type Config, loadConfig, STORAGE_MODES } from "../config/config.ts";
import { partsOf, servicesIn } from "../config/serving.ts";
import { chooseStorage } from "../credentials/choose-storage.ts";
import { openVault } from "../credentials/file-vault.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import { accessForTools } from "../mcp/access-for-tools.ts";
import { readListing } from "../mcp/listing.ts";
import { createTransport } from "../net/transport.ts";
import { openBrowser } from "../oauth/browser.ts";
import { resolveClient } from "../oauth/client-file.ts";
import type { SignInResult } from "../oauth/complete-sign-in.ts";
import { resolveEndpoints } from "../oauth/endpoints.ts";
import { describeGrant, grantedServices } from "../oauth/granted-services.ts";
import { retryPendingRevocations } from "../oauth/pending-revocations.ts";
import { type SignInUi, signIn } from "../oauth/sign-in.ts";
import { DEFAULT_SERVICES } from "../scopes.ts";
import { startSpinner } from "./spinner.ts";
import { print, say } from "./terminal.ts";

const optionsSchema = z.object({
  services: z.string().optional(),
  tools: z.string().optional(),
  readOnly: z.boolean().default(false),
  account: z.email().optional(),
  alias: z.string().optional(),
  default: z.boolean().optional(),
  browser: z.boolean().default(true),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  clientFile: z.string().optional(),
  storage: z.enum(["auto", ...STORAGE_MODES]).optional(),
  json: z.boolean().default(false),
});

/**
 * Signs in with Google. With `--no-browser`, stdout carries the authorization URL alone; with `--json`, one object a line:
 * with `--no-browser` first the URL, and in the end what was granted.
 * @param written lines that the person writes, where something else reads stdin already
 * @throws ToolError one clear message for each way it can fail
 */
export async function login(rawOptions: unknown, written?: AsyncIterable<string>): Promise<void> {
  const options = parseOptions(rawOptions);
  const wanted = await wantedAccess(options.services, options.tools);
  const config = loadConfig(process.env);
  const transport = createTransport(config.emulatorOrigin, { network: config.network, warn: say });
  const audit = openAudit(config, { warn: say });
  const vault = openVault(config, { warn: say });
  const interrupted = new AbortController();
  const interrupt = () =>
    interrupted.abort(new ToolError("cancelled", "The sign-in was interrupted", "Nothing was stored."));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const pasted = written ? { lines: written, close() {} } : pastedLines();
  const endpoints = () => resolveEndpoints(config, transport);
  try {
    const client = await resolveClient({ config, vault, clientFile: options.clientFile });
    const ui = terminalUi(options, pasted.lines);
    refuseMemoryOnly(options.storage ?? config.storage.mode);
    const storage = await chooseStorage(options.storage ?? config.storage.mode);
    // Before the sign-in: afterwards, withdrawing an older grant of the same account would end the new one too.
    await retryPendingRevocations({ vault, transport, endpoints }).catch(() => []);
    const result = await signIn(
      { config, vault, transport, endpoints },
      {
        client,
        ...wanted,
        readOnly: options.readOnly,
        storage: storage.mode,
        ...(options.account !== undefined && { account: options.account }),
        ...(options.port !== undefined && { port: options.port }),
        signal: interrupted.signal,
      },
      ui,
    )
      .finally(() => ui.stopWaiting())
      .catch(async (error: unknown) => {
        await noteFailure(config, audit, error);
        throw error;
      });
    await vault.saveClient(client);
    await nameAccount(vault, result.account.sub, options);
    await audit.record({ event: "sign_in", severity: "info", outcome: "ok", email: result.account.email });
    say(`Signed in as ${result.account.email}`);
    for (const line of describeGrant(result.account.scopes)) say(`  ${line}`);
    if (result.missing.length > 0) say(`Not granted: ${result.missing.join(", ")}. Run login again to grant it.`);
    say(`Kept in ${storage.mode}: ${storage.why}`);
    if (options.json) print(JSON.stringify(described(result)));
  } finally {
    pasted.close();
    transport.close();
    vault.dispose();
    process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
  }
}

/** What a script wants to know of a sign-in. */
function described({ account, missing }: SignInResult) {
  const { email, storage, scopes } = account;
  return { email, storage, services: grantedServices(scopes), scopes, missing };
}

/** Gives the account the names that were asked for; the sign-in stands whatever is wrong with them. */
async function nameAccount(
  vault: Vault,
  sub: string,
  { alias, default: isDefault }: Pick<z.infer<typeof optionsSchema>, "alias" | "default">,
): Promise<void> {
  if (alias === undefined && isDefault === undefined) return;
  await vault
    .rename(sub, { ...(alias !== undefined && { alias }), ...(isDefault !== undefined && { isDefault }) })
    .catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      say(`${error.message}. ${error.fix}`);
    });
}

/** Leaves a trace of a sign-in that failed; many of them are told. */
async function noteFailure(config: Config, audit: AuditLog, error: unknown): Promise<void> {
  const outcome = error instanceof ToolError ? error.code : "internal";
  if (outcome === "cancelled") return;
  const { openMonitor } = await import("../audit/watch.ts");
  await openMonitor(config, audit, say).failedAuthentication();
  await audit.record({ event: "sign_in", severity: "warning", outcome });
}

/** Memory that ends with this command would keep nothing: in that mode the running server signs in by itself. */
function refuseMemoryOnly(mode: string): void {
  if (mode !== "MEMORY_ONLY") return;
  throw new ToolError(
    "invalid_config",
    "With MEMORY_ONLY a sign-in lives in the running server alone, so it cannot be made here",
    "Ask for the tool google_sign_in in your MCP client, or choose another mode with --storage.",
  );
}

function parseOptions(raw: unknown): z.infer<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const option = String(issue?.path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new ToolError("invalid_input", `--${option}: ${issue?.message}`, "See groupon-google-mcp login --help.");
}

/** What to ask for. With tools alone, it is their services and no others. */
async function wantedAccess(services: string | undefined, tools: string | undefined) {
  const needs = tools === undefined ? undefined : accessForTools(await readListing(), partsOf(tools));
  const usual = needs ? [] : DEFAULT_SERVICES;
  const named = services === undefined ? usual : servicesIn({ source: "--services", value: services });
  return {
    services: [...new Set([...named, ...(needs?.services ?? [])])],
    extraScopes: needs?.scopes ?? [],
  };
}

function terminalUi(
  { browser, json }: Pick<z.infer<typeof optionsSchema>, "browser" | "json">,
  pastedAddresses: AsyncIterable<string>,
): SignInUi & { stopWaiting(): void } {
  let stopWaiting = () => {};
  return {
    pastedAddresses,
    say,
    stopWaiting: () => stopWaiting(),
    async showUrl(url) {
      if (!browser) {
        // As it is: redaction would take its `state` away.
        process.stdout.write(`${json ? JSON.stringify({ url }) : url}\n`);
        say("Open this address in a browser. If it ends at a page that does not load, paste that page's address here.");
        return;
      }
      const opened = await openBrowser(url);
      if (opened) say("Your browser has opened Google's sign-in. If it has not, open this address:");
      else
        say("Open this address in a browser. If it ends at a page that does not load, paste that page's address here:");
      process.stderr.write(`${url}\n`);
      // Not where an address is to be pasted: it would be written over.
      if (opened) stopWaiting = startSpinner("Waiting for the browser. Ctrl+C ends it.");
    },
  };
}

/** Lines that a person pastes on stdin; none when stdin is closed. */
function pastedLines(): { lines: AsyncIterable<string>; close(): void } {
  const lines = createInterface({ input: process.stdin, terminal: false });
  return {
    lines,
    close() {
      lines.close();
      process.stdin.destroy();
    },
  };
}
