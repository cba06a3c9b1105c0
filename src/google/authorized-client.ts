import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import type { GaxiosOptions, GaxiosResponse } from "gaxios";
import { OAuth2Client } from "google-auth-library";
import { ToolError } from "../errors.ts";
import { type ContentBody, StreamedContent } from "../net/content.ts";
import type { ContentAnswer, ContentRequest } from "../net/content-request.ts";
import "../net/light-globals.ts";
import { parseJson } from "../json.ts";
import type { Transport } from "../net/transport.ts";
import { RefusedContent, readErrorAnswer, toToolError } from "./error-answer.ts";
import { MOST_RETRIES, mayRetry, pause, waitBeforeRetry } from "./retry.ts";
import type { FetchRequest, TransferAnswer, TransferRequest } from "./transfer.ts";

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

/** Bytes of an error body that are read. */
const LONGEST_REFUSAL = 64 * 1024;

/** Bytes of an answer to an upload that are read: it tells of one file or message. */
const LONGEST_ANSWER = 1024 * 1024;

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
    const repeatable = this.#scope.idempotent || IDEMPOTENT_METHODS.has((options.method ?? "GET").toUpperCase());
    return this.#repeat({ repeatable }, (accessToken, attempt) => this.send<T>(options, accessToken, attempt));
  }

  /** @param options `repeatable`: may be sent again although it may have been done; `once`: never */
  async #repeat<Answer>(
    { repeatable, once = false }: { repeatable: boolean; once?: boolean | undefined },
    send: (accessToken: () => Promise<string>, attempt: number) => Promise<Answer>,
  ): Promise<Answer> {
    const { signal } = this.#scope;
    let rejected: string | undefined;
    for (let attempt = 0; ; attempt += 1) {
      let token: string | undefined;
      const accessToken = async () => {
        token = await this.#scope.authorizer.accessToken({ signal, rejected });
        return token;
      };
      try {
        return await send(accessToken, attempt);
      } catch (error) {
        if (error instanceof ToolError) throw error;
        const failure = readErrorAnswer(error);
        const another = token !== undefined && failure.status === 401 && rejected === undefined && !once;
        if (another && !signal.aborted) {
          rejected = token;
          continue;
        }
        const sent = token !== undefined || failure.status !== undefined;
        const again = sent && !once && attempt < MOST_RETRIES && mayRetry(failure, repeatable);
        if (!again || signal.aborted) throw toToolError(error, repeatable, signal);
        await pause(waitBeforeRetry(failure, attempt, Math.random(), Date.now()), signal).catch((aborted) => {
          throw toToolError(aborted, repeatable, signal);
        });
      }
    }
  }

  /** One request of an upload. A session's address comes from Google and is followed no further. */
  transfer({ method, once, alsoAccept, ...request }: TransferRequest): Promise<TransferAnswer> {
    const repeatable = this.#scope.idempotent || IDEMPOTENT_METHODS.has(method);
    return this.#repeat({ repeatable, once }, async (accessToken) => {
      const answer = await this.#sendContent({ method, ...request, expected: 0 }, accessToken, alsoAccept);
      const body = parseJson(await readText(answer.body, LONGEST_ANSWER));
      return { status: answer.status, headers: answer.headers, body };
    });
  }

  /** One request of a download. */
  fetchContent({ expected = 0, ...request }: FetchRequest): Promise<ContentAnswer> {
    return this.#repeat({ repeatable: true }, (accessToken) =>
      this.#sendContent({ method: "GET", ...request, expected }, accessToken),
    );
  }

  async #sendContent(
    { url, headers, ...request }: Pick<ContentRequest, "method" | "body" | "expected"> & FetchRequest,
    accessToken: () => Promise<string>,
    alsoAccept?: number,
  ): Promise<ContentAnswer> {
    const { transport, signal } = this.#scope;
    const sent = new Headers(headers);
    sent.set("authorization", `Bearer ${await accessToken()}`);
    // Compressed on the way, a file could not be read from a byte on.
    sent.set("accept-encoding", "identity");
    const answer = await transport.content({ ...request, url: transport.apiAddress(url), headers: sent, signal });
    const { status } = answer;
    if ((status < 200 || status >= 300) && status !== alsoAccept) throw await refusedContent(answer);
    return answer;
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
    const response = await this.#scope.transport.http.request<T>({
      ...options,
      url: this.#scope.transport.apiAddress(String(options.url)),
      headers,
      retry: false,
      signal: this.#scope.signal,
      ...(streamed && { validateStatus: () => true }),
    });
    const { status, headers: answered, data: stream } = response;
    // The HTTP client loses what Google says of a failed request when the answer was to be a stream.
    if (streamed && (status < 200 || status >= 300) && stream instanceof Readable)
      throw await refusedContent({ status, headers: answered, body: new StreamedContent(stream) });
    return response;
  }
}

/** Reads what Google says in place of content. */
async function refusedContent({ status, headers, body }: ContentAnswer): Promise<RefusedContent> {
  return new RefusedContent(status, headers, await readText(body, LONGEST_REFUSAL));
}

/** @returns the text; of one that is longer, its beginning */
async function readText(body: ContentBody, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const longer = new Error("the text is longer");
  const take = (piece: Uint8Array) => {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > most) throw longer;
    return undefined;
  };
  await body.deliver(take).catch((error: unknown) => {
    if (error !== longer) throw error;
  });
  return Buffer.concat(pieces).toString("utf8");
}
