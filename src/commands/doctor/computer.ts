import { createServer } from "node:net";
import { verifyAudit } from "../../audit/verify.ts";
import type { Config } from "../../config/config.ts";
import { locksFolder } from "../../credentials/account-index.ts";
import { systemKeychain, wordsForKeychain } from "../../credentials/keychain.ts";
import { Locks } from "../../credentials/lock.ts";
import { probeKeychain } from "../../credentials/probe.ts";
import type { Vault } from "../../credentials/vault.ts";
import type { Transport } from "../../net/transport.ts";
import { resolveClient } from "../../oauth/client-file.ts";
import type { Endpoints } from "../../oauth/endpoints.ts";
import { redirectTarget } from "../../oauth/redirect-target.ts";
import { VERSION } from "../../version.ts";
import type { Finding } from "./finding.ts";

/** Seconds that a computer's clock may be off: the tolerance with which ID tokens are checked (SECURITY-SPEC 1.7). */
const MOST_SECONDS_OFF = 60;
const LIMIT_MS = 10_000;
/** Less than a living writer holds a lock, more than a killed one can. */
const LOCK_LIMIT_MS = 5_000;

export async function checkProgram({ timeZone }: Config): Promise<Finding> {
  const program = `groupon-google-mcp ${VERSION} on Node ${process.versions.node}`;
  return { check: "program", state: "ok", what: `${program}, times in ${timeZone}` };
}

export async function checkClient(config: Config, vault: Vault): Promise<Finding> {
  const { clientId } = await resolveClient({ config, vault, clientFile: undefined });
  const from = config.oauth.clientId === undefined ? "remembered" : "from GOOGLE_CLIENT_ID";
  if (clientId.endsWith(".apps.googleusercontent.com"))
    return { check: "OAuth client", state: "ok", what: `${clientId} (${from})` };
  return {
    check: "OAuth client",
    state: "warning",
    what: `${clientId} (${from}) does not look like an id of Google's console`,
    fix: "Its ids end in .apps.googleusercontent.com: run login --client-file with the JSON of your Desktop client.",
  };
}

/** Listens for a moment where the sign-in would. */
export async function checkRedirect(config: Config): Promise<Finding> {
  const { host, port } = await redirectTarget(config, undefined);
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, host.replace(/^\[|\]$/g, ""), () => resolve());
    });
  } catch {
    return {
      check: "redirect",
      state: "failed",
      what: `port ${port} on ${host} cannot be listened on`,
      fix: "End the program that has it, or take another port in OAUTH_REDIRECT_URI.",
    };
  } finally {
    server.close();
  }
  return { check: "redirect", state: "ok", what: `${host}, ${port === 0 ? "a free port" : `port ${port}`}` };
}

/** One request that needs no sign-in: the network, the proxy and the certificate all have to be right for it, and its date shows the clock. */
export async function checkNetwork(config: Config, transport: Transport, endpoints: Endpoints): Promise<Finding[]> {
  const { headers } = await transport.http
    .request({ url: endpoints.jwks, responseType: "json", timeout: LIMIT_MS })
    .catch(async (error: unknown) => {
      const { describeNetworkFault } = await import("../../net/network-fault.ts");
      const { ToolError } = await import("../../errors.ts");
      const { message, fix } = describeNetworkFault(error);
      throw new ToolError("network_error", message, fix);
    });
  const { proxy, ownAuthority } = config.network;
  const way = proxy === undefined ? "directly" : "through HTTPS_PROXY";
  const trust = ownAuthority || proxy !== undefined ? "the system's authorities" : "Google's own authorities";
  const whom =
    config.emulatorOrigin === undefined
      ? `Google ${way}, trusting ${trust}`
      : `the emulator at ${config.emulatorOrigin}`;
  return [{ check: "network", state: "ok", what: `reaches ${whom}` }, clock(headers.get("date"))];
}

function clock(date: string | null): Finding {
  const seconds = Math.round((Date.now() - Date.parse(date ?? "")) / 1000);
  if (Number.isNaN(seconds)) return { check: "clock", state: "warning", what: "Google's answer had no date" };
  if (Math.abs(seconds) <= MOST_SECONDS_OFF) return { check: "clock", state: "ok", what: "right within a minute" };
  return {
    check: "clock",
    state: "failed",
    what: `${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead" : "behind"}, by Google's time`,
    fix: "Let the computer set its time automatically.",
  };
}

export async function checkKeychain(config: Config, vault: Vault): Promise<Finding> {
  const users = (await vault.accounts()).filter(({ storage }) => storage === "KEYCHAIN").map(({ email }) => email);
  const fault = await probeKeychain(systemKeychain());
  if (fault === undefined) return { check: "keychain", state: "ok", what: "takes, gives back and deletes a probe" };
  const words = wordsForKeychain(fault);
  if (users.length > 0) {
    const fix = "Unlock or start it; or sign in again with login --storage FILE_ENCRYPTED.";
    return { check: "keychain", state: "failed", what: `${words}; ${users.join(", ")} is kept there`, fix };
  }
  const wanted = config.storage.mode === "KEYCHAIN";
  return { check: "keychain", state: wanted ? "failed" : "ok", what: `${words}; no account needs it` };
}

/** Takes and frees a lock in the store, which shows that it can be written and that no lock is stuck. */
export async function checkStore(config: Config): Promise<Finding> {
  await new Locks(locksFolder(config.paths.data), { waitMs: LOCK_LIMIT_MS }).hold("doctor", async () => {});
  return { check: "store", state: "ok", what: `${config.paths.data} can be written, and its locks work` };
}

export async function checkAuditLog(config: Config): Promise<Finding> {
  const { entries, problems } = await verifyAudit(config);
  const [first] = problems;
  if (first === undefined) return { check: "audit log", state: "ok", what: `whole, ${entries} entries` };
  return {
    check: "audit log",
    state: "failed",
    what: `not whole: ${first.file}:${first.line}: ${first.what}`,
    fix: "See every place with `groupon-google-mcp audit verify`.",
  };
}
