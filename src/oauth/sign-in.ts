import type { Config, StorageMode } from "../config/config.ts";
import type { AccountRecord, Credential, OAuthClient } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { IDENTITY_SCOPES, type Service } from "../scopes.ts";
import { type Attempt, startAttempt } from "./attempt.ts";
import { authorizationUrl } from "./authorization-url.ts";
import type { CallbackPage } from "./callback-page.ts";
import type { Endpoints } from "./endpoints.ts";
import { createIdTokenVerifier, type Identity } from "./id-token.ts";
import { type AuthorizationResponse, openListener } from "./loopback-listener.ts";
import { readPastedAddress } from "./pasted-address.ts";
import { redirectTarget } from "./redirect-target.ts";
import { isServiceScope, requestedScopes } from "./requested-scopes.ts";
import { exchangeCode, type TokenAnswer } from "./token-endpoint.ts";

/** More than this between this computer's clock and Google's is told as the cause when an ID token does not hold. */
const CLOCK_LIMIT_MS = 60_000;

export interface SignInDependencies {
  config: Config;
  vault: Vault;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
}

export interface SignInOptions {
  client: OAuthClient;
  services: readonly Service[];
  readOnly: boolean;
  storage: StorageMode;
  /** The account that must come out of it. */
  account?: string;
  /** A port for the redirect instead of a free one. */
  port?: number;
  signal: AbortSignal;
}

/** How a sign-in talks with the person. */
export interface SignInUi {
  /** Shows the authorization URL, and opens it where that is wanted. */
  showUrl(url: string): Promise<void>;
  /** Addresses that the person pastes because the redirect could not reach this computer (SECURITY-SPEC 1.10). */
  pastedAddresses?: AsyncIterable<string>;
  /** Tells the person something on the way. */
  say(line: string): void;
}

export interface SignInResult {
  account: AccountRecord;
  /** Service scopes that were asked for and not granted. */
  missing: string[];
}

/**
 * One sign-in from the authorization URL to the stored credential (RFC 8252 with PKCE). Whatever fails, nothing is
 * stored and the listener is closed.
 * @throws ToolError with a code of its own for each way it can fail
 */
export async function signIn(
  dependencies: SignInDependencies,
  options: SignInOptions,
  ui: SignInUi,
): Promise<SignInResult> {
  const { config, vault } = dependencies;
  const endpoints = await dependencies.endpoints();
  const known = knownAccount(await vault.accounts(), options.account);
  const scopes = requestedScopes(options.services, options.readOnly, known);
  const attempt = startAttempt(config.oauth.signInTimeoutMs);
  const outcome = deferred<SignInResult>();

  const finish = async (response: AuthorizationResponse, redirectUri: string): Promise<CallbackPage> => {
    stopWaiting();
    try {
      const result = await completeSignIn(dependencies, options, { endpoints, attempt, response, redirectUri, scopes });
      outcome.resolve(result);
      return donePage(result);
    } catch (error) {
      outcome.reject(error);
      return failurePage(error);
    }
  };

  const listener = await openListener({
    ...(await redirectTarget(config, options.port)),
    attempt,
    onResponse: (response) => finish(response, listener.redirectUri),
  });
  const stopWaiting = rejectOnTimeoutOrAbort(outcome, config.oauth.signInTimeoutMs, options.signal);
  try {
    await ui.showUrl(
      authorizationUrl({
        endpoint: endpoints.authorization,
        clientId: options.client.clientId,
        redirectUri: listener.redirectUri,
        scopes: [...IDENTITY_SCOPES, ...scopes],
        attempt,
        loginHint: options.account,
        hostedDomain: config.oauth.allowedDomains.length === 1 ? config.oauth.allowedDomains[0] : undefined,
      }),
    );
    if (ui.pastedAddresses) {
      takePastedAddresses(ui.pastedAddresses, ui.say, attempt, (response) =>
        finish(response, listener.redirectUri),
      ).catch(outcome.reject);
    }
    return await outcome.promise;
  } finally {
    stopWaiting();
    attempt.use();
    await listener.close();
  }
}

/** The account that is signed in again: the one named, or the only one there is. */
function knownAccount(records: readonly AccountRecord[], email: string | undefined): AccountRecord | undefined {
  if (email !== undefined) return records.find((record) => record.email.toLowerCase() === email.toLowerCase());
  return records.length === 1 ? records[0] : undefined;
}

