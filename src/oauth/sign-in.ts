import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { IDENTITY_SCOPES } from "../scopes.ts";
import { type Attempt, startAttempt } from "./attempt.ts";
import { authorizationUrl } from "./authorization-url.ts";
import type { CallbackPage } from "./callback-page.ts";
import type { SignInDependencies, SignInOptions, SignInResult } from "./complete-sign-in.ts";
import { type AuthorizationResponse, openListener } from "./loopback-listener.ts";
import { readPastedAddress } from "./pasted-address.ts";
import { redirectTarget } from "./redirect-target.ts";
import { requestedScopes } from "./requested-scopes.ts";
import { donePage, failurePage } from "./sign-in-pages.ts";

/** How a sign-in talks with the person. */
export interface SignInUi {
  /** Shows the authorization URL, and opens it where that is wanted. */
  showUrl(url: string): Promise<void>;
  /** Addresses that the person pastes because the redirect could not reach this computer (SECURITY-SPEC 1.10). */
  pastedAddresses?: AsyncIterable<string>;
  /** Tells the person something on the way. */
  say(line: string): void;
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
  options.signal.throwIfAborted();
  const endpoints = await dependencies.endpoints();
  const known = knownAccount(await vault.accounts(), options.account);
  const scopes = requestedScopes(options.services, options.readOnly, known, options.extraScopes);
  const attempt = startAttempt(config.oauth.signInTimeoutMs);
  const outcome = deferred<SignInResult>();

  const finish = async (response: AuthorizationResponse, redirectUri: string): Promise<CallbackPage> => {
    stopWaiting();
    try {
      // Not before the browser comes back: the address is shown sooner without.
      const { completeSignIn } = await import("./complete-sign-in.ts");
      const result = await completeSignIn(dependencies, options, { endpoints, attempt, response, redirectUri, scopes });
      outcome.resolve(result);
      return donePage(result.account.email);
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
      takePastedAddresses(ui.pastedAddresses, ui.say, attempt, listener.redirectUri, finish).catch(outcome.reject);
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
  redirectUri: string,
  finish: (response: AuthorizationResponse, redirectUri: string) => Promise<CallbackPage>,
): Promise<void> {
  for await (const line of addresses) {
    if (line.trim() === "") continue;
    const response = readPastedAddress(line, attempt, redirectUri);
    if (response) {
      attempt.use();
      await finish(response, redirectUri);
      return;
    }
    say(
      "That is not the address that this sign-in waits for. Paste the whole address of the page that the browser ended at.",
    );
  }
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
