import type { AccountRecord } from "../../credentials/credential.ts";
import type { Vault } from "../../credentials/vault.ts";
import { ToolError } from "../../errors.ts";
import { createGoogleClients } from "../../google/google-clients.ts";
import { probeService } from "../../google/service-probes.ts";
import type { Transport } from "../../net/transport.ts";
import { AccountTokens } from "../../oauth/access-tokens.ts";
import type { Endpoints } from "../../oauth/endpoints.ts";
import { grantedServices } from "../../oauth/granted-services.ts";
import { SERVICE_SCOPES, SERVICES } from "../../scopes.ts";
import { type Finding, failed, run } from "./finding.ts";

const LIMIT_MS = 20_000;

export interface AccountMeans {
  readonly vault: Vault;
  readonly transport: Transport;
  endpoints(): Promise<Endpoints>;
}

/** Looks at every account: whether its token can be renewed, and whether each service that it granted answers. */
export async function checkAccounts(means: AccountMeans): Promise<Finding[]> {
  const records = await means.vault.accounts();
  if (records.length === 0) {
    const fix = "Run: groupon-google-mcp login";
    return [{ check: "accounts", state: "warning", what: "nobody is signed in", fix }];
  }
  const tokens = new AccountTokens(means);
  const findings = await Promise.all(records.map((record) => checkAccount(record, tokens, means)));
  return findings.flat();
}

async function checkAccount(record: AccountRecord, tokens: AccountTokens, means: AccountMeans): Promise<Finding[]> {
  const { sub, email } = record;
  const signal = AbortSignal.timeout(LIMIT_MS);
  const grant = await run(email, async () => {
    const rejected = await tokens.accessToken(sub, { signal });
    // As if Google had refused it, so that the refresh token has to prove itself.
    await tokens.accessToken(sub, { signal, rejected });
    return { check: email, state: "ok", what: `kept in ${record.storage}; its token was renewed just now` };
  });
  if (grant.some(({ state }) => state === "failed")) return grant;
  const google = createGoogleClients({
    transport: means.transport,
    authorizer: { accessToken: (options) => tokens.accessToken(sub, options) },
    signal,
    idempotent: true,
  });
  const granted = new Set<string>(grantedServices(record.scopes).map(({ name }) => name));
  const services = SERVICES.filter((service) => granted.has(service));
  const answers = await Promise.all(
    services.map(async (service): Promise<Finding> => {
      const check = `${email}, ${SERVICE_SCOPES[service].title}`;
      try {
        await probeService(service, google);
        return { check, state: "ok", what: "answers" };
      } catch (error) {
        const partly =
          error instanceof ToolError && (error.code === "missing_scope" || error.code === "permission_denied");
        return partly ? { check, state: "ok", what: "granted in part" } : failed(check, error);
      }
    }),
  );
  return [...grant, ...answers];
}
