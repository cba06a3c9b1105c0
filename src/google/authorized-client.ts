import { setMaxListeners } from "node:events";
import type { GaxiosOptions, GaxiosResponse } from "gaxios";
import { OAuth2Client } from "google-auth-library";
import type { Transport } from "../net/transport.ts";
import { readErrorAnswer, toToolError } from "./error-answer.ts";
import { MOST_RETRIES, mayRetry, pause, waitBeforeRetry } from "./retry.ts";

/** Gives the access token that a request is to carry. */
export interface Authorizer {
  /** @param rejected a token that Google has just refused, so that another one is wanted */
  accessToken(options: { signal: AbortSignal; rejected?: string }): Promise<string>;
}

/** What a call's requests share. */
export interface RequestScope {
  transport: Transport;
  authorizer: Authorizer;
  signal: AbortSignal;
  /** Whether the tool may be repeated without doing its work twice; reading requests always may. */
  idempotent: boolean;
}

/** Methods that RFC 9110 section 9.2.2 calls idempotent. */
const IDEMPOTENT_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);

/**
 * The way of every API request: puts the access token on it, fetches another one once when Google refuses it, waits and
 * repeats as SECURITY-SPEC 4.2 allows, and turns what fails into a {@link ToolError}. The Google clients know it as
 * their `auth`; they never see a token.
 */
export class AuthorizedClient extends OAuth2Client {
  readonly #scope: RequestScope;

  constructor(requestScope: RequestScope) {
    super();
    this.#scope = requestScope;
    // A call may have many requests under way, and each listens for the end of the call.
    setMaxListeners(0, requestScope.signal);
  }

  override async request<T>(options: GaxiosOptions): Promise<GaxiosResponse<T>> {
    const { signal } = this.#scope;
    const repeatable = this.#scope.idempotent || IDEMPOTENT_METHODS.has((options.method ?? "GET").toUpperCase());
    const replayable = !isStream(options.data);
    let rejected: string | undefined;
    for (let attempt = 0; ; attempt += 1) {
      let token: string | undefined;
      try {
        token = await this.#scope.authorizer.accessToken({ signal, rejected });
        return await this.#send<T>(options, token);
      } catch (error) {
        const failure = readErrorAnswer(error);
        const another = token !== undefined && failure.status === 401 && rejected === undefined && replayable;
        if (another && !signal.aborted) {
          rejected = token;
          continue;
        }
        const again = token !== undefined && replayable && attempt < MOST_RETRIES && mayRetry(failure, repeatable);
        if (!again || signal.aborted) throw toToolError(error, repeatable, signal);
        await pause(waitBeforeRetry(failure, attempt, Math.random(), Date.now()), signal).catch((aborted) => {
          throw toToolError(aborted, repeatable, signal);
        });
      }
    }
  }

  async #send<T>(options: GaxiosOptions, token: string): Promise<GaxiosResponse<T>> {
    const headers = new Headers(options.headers);
    headers.set("authorization", `Bearer ${token}`);
    return await this.#scope.transport.http.request<T>({
      ...options,
      url: this.#scope.transport.apiAddress(String(options.url)),
      headers,
      retry: false,
      signal: this.#scope.signal,
    });
  }
}

function isStream(data: unknown): boolean {
  return typeof data === "object" && data !== null && "pipe" in data && typeof data.pipe === "function";
}
