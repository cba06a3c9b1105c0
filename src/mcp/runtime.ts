import type { CallToolResult } from "@modelcontextprotocol/server";
import { openAudit } from "../audit/audit-log.ts";
import { openMonitor } from "../audit/watch.ts";
import type { Config } from "../config/config.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import { allowedFiles } from "../files/allowed-files.ts";
import type { Authorizer } from "../google/authorized-client.ts";
import { createGoogleClients } from "../google/google-clients.ts";
import { createTransport } from "../net/transport.ts";
import { AccountTokens } from "../oauth/access-tokens.ts";
import { resolveEndpoints } from "../oauth/endpoints.ts";
import { createPipeline } from "../pipeline/pipeline.ts";
import { redact } from "../redaction.ts";
import { Places } from "../sessions/places.ts";
import { Sessions } from "../sessions/sessions.ts";
import { loadTools } from "../tools/catalogue.ts";
import { createAccountDesk } from "./account-desk.ts";
import { toCallResult } from "./call-result.ts";
import type { CallTool } from "./tool-runner.ts";

/** Everything behind a tool call: the vault, the tokens, the way to Google and the pipeline. */
export interface Runtime {
  callTool(...parameters: Parameters<CallTool>): Promise<CallToolResult>;
  /** Records of all accounts, those in memory alone included. */
  records(): Promise<AccountRecord[]>;
  /** Ends a waiting sign-in, closes connections and overwrites keys in memory. */
  close(): Promise<void>;
}

/** What a runtime tells of by itself. */
export interface RuntimeEvents {
  /** Writes a line to the server's error output. */
  warn(line: string): void;
  /** Called after a sign-in that this server has made. */
  onAccountsChanged(): void;
  /** Called with each alert, for the client. */
  onAlert(line: string): void;
}

/** Makes what the calls of one served connection share. */
export function createRuntime(
  config: Config,
  vault: Vault,
  { warn, onAccountsChanged, onAlert }: RuntimeEvents,
): Runtime {
  const transport = createTransport(config.emulatorOrigin, { network: config.network, warn });
  transport.load();
  let endpoints: ReturnType<typeof resolveEndpoints> | undefined;
  const resolved = () => {
    endpoints ??= resolveEndpoints(config, transport).catch((error) => {
      endpoints = undefined;
      throw error;
    });
    return endpoints;
  };
  const audit = openAudit(config, { warn });
  const monitor = openMonitor(config, audit, (line) => {
    warn(line);
    onAlert(line);
  });
  const tokens = new AccountTokens({
    vault,
    transport,
    endpoints: resolved,
    onRefreshFailed(email, code) {
      void audit.record({ event: "refresh", severity: "warning", outcome: code, email }).catch(() => {});
      if (code !== "network_error") void monitor.refreshFailed(email).catch(() => {});
    },
  });
  const desk = createAccountDesk({
    config,
    vault,
    transport,
    endpoints: resolved,
    warn,
    onSignIn(outcome, email) {
      const severity = outcome === "ok" ? "info" : "warning";
      void audit.record({ event: "sign_in", severity, outcome, email }).catch(() => {});
      if (outcome === "ok") onAccountsChanged();
      else void monitor.failedAuthentication().catch(() => {});
    },
  });
  const sessions = new Sessions({
    limits: config.sessions,
    places: new Places(config.paths.data),
    onEnd: async ({ sub, storage }, why) => {
      tokens.forget(sub);
      vault.release(sub);
      if (storage === "MEMORY_ONLY" && (why === "idle" || why === "lifetime")) {
        await vault.remove(sub);
        onAccountsChanged();
      }
    },
  });
  const records = async () => {
    const current = await vault.accounts();
    await sessions.endReplaced(current);
    return current;
  };
  const run = createPipeline({
    records,
    sessions,
    audit,
    monitor,
    rateLimits: config.rateLimits,
    timeLimits: config.timeLimits,
    guard: config.guard,
    signInOnCall: { desk, ...config.signInOnCall },
    report: (error) => warn(`fault: ${redact(error instanceof Error ? error.message : String(error))}`),
    google: (account, { signal, idempotent }) =>
      createGoogleClients({
        transport,
        authorizer: authorizerOf(tokens, account.sub, signal),
        signal,
        idempotent,
      }),
    accounts: desk,
    files: (clientFolders) =>
      allowedFiles({
        exchange: config.paths.exchange,
        others: config.allowedFolders,
        ...(clientFolders && { more: clientFolders }),
        closed: [config.paths.data],
      }),
    timeZone: () => config.timeZone,
  });

  return {
    records: () => vault.accounts(),
    async callTool(listed, call) {
      const tools = await loadTools(listed.service);
      const tool = tools.find(({ name }) => name === listed.definition.name);
      if (!tool)
        throw new ToolError("internal", `${listed.definition.name} is listed but not there`, "Reinstall the package.");
      return toCallResult(await run({ tool, facts: {}, ...call }));
    },
    async close() {
      desk.close();
      await sessions.close();
      transport.close();
      vault.dispose();
    },
  };
}

/**
 * Begins to read the token when the call is opened, while the service's code is loaded: at the first call, to derive the
 * key takes longer than anything else.
 */
function authorizerOf(tokens: AccountTokens, sub: string, signal: AbortSignal): Authorizer {
  let first: Promise<string> | undefined = tokens.accessToken(sub, { signal });
  first.catch(() => {});
  return {
    accessToken(options) {
      const begun = options.rejected === undefined ? first : undefined;
      first = undefined;
      return begun ?? tokens.accessToken(sub, options);
    },
  };
}
