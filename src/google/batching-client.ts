import { randomUUID } from "node:crypto";
import { GaxiosError, type GaxiosOptions, type GaxiosResponse } from "gaxios";
import { VERSION } from "../version.ts";
import { AuthorizedClient, type RequestScope } from "./authorized-client.ts";
import { type PartAnswer, readBatch, writeBatch } from "./batch-format.ts";
import { GoogleApiError } from "./google-api-error.ts";

/** Requests in one batch: what Gmail recommends and the most that Calendar takes ("Batching Requests" of each API). */
const MOST_PARTS = 50;

/** By these an address says that it takes no batch; the requests themselves may be answered all the same. */
const REFUSALS = new Set([400, 403, 404, 405]);

/** Both are needed for a compressed answer (Gmail API, "Performance Tips"). */
const COMPRESSED = { "accept-encoding": "gzip", "user-agent": `groupon-google-mcp/${VERSION} (gzip)` };

/** A request that waits for others to travel with. */
interface Waiting {
  url: string;
  headers: Headers;
  /** Told the answer, or undefined when the request has to go alone. */
  answered(answer: PartAnswer | undefined): void;
  failed(error: unknown): void;
}

/**
 * Sends what is read at the same time as one batch: GET requests that are made before the program waits for anything
 * travel together, each answered as if it had gone alone. One that fails in a batch in a way that may pass goes again
 * alone; all go alone when the API takes no batch. Every other request goes alone from the start.
 */
export class BatchingClient extends AuthorizedClient {
  readonly #endpoint: string;
  readonly #whole: AuthorizedClient;
  #waiting: Waiting[] = [];
  #refused = false;

  /** @param endpoint where the API takes batches */
  constructor(requestScope: RequestScope, endpoint: string) {
    super(requestScope);
    this.#endpoint = endpoint;
    // A batch only reads, so it may be repeated although it is a POST.
    this.#whole = new AuthorizedClient({ ...requestScope, idempotent: true });
  }

  protected override async send<T>(
    options: GaxiosOptions,
    accessToken: () => Promise<string>,
    attempt: number,
  ): Promise<GaxiosResponse<T>> {
    const answer = attempt === 0 && !this.#refused && mayJoin(options) ? await this.#join(options) : undefined;
    // A token that ran out while the batch was under way is renewed by the way of a single request.
    if (!answer || answer.status === 401) return super.send(options, accessToken, attempt);
    return asResponse(options, answer);
  }

  #join(options: GaxiosOptions): Promise<PartAnswer | undefined> {
    return new Promise((answered, failed) => {
      this.#waiting.push({ url: addressOf(options), headers: new Headers(options.headers), answered, failed });
      if (this.#waiting.length === 1) setImmediate(() => this.#sendWaiting());
    });
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let start = 0; start < waiting.length; start += MOST_PARTS) {
      const together = waiting.slice(start, start + MOST_PARTS);
      this.#answers(together)
        .then((answers) => together.forEach(({ answered }, index) => void answered(answers[index])))
        .catch((error: unknown) => together.forEach(({ failed }) => void failed(error)));
    }
  }

  /** The answers in the requests' order; those that are missing have to be asked for alone. */
  async #answers(together: readonly Waiting[]): Promise<readonly (PartAnswer | undefined)[]> {
    if (together.length < 2) return [];
    const boundary = `batch_${randomUUID()}`;
    try {
      const { headers, data } = await this.#whole.request<string>({
        method: "POST",
        url: this.#endpoint,
        headers: { ...COMPRESSED, "content-type": `multipart/mixed; boundary=${boundary}` },
        data: writeBatch(together, boundary),
        responseType: "text",
      });
      return readBatch(headers.get("content-type") ?? "", data, together.length);
    } catch (error) {
      if (!(error instanceof GoogleApiError) || !REFUSALS.has(error.status) || error.code === "rate_limited")
        throw error;
      this.#refused = true;
      return [];
    }
  }
}

/** Content does not go into batches. */
function mayJoin({ method = "GET", responseType = "json", params }: GaxiosOptions): boolean {
  return method.toUpperCase() === "GET" && responseType === "json" && params?.alt !== "media";
}

function addressOf({ url, params, paramsSerializer }: GaxiosOptions): string {
  const query = params && paramsSerializer ? `?${paramsSerializer(params)}` : "";
  return `${String(url)}${query}`;
}

/** The answer as the HTTP client would have given it: a response, or the error of one that Google refused. */
function asResponse<T>(options: GaxiosOptions, { status, headers, body }: PartAnswer): GaxiosResponse<T> {
  const config = { ...options, url: new URL(addressOf(options)), headers: new Headers(options.headers) };
  const bare = new Response(null, { status, headers });
  const data = parseBody<T>(body);
  const response = Object.assign(bare, { config, data });
  if (bare.ok) return response;
  const error = new GaxiosError(`Request failed with status code ${status}`, config, response);
  // It empties a response that it did not read itself.
  if (error.response) error.response.data = data;
  throw error;
}

/** As the HTTP client does, what is not JSON is left as it came. */
function parseBody<T>(body: string): T {
  try {
    return JSON.parse(body);
  } catch {
    return JSON.parse(JSON.stringify(body));
  }
}
