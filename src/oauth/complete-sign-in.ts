import type { Config, StorageMode } from "../config/config.ts";
import type { AccountRecord, OAuthClient } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { IDENTITY_SCOPES, type Service } from "../scopes.ts";
import type { Attempt } from "./attempt.ts";
import type { Endpoints } from "./endpoints.ts";
import { CLOCK_LIMIT_MS, createIdTokenVerifier, type Identity } from "./id-token.ts";
import type { AuthorizationResponse } from "./loopback-listener.ts";
import { lostScopes } from "./requested-scopes.ts";
import { revokeGrant } from "./revocation.ts";
import { exchangeCode, type TokenAnswer } from "./token-endpoint.ts";

/** Milliseconds that withdrawing a useless grant may hold up the answer. */
const WITHDRAWAL_LIMIT_MS = 5000;

export interface SignInDependencies {
  config: Config;
  vault: Pick<Vault, "accounts" | "save">;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
}

export interface SignInOptions {
  client: OAuthClient;
  services: readonly Service[];
  readOnly: boolean;
  /** Scopes to ask for besides those of the services. */
  extraScopes?: readonly string[];
  storage: StorageMode;
  /** The account that must come out of it. */
  account?: string;
  /** A port for the redirect instead of a free one. */
  port?: number;
  signal: AbortSignal;
}

export interface SignInResult {
  account: AccountRecord;
  /** Service scopes that were asked for and not granted. */
  missing: string[];
}

/** What came back, and what it has to be held against. */
export interface Answered {
  endpoints: Endpoints;
  attempt: Pick<Attempt, "codeVerifier" | "nonce">;
  response: AuthorizationResponse;
  redirectUri: string;
  /** Service scopes that were asked for. */
  scopes: readonly string[];
}

/**
 * Turns the authorization response into a stored credential. Whatever fails, nothing is stored, and a grant that was
 * given for nothing is withdrawn again as far as Google can be reached.
 * @throws ToolError with a code of its own for each way it can fail
 */
export async function completeSignIn(
  dependencies: SignInDependencies,
  options: SignInOptions,
  answered: Answered,
): Promise<SignInResult> {
  const { endpoints, attempt, response, redirectUri } = answered;
  if ("error" in response) throw refusal(response.error);
  const answer = await exchangeCode(
    { transport: dependencies.transport, endpoint: endpoints.token, client: options.client, signal: options.signal },
    { code: response.code, codeVerifier: attempt.codeVerifier, redirectUri },
  );
  let identity: Identity | undefined;
  try {
    identity = await identify(answer, dependencies, options, answered);
    return await store(answer, identity, dependencies, options, answered);
  } catch (error) {
    await withdraw(answer, identity, dependencies, options, endpoints).catch(() => {});
    throw error;
  }
}

/** What the authorization server said instead of a code (RFC 6749 section 4.1.2.1). */
function refusal(error: string): ToolError {
  if (error === "access_denied") {
    return new ToolError(
      "access_denied",
      "The sign-in was refused on Google's page",
      "Sign in again and press Continue. Nothing was stored.",
    );
  }
  const reason = /^[a-z_]{1,60}$/.test(error) ? error : "unknown reason";
  return new ToolError(
    "google_error",
    `Google ended the sign-in (${reason})`,
    "Start the sign-in again. Nothing was stored.",
  );
}

/** Verifies the ID token; when it fails only because this computer's clock is wrong, says that instead. */
async function identify(
  { idToken, clockAheadMs }: TokenAnswer,
  { config, transport }: SignInDependencies,
  { client }: SignInOptions,
  { endpoints, attempt }: Answered,
): Promise<Identity> {
  if (idToken === undefined) {
    throw new ToolError(
      "invalid_id_token",
      "Google gave no ID token, so it is not known who signed in",
      "Start the sign-in again. Nothing was stored.",
    );
  }
  const verify = createIdTokenVerifier(endpoints, transport);
  const expected = { clientId: client.clientId, nonce: attempt.nonce, allowedDomains: config.oauth.allowedDomains };
  try {
    return await verify(idToken, { ...expected, now: Date.now() });
  } catch (error) {
    if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= CLOCK_LIMIT_MS) throw error;
    await verify(idToken, { ...expected, now: Date.now() - clockAheadMs });
    const drift = `${Math.round(Math.abs(clockAheadMs) / 1000)} seconds ${clockAheadMs > 0 ? "ahead" : "behind"}`;
    throw new ToolError(
      "clock_wrong",
      `This computer's clock is ${drift}`,
      "Set the clock and sign in again. Nothing was stored.",
      { cause: error },
    );
  }
}