async function takePastedAddresses(
  addresses: AsyncIterable<string>,
  say: (line: string) => void,
  attempt: Attempt,
  finish: (response: AuthorizationResponse) => Promise<CallbackPage>,
): Promise<void> {
  for await (const line of addresses) {
    if (line.trim() === "") continue;
    const response = readPastedAddress(line, attempt);
    if (response) {
      attempt.use();
      await finish(response);
      return;
    }
    say(
      "That is not the address that this sign-in waits for. Paste the whole address of the page that the browser ended at.",
    );
  }
}

interface Answered {
  endpoints: Endpoints;
  attempt: Attempt;
  response: AuthorizationResponse;
  redirectUri: string;
  scopes: readonly string[];
}

async function completeSignIn(
  dependencies: SignInDependencies,
  options: SignInOptions,
  answered: Answered,
): Promise<SignInResult> {
  const { endpoints, attempt, response, redirectUri, scopes } = answered;
  if ("error" in response) throw refusal(response.error);
  const answer = await exchangeCode(
    { transport: dependencies.transport, endpoint: endpoints.token, client: options.client, signal: options.signal },
    { code: response.code, codeVerifier: attempt.codeVerifier, redirectUri },
  );
  const identity = await identify(answer, dependencies, options.client, endpoints, attempt.nonce);
  if (options.account !== undefined && identity.email.toLowerCase() !== options.account.toLowerCase()) {
    throw new ToolError(
      "unknown_account",
      `You signed in as ${identity.email}, but ${options.account} was asked for`,
      "Choose the right account on Google's page, or leave --account away. Nothing was stored.",
    );
  }
  if (answer.refreshToken === undefined) {
    throw new ToolError(
      "no_refresh_token",
      "Google gave no refresh token, so this sign-in would end within the hour",
      "Remove this app's access at https://myaccount.google.com/connections and sign in again. Nothing was stored.",
    );
  }
  const granted = answer.scopes.length > 0 ? answer.scopes : [...scopes];
  if (!granted.some(isServiceScope)) {
    throw new ToolError(
      "access_denied",
      "Not one of the permissions was granted",
      "Sign in again and leave at least one box ticked on Google's page. Nothing was stored.",
    );
  }
  const credential: Credential = {
    sub: identity.sub,
    email: identity.email,
    client: options.client,
    refreshToken: answer.refreshToken,
    accessToken: answer.accessToken,
    accessTokenExpiresAt: Date.now() + answer.expiresInMs,
    scopes: granted,
  };
  const account = await dependencies.vault.save(credential, options.storage);
  return { account, missing: scopes.filter((scope) => !granted.includes(scope)) };
}

/** Verifies the ID token; when it fails only because this computer's clock is wrong, says that instead. */
async function identify(
  answer: TokenAnswer,
  { config, transport }: SignInDependencies,
  client: OAuthClient,
  endpoints: Endpoints,
  nonce: string,
): Promise<Identity> {
  const { idToken, clockAheadMs } = answer;
  if (idToken === undefined) {
    throw new ToolError(
      "invalid_id_token",
      "Google gave no ID token, so it is not known who signed in",
      "Start the sign-in again. Nothing was stored.",
    );
  }
  const verify = createIdTokenVerifier(endpoints, transport);
  const expected = { clientId: client.clientId, nonce, allowedDomains: config.oauth.allowedDomains };
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

function donePage({ account }: SignInResult): CallbackPage {
  return { kind: "done", heading: "Signed in", text: `${account.email} is ready to be used by your MCP clients.` };
}

function failurePage(error: unknown): CallbackPage {
  const known = error instanceof ToolError ? error : undefined;
  if (known?.code === "access_denied")
    return { kind: "refused", heading: "Not signed in", text: `${known.message}. ${known.fix}` };
  const text = known
    ? `${known.message}. ${known.fix}`
    : "A fault in the program ended the sign-in. Nothing was stored.";
  return { kind: "error", heading: "The sign-in failed", text };
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** @returns stops both; called as soon as an answer has come, which has time limits of its own */
function rejectOnTimeoutOrAbort(outcome: Deferred<SignInResult>, limitMs: number, signal: AbortSignal): () => void {
  const timer = setTimeout(() => {
    outcome.reject(
      new ToolError(
        "sign_in_timeout",
        `Nobody signed in within ${Math.round(limitMs / 60_000)} minutes`,
        "Start the sign-in again when you are ready. Nothing was stored.",
      ),
    );
  }, limitMs);
  const abort = () => outcome.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  };
}
