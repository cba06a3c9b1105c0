import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import { GaxiosError, type GaxiosOptions, type GaxiosResponse } from "gaxios";
import { OAuth2Client } from "google-auth-library";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { readErrorAnswer, toToolError } from "./error-answer.ts";
import { MOST_RETRIES, mayRetry, pause, waitBeforeRetry } from "./retry.ts";
import type { TransferAnswer, TransferRequest } from "./transfer.ts";

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
      const accessToken = async () => {
        token = await this.#scope.authorizer.accessToken({ signal, rejected });
        return token;
      };
      try {
        return await this.send<T>(options, accessToken, attempt);
      } catch (error) {
        if (error instanceof ToolError) throw error;
        const failure = readErrorAnswer(error);
        const another = token !== undefined && failure.status === 401 && rejected === undefined && replayable;
        if (another && !signal.aborted) {
          rejected = token;
          continue;
        }
        const sent = token !== undefined || failure.status !== undefined;
        const again = sent && replayable && attempt < MOST_RETRIES && mayRetry(failure, repeatable);
        if (!again || signal.aborted) throw toToolError(error, repeatable, signal);
        await pause(waitBeforeRetry(failure, attempt, Math.random(), Date.now()), signal).catch((aborted) => {
          throw toToolError(aborted, repeatable, signal);
        });
      }
    }
  }

  /** One request of an upload or a download. A session's address comes from Google and is followed no further. */
  async transfer({ method, url, headers, body, answer, alsoAccept }: TransferRequest): Promise<TransferAnswer> {
    const {
      status,
      headers: answered,
      data,
    } = await this.request<unknown>({
      method,
      url,
      headers: new Headers(headers),
      ...(body !== undefined && { data: body }),
      responseType: answer,
      redirect: "manual",
      validateStatus: (code) => (code >= 200 && code < 300) || code === alsoAccept,
    });
    return { status, headers: answered, body: data };
  }

  /**
   * Sends the request once.
   * @param _attempt how often it was sent before
   */
  protected async send<T>(
    options: GaxiosOptions,
    accessToken: () => Promise<string>,
    _attempt: number,
  ): Promise<GaxiosResponse<T>> {
    const headers = new Headers(options.headers);
    headers.set("authorization", `Bearer ${await accessToken()}`);
    const streamed = options.responseType === "stream";
    const data: unknown = options.data;
    const response = await this.#scope.transport.http.request<T>({
      ...options,
      ...(typeof data === "function" && { data: data() }),
      url: this.#scope.transport.apiAddress(String(options.url)),
      headers,
      retry: false,
      signal: this.#scope.signal,
      ...(streamed && { validateStatus: () => true }),
    });
    if (streamed && (response.status < 200 || response.status >= 300)) throw await streamedRefusal(response);
    return response;
  }
}

/** Bytes of an error body that are read. */
const LONGEST_REFUSAL = 64 * 1024;

/** The HTTP client loses what Google says of a failed request when the answer was to be a stream, so it is read here. */
async function streamedRefusal(response: GaxiosResponse<unknown>): Promise<GaxiosError> {
  const pieces: Buffer[] = [];
  let size = 0;
  if (response.data instanceof Readable) {
    for await (const chunk of response.data) {
      const piece = Buffer.from(chunk);
      size += piece.length;
      if (size > LONGEST_REFUSAL) break;
      pieces.push(piece);
    }
  }
  const error = new GaxiosError(`Request failed with status code ${response.status}`, response.config, response);
  if (error.response) error.response.data = Buffer.concat(pieces).toString("utf8");
  return error;
}

function isStream(data: unknown): boolean {
  return typeof data === "object" && data !== null && "pipe" in data && typeof data.pipe === "function";
}