async function store(
  answer: TokenAnswer,
  identity: Identity,
  { vault }: SignInDependencies,
  options: SignInOptions,
  { scopes }: Answered,
): Promise<SignInResult> {
  const granted = answer.scopes.length > 0 ? answer.scopes : [...IDENTITY_SCOPES, ...scopes];
  refuseOtherAccount(identity, options.account);
  if (answer.refreshToken === undefined) {
    throw new ToolError(
      "no_refresh_token",
      "Google gave no refresh token, so this sign-in would end within the hour",
      "Remove this app's access at https://myaccount.google.com/connections and sign in again. Nothing was stored.",
    );
  }
  if (!scopes.some((scope) => granted.includes(scope))) {
    throw new ToolError(
      "access_denied",
      "Not one of the permissions was granted",
      "Sign in again and leave at least one box ticked on Google's page. Nothing was stored.",
    );
  }
  refuseLoss((await vault.accounts()).find(sameAccount(identity)), options, scopes);
  options.signal.throwIfAborted();
  const account = await vault.save(
    {
      sub: identity.sub,
      email: identity.email,
      client: options.client,
      refreshToken: answer.refreshToken,
      accessToken: answer.accessToken,
      accessTokenExpiresAt: Date.now() + answer.expiresInMs,
      scopes: granted,
    },
    options.storage,
  );
  return { account, missing: scopes.filter((scope) => !granted.includes(scope)) };
}

function refuseOtherAccount({ email }: Identity, wanted: string | undefined): void {
  if (wanted === undefined || email.toLowerCase() === wanted.toLowerCase()) return;
  throw new ToolError(
    "unknown_account",
    `You signed in as ${email}, but ${wanted} was asked for`,
    "Choose the right account on Google's page, or leave --account away. Nothing was stored.",
  );
}

/**
 * With several accounts it shows only now whose sign-in it is: when Google was not asked for what that account has
 * already, storing the new grant would take it away (SECURITY-SPEC 1.6).
 */
function refuseLoss(known: AccountRecord | undefined, options: SignInOptions, asked: readonly string[]): void {
  if (known === undefined || lostScopes(options.services, asked, known).length === 0) return;
  throw new ToolError(
    "missing_scope",
    `${known.email} is signed in already, with permissions that were not asked for now and would be lost`,
    `Name the account, so that Google is asked for all of them together: groupon-google-mcp login --account ${known.email} --services ${options.services.join(",")}. Nothing was changed.`,
  );
}

/**
 * Withdraws a grant that nothing was stored of. Google withdraws all that a person has granted a client at once, so it
 * stays where that could end a sign-in that stands.
 */
async function withdraw(
  answer: TokenAnswer,
  identity: Identity | undefined,
  { transport, vault }: SignInDependencies,
  { client }: SignInOptions,
  endpoints: Endpoints,
): Promise<void> {
  const records = (await vault.accounts()).filter(({ clientId }) => clientId === client.clientId);
  if (identity === undefined ? records.length > 0 : records.some(sameAccount(identity))) return;
  const refreshToken = answer.refreshToken ?? answer.accessToken;
  await revokeGrant({ transport, endpoints, signal: AbortSignal.timeout(WITHDRAWAL_LIMIT_MS) }, { refreshToken });
}

function sameAccount({ sub }: Identity): (record: AccountRecord) => boolean {
  return (record) => record.sub === sub;
}
