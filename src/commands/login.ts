import { createInterface } from "node:readline";
import { z } from "zod";
import { type AuditLog, openAudit } from "../audit/audit-log.ts";
import { openMonitor } from "../audit/watch.ts";
import { type Config, loadConfig, STORAGE_MODES } from "../config/config.ts";
import { chooseStorage } from "../credentials/choose-storage.ts";
import { openVault } from "../credentials/file-vault.ts";
import { ToolError } from "../errors.ts";
import { accessForTools } from "../mcp/access-for-tools.ts";
import { readListing } from "../mcp/listing.ts";
import { createTransport } from "../net/transport.ts";
import { openBrowser } from "../oauth/browser.ts";
import { resolveClient } from "../oauth/client-file.ts";
import { resolveEndpoints } from "../oauth/endpoints.ts";
import { describeGrant } from "../oauth/granted-services.ts";
import { retryPendingRevocations } from "../oauth/pending-revocations.ts";
import { type SignInUi, signIn } from "../oauth/sign-in.ts";
import { DEFAULT_SERVICES, SERVICES, type Service } from "../scopes.ts";
import { say } from "./terminal.ts";

const optionsSchema = z.object({
  services: z.string().optional(),
  tools: z.string().optional(),
  readOnly: z.boolean().default(false),
  account: z.email().optional(),
  browser: z.boolean().default(true),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  clientFile: z.string().optional(),
  storage: z.enum(["auto", ...STORAGE_MODES]).optional(),
});

/**
 * Signs in with Google. With `--no-browser`, stdout carries the authorization URL alone.
 * @throws ToolError one clear message for each way it can fail
 */
export async function login(rawOptions: unknown): Promise<void> {
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
  const pasted = pastedLines();
  const endpoints = () => resolveEndpoints(config, transport);
  try {
    const client = await resolveClient({ config, vault, clientFile: options.clientFile });
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
      terminalUi(options.browser, pasted.lines),
    ).catch(async (error: unknown) => {
      await noteFailure(config, audit, error);
      throw error;
    });
    await vault.saveClient(client);
    await audit.record({ event: "sign_in", severity: "info", outcome: "ok", email: result.account.email });
    say(`Signed in as ${result.account.email}`);
    for (const line of describeGrant(result.account.scopes)) say(`  ${line}`);
    if (result.missing.length > 0) say(`Not granted: ${result.missing.join(", ")}. Run login again to grant it.`);
    say(`Kept in ${storage.mode}: ${storage.why}`);
  } finally {
    pasted.close();
    transport.close();
    vault.dispose();
    process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
  }
}

/** Leaves a trace of a sign-in that failed; many of them are told. */
async function noteFailure(config: Config, audit: AuditLog, error: unknown): Promise<void> {
  const outcome = error instanceof ToolError ? error.code : "internal";
  if (outcome === "cancelled") return;
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
  const needs = tools === undefined ? undefined : accessForTools(await readListing(), namesIn(tools));
  const named = services === undefined && needs ? [] : parseServices(services);
  return {
    services: [...new Set([...named, ...(needs?.services ?? [])])],
    extraScopes: needs?.scopes ?? [],
  };
}

function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}

/** @returns the services to ask for; the usual ones when nothing is given */
function parseServices(list: string | undefined): readonly Service[] {
  if (list === undefined) return DEFAULT_SERVICES;
  if (list.trim() === "all") return SERVICES;
  const names = namesIn(list);
  const known = SERVICES.filter((service) => names.includes(service));
  const unknown = names.filter((name) => !SERVICES.some((service) => service === name));
  if (unknown.length > 0 || known.length === 0) {
    throw new ToolError(
      "invalid_input",
      `--services: ${unknown.length > 0 ? `there is no service ${unknown.join(", ")}` : "no service is named"}`,
      `Use all, or some of ${SERVICES.join(",")}.`,
    );
  }
  return known;
}

function terminalUi(browser: boolean, pastedAddresses: AsyncIterable<string>): SignInUi {
  return {
    pastedAddresses,
    say,
    async showUrl(url) {
      if (!browser) {
        process.stdout.write(`${url}\n`);
        say("Open this address in a browser. If it ends at a page that does not load, paste that page's address here.");
        return;
      }
      if (await openBrowser(url)) say("Your browser has opened Google's sign-in. If it has not, open this address:");
      else
        say("Open this address in a browser. If it ends at a page that does not load, paste that page's address here:");
      process.stderr.write(`${url}\n`);
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
