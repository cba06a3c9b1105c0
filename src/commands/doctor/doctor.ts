import * as z from "zod";
import { loadConfig } from "../../config/config.ts";
import { openVault } from "../../credentials/file-vault.ts";
import { ToolError } from "../../errors.ts";
import { createTransport } from "../../net/transport.ts";
import { resolveEndpoints } from "../../oauth/endpoints.ts";
import { print, say } from "../terminal.ts";
import { checkAccounts } from "./accounts.ts";
import {
  checkAuditLog,
  checkClient,
  checkKeychain,
  checkNetwork,
  checkProgram,
  checkRedirect,
  checkStore,
} from "./computer.ts";
import { describeFinding } from "./describe-finding.ts";
import { type Finding, run } from "./finding.ts";
import { checkHosts } from "./hosts.ts";

const optionsSchema = z.object({ json: z.boolean().default(false) });

/**
 * Looks at everything that this program needs, and says in plain words what is wrong and what to do.
 * @throws ToolError when a check has failed
 */
export async function doctor(rawOptions: unknown): Promise<void> {
  const { json } = optionsSchema.parse(rawOptions);
  const findings = await examine();
  if (json) print(JSON.stringify({ findings }, null, 2));
  else print(findings.map(describeFinding).join("\n"));
  const wrong = findings.filter(({ state }) => state === "failed").length;
  if (wrong > 0) throw new ToolError("internal", `${wrong} of ${findings.length} checks failed`, "");
}

async function examine(): Promise<Finding[]> {
  const config = loadConfig(process.env);
  const transport = createTransport(config.emulatorOrigin, { network: config.network });
  const vault = openVault(config, { warn: say });
  const endpoints = () => resolveEndpoints(config, transport);
  try {
    const network = await run("network", async () => checkNetwork(config, transport, await endpoints()));
    const reachable = network.some(({ check, state }) => check === "network" && state === "ok");
    const parts = await Promise.all([
      run("program", () => checkProgram(config)),
      run("OAuth client", () => checkClient(config, vault)),
      run("redirect", () => checkRedirect(config)),
      network,
      run("keychain", () => checkKeychain(config, vault)),
      run("store", () => checkStore(config)),
      run("audit log", () => checkAuditLog(config)),
      reachable ? run("accounts", () => checkAccounts({ vault, transport, endpoints })) : [],
      run("clients", checkHosts),
    ]);
    return parts.flat();
  } finally {
    transport.close();
    vault.dispose();
  }
}
