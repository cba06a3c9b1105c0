import { setTimeout as delay } from "node:timers/promises";
import type { AccountRecord, Credential } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { type ErrorCode, ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import type { Endpoints } from "./endpoints.ts";
import { CLOCK_LIMIT_MS, createIdTokenVerifier, type IdTokenVerifier } from "./id-token.ts";
import { refreshAccess, type TokenAnswer } from "./token-endpoint.ts";

/** A token is renewed this long before it expires, plus up to as much again, so that processes do not all ask at once. */
const REFRESH_AHEAD_MS = 60_000;

/**
 * Milliseconds that one renewal may take, waits between tries included: less than other processes wait for the lock that
 * it is made under.
 */
const RENEWAL_LIMIT_MS = 25_000;

/** Waits between tries when Google cannot be reached. */
const NETWORK_WAITS_MS = [500, 1500, 4000];

export interface AccountTokensDependencies {
  vault: Pick<Vault, "accounts" | "read" | "update" | "noteRefusal">;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
  /** Told of a refresh that failed, with the error's code. */
  onRefreshFailed?(email: string, code: ErrorCode): void;
  now?(): number;
  /** From 0 to 1. */
  random?(): number;
  /** Milliseconds to wait before each further try when Google cannot be reached. */
  networkWaits?: readonly number[];
  /** Milliseconds that one renewal may take, waits included. */
  renewalLimitMs?: number;
}

interface Usable {
  generation: string;
  token: string;
  expiresAt: number;
  /** Milliseconds before expiry at which it is renewed. */
  margin: number;
}

/**
 * Access tokens by account, renewed in silence. One renewal at a time in this process, and through the vault's lock one
 * over all processes. A token is held only as long as the account's record says that its sign-in is still the same one.
 */
export class AccountTokens {
  readonly #vault: AccountTokensDependencies["vault"];
  readonly #transport: Transport;
  readonly #endpoints: () => Promise<Endpoints>;
  readonly #onRefreshFailed: AccountTokensDependencies["onRefreshFailed"];
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #networkWaits: readonly number[];
  readonly #renewalLimitMs: number;
  readonly #held = new Map<string, Usable>();
  readonly #renewals = new Map<string, Promise<Usable>>();
  /** Verifiers by the address of their keys, which they keep for an hour. */
  readonly #verifiers = new Map<string, IdTokenVerifier>();

  constructor(dependencies: AccountTokensDependencies) {
    this.#vault = dependencies.vault;
    this.#transport = dependencies.transport;
    this.#endpoints = dependencies.endpoints;
    this.#onRefreshFailed = dependencies.onRefreshFailed;
    this.#now = dependencies.now ?? Date.now;
    this.#random = dependencies.random ?? Math.random;
    this.#networkWaits = dependencies.networkWaits ?? NETWORK_WAITS_MS;
    this.#renewalLimitMs = dependencies.renewalLimitMs ?? RENEWAL_LIMIT_MS;
  }

  /**
   * @param rejected a token that Google has just refused with 401, so that another one is wanted
   * @throws ToolError `not_signed_in`, `grant_revoked`, `network_error`, or what the vault throws
   */
  async accessToken(
    sub: string,
    { signal, rejected }: { signal: AbortSignal; rejected?: string | undefined },
  ): Promise<string> {
    const record = await this.#recordOf(sub);
    const held = this.#held.get(sub);
    if (held && held.generation === record.generation && held.token !== rejected && this.#isFresh(held))
      return held.token;
    this.#held.delete(sub);
    const key = `${sub} ${record.generation} ${rejected ?? ""}`;
    const renewal = this.#renewals.get(key) ?? this.#startRenewal(key, record, rejected);
    return (await abortable(renewal, signal)).token;
  }

  /** Drops the token that is held for an account; the next call reads it from the vault. */
  forget(sub: string): void {
    this.#held.delete(sub);
  }

  async #recordOf(sub: string): Promise<AccountRecord> {
    const record = (await this.#vault.accounts()).find((one) => one.sub === sub);
    if (record) return record;
    this.#held.delete(sub);
    throw new ToolError(
      "not_signed_in",
      "This account has been signed out",
      "Call google_sign_in, or run `groupon-google-mcp login` in a terminal.",
    );
  }

  #startRenewal(key: string, record: AccountRecord, rejected: string | undefined): Promise<Usable> {
    const renewal = this.#renew(record, rejected)
      .then((usable) => {
        this.#held.set(record.sub, usable);
        return usable;
      })
      .finally(() => this.#renewals.delete(key));
    this.#renewals.set(key, renewal);
    return renewal;
  }

  async #renew(record: AccountRecord, rejected: string | undefined): Promise<Usable> {
    const stored = this.#usable(record, await this.#vault.read(record.sub));
    if (stored.token !== rejected && this.#isFresh(stored)) return stored;
    try {
      // What another process has renewed in the meantime is in `current`, because the vault reads it under its lock.
      const credential = await this.#vault.update(record.sub, async (current) => {
        const usable = this.#usable(record, current);
        return usable.token !== rejected && this.#isFresh(usable) ? current : await this.#refreshOrNote(current);
      });
      return this.#usable(record, credential);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const stillGood = stored.token !== rejected && stored.expiresAt > this.#now();
      if ((error.code === "network_error" || error.code === "google_error") && stillGood)
        return { ...stored, margin: 0 };
      throw error;
    }
  }

  /** Runs under the account's lock, so that a refusal is never noted of a sign-in that came after it. */
  async #refreshOrNote(current: Credential): Promise<Credential> {
    try {
      return await this.#refresh(current);
    } catch (error) {
      if (error instanceof ToolError && error.code === "grant_revoked")
        await this.#vault.noteRefusal(current.sub, error.message).catch(() => {});
      if (error instanceof ToolError) this.#onRefreshFailed?.(current.email, error.code);
      throw error;
    }
  }

  async #refresh(current: Credential): Promise<Credential> {
    const endpoints = await this.#endpoints();
    const signal = AbortSignal.timeout(this.#renewalLimitMs);
    const request = { transport: this.#transport, endpoint: endpoints.token, client: current.client, signal };
    const answer = await withNetworkRetries(
      () => refreshAccess(request, current.refreshToken),
      this.#networkWaits,
      signal,
    );
    if (answer.idToken !== undefined) await this.#checkSubject(answer.idToken, answer, current, endpoints);
    return {
      ...current,
      accessToken: answer.accessToken,
      accessTokenExpiresAt: this.#now() + answer.expiresInMs,
      refreshToken: answer.refreshToken ?? current.refreshToken,
      scopes: answer.scopes.length > 0 ? answer.scopes : current.scopes,
    };
  }

  /** An ID token that comes with a refresh must name the same account (OpenID Connect Core 1.0 section 12.2). */
  async #checkSubject(
    idToken: string,
    { clockAheadMs = 0 }: TokenAnswer,
    current: Credential,
    endpoints: Endpoints,
  ): Promise<void> {
    const verify = this.#verifiers.get(endpoints.jwks) ?? createIdTokenVerifier(endpoints, this.#transport);
    this.#verifiers.set(endpoints.jwks, verify);
    // A clock that has gone wrong does not end a sign-in that stands: then Google's own time counts.
    const now = Date.now() - (Math.abs(clockAheadMs) > CLOCK_LIMIT_MS ? clockAheadMs : 0);
    const expected = { clientId: current.client.clientId, nonce: undefined, allowedDomains: [], now };
    const { sub } = await verify(idToken, expected);
    if (sub === current.sub) return;
    throw new ToolError(
      "invalid_id_token",
      "Google answered for another account",
      "Sign in again with `groupon-google-mcp login`.",
    );
  }

  #usable(record: AccountRecord, credential: Credential): Usable {
    return {
      generation: record.generation,
      token: credential.accessToken,
      expiresAt: credential.accessTokenExpiresAt,
      margin: REFRESH_AHEAD_MS * (1 + this.#random()),
    };
  }

  #isFresh({ expiresAt, margin }: Usable): boolean {
    return expiresAt - this.#now() > margin;
  }
}

async function withNetworkRetries<T>(
  request: () => Promise<T>,
  waits: readonly number[],
  signal: AbortSignal,
): Promise<T> {
  for (const wait of waits) {
    try {
      return await request();
    } catch (error) {
      const passing = error instanceof ToolError && (error.code === "network_error" || error.code === "google_error");
      if (!passing || signal.aborted) throw error;
      await delay(wait, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
  return request();
}

/** Lets one caller go when its call is cancelled, while others still wait for the same renewal. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
