import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError, type ApiResponse, type EmulatedAccount } from "./api.ts";
import { type FaultKind, Faults, faultError } from "./faults.ts";
import { applyFields } from "./fields.ts";
import { errorBody, insufficientScopes, unauthenticated } from "./google-errors.ts";
import type { Grants, IssuedToken } from "./grants.ts";
import { flatHeaders, readBody } from "./http.ts";
import { parseMultipart } from "./multipart.ts";
import type { RouteMatch, Router } from "./router.ts";
import { parseJson, readUpload, UploadSessions } from "./uploads.ts";
import { checkBody, checkQuery } from "./validate.ts";

/** An API request that arrived, for tests to look at. */
export interface RecordedRequest {
  verb: string;
  path: string;
  query: URLSearchParams;
  methodId: string | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** Status of the answer, once there is one. */
  status: number | undefined;
  /** Bytes of the answer's body. */
  answeredBytes: number;
}

/** One request as the pipeline sees it, from the wire or out of a batch. */
interface Incoming {
  verb: string;
  url: URL;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

/** What goes back, before it is written to the wire or into a batch. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | Readable;
}

const MOST_BATCH_PARTS = 100;

/** The APIs: routing, token, scopes, parameters, body, uploads, faults, partial responses, batches. */
export class ApiServer {
  readonly faults = new Faults();
  readonly requests: RecordedRequest[] = [];
  readonly #router: Router;
  readonly #grants: Grants;
  readonly #origin: string;
  readonly #uploads = new UploadSessions();

  constructor(router: Router, grants: Grants, origin: string) {
    this.#router = router;
    this.#grants = grants;
    this.#origin = origin;
  }

  /** Answers one request from the wire. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const incoming = {
      verb: request.method ?? "GET",
      url,
      headers: flatHeaders(request),
      body: await readBody(request),
    };
    const isBatch = incoming.verb === "POST" && /^\/batch(\/|$)/.test(url.pathname);
    const answer = isBatch ? await this.#batch(incoming) : await this.#answer(incoming);
    if (answer === "drop") {
      request.socket.destroy();
      return;
    }
    response.writeHead(
      answer.status,
      Buffer.isBuffer(answer.body) ? { ...answer.headers, "Content-Length": answer.body.length } : answer.headers,
    );
    if (Buffer.isBuffer(answer.body)) response.end(answer.body);
    else await pipeline(answer.body, response).catch(() => {});
  }

  async #answer(incoming: Incoming): Promise<Answer | "drop"> {
    const match = this.#router.match(incoming.verb, incoming.url.pathname, incoming.url.searchParams.has("upload_id"));
    const recorded: RecordedRequest = {
      verb: incoming.verb,
      path: incoming.url.pathname,
      query: incoming.url.searchParams,
      methodId: match?.methodId,
      headers: incoming.headers,
      body: incoming.body,
      status: undefined,
      answeredBytes: 0,
    };
    this.requests.push(recorded);
    const fault = this.faults.take({ path: recorded.path, methodId: recorded.methodId, verb: recorded.verb });
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "drop" && fault.when === "before") return "drop";
    const answer = await this.#respond(incoming, match, fault);
    recorded.status = answer.status;
    recorded.answeredBytes = Buffer.isBuffer(answer.body) ? answer.body.length : 0;
    return fault?.kind === "drop" ? "drop" : answer;
  }

  async #respond(incoming: Incoming, match: RouteMatch | undefined, fault: FaultKind | undefined): Promise<Answer> {
    try {
      if (!match)
        throw new ApiError(404, "notFound", `The requested URL ${incoming.url.pathname} was not found on this server.`);
      if (fault && fault.kind !== "delay" && fault.kind !== "drop") {
        const { error, headers, details } = faultError(fault, match.service);
        return json(error.status, errorBody(error, details), headers);
      }
      return await this.#serve(incoming, match);
    } catch (error) {
      if (error instanceof ApiError) return json(error.status, errorBody(error));
      throw error;
    }
  }

  async #serve(incoming: Incoming, match: RouteMatch): Promise<Answer> {
    const token = this.#tokenOf(incoming);
    if (!token.issued) {
      const { body, headers } = unauthenticated(token.missing);
      return json(401, body, headers);
    }
    const accepted = match.described?.scopes;
    if (accepted && !accepted.some((scope) => token.issued?.scopes.includes(scope))) {
      const { body, headers } = insufficientScopes(match.service, match.methodId, accepted);
      return json(403, body, headers);
    }
    const session = incoming.url.searchParams.get("upload_id");
    if (match.upload && session !== null) return this.#continueUpload(incoming, match, token.issued, session);
    if (match.described) checkQuery(match.described, incoming.url.searchParams);
    const content = this.#contentOf(incoming, match);
    if (match.described) checkBody(match.described, content.body);
    if (match.upload && incoming.url.searchParams.get("uploadType") === "resumable") {
      return this.#startUpload(incoming, content.body, token.issued);
    }
    return this.#run(incoming, match, token.issued, content);
  }

  #tokenOf(incoming: Incoming): { issued: IssuedToken | undefined; missing: boolean } {
    const header = incoming.headers.authorization;
    const token = /^Bearer ([\w.~+/-]+=*)$/.exec(header ?? "")?.[1];
    return {
      issued: token === undefined ? undefined : this.#grants.liveAccessToken(token),
      missing: header === undefined,
    };
  }

  #contentOf({ url, headers, body, verb }: Incoming, match: RouteMatch): ReturnType<typeof readUpload> {
    const contentType = headers["content-type"] ?? "";
    if (match.upload) return readUpload(url.searchParams.get("uploadType"), contentType, body);
    if (body.length === 0) return { body: undefined, media: undefined };
    if (verb === "GET" || verb === "DELETE")
      throw new ApiError(400, "badRequest", `A ${verb} request must not have a body.`);
    if (!contentType.toLowerCase().startsWith("application/json")) {
      throw new ApiError(415, "unsupportedMediaType", `Unsupported content with type: ${contentType}`);
    }
    return { body: parseJson(body), media: undefined };
  }

  #startUpload(incoming: Incoming, body: unknown, token: IssuedToken): Answer {
    const mimeType = incoming.headers["x-upload-content-type"] ?? "application/octet-stream";
    const { verb, url } = incoming;
    const session = this.#uploads.start({
      verb,
      pathname: url.pathname,
      query: url.searchParams,
      body,
      mimeType,
      token: token.token,
    });
    const location = new URL(`${this.#origin}${url.pathname}`);
    location.searchParams.set("uploadType", "resumable");
    location.searchParams.set("upload_id", session.id);
    return { status: 200, headers: { Location: location.href }, body: Buffer.alloc(0) };
  }

  async #continueUpload(incoming: Incoming, match: RouteMatch, token: IssuedToken, id: string): Promise<Answer> {
    const session = this.#uploads.find(id);
    if (!session || session.pathname !== incoming.url.pathname || incoming.verb !== "PUT")
      throw new ApiError(404, "notFound", "Upload session not found.");
    if (!this.#uploads.take(session, incoming.headers["content-range"], incoming.body)) {
      const range: Record<string, string> =
        session.received.length > 0 ? { Range: `bytes=0-${session.received.length - 1}` } : {};
      return { status: 308, headers: range, body: Buffer.alloc(0) };
    }
    const url = new URL(`${incoming.url.pathname}?${session.query}`, this.#origin);
    return this.#run({ ...incoming, url }, match, token, {
      body: session.body,
      media: { mimeType: session.mimeType, content: session.received },
    });
  }

  async #run(
    incoming: Incoming,
    match: RouteMatch,
    token: IssuedToken,
    content: ReturnType<typeof readUpload>,
  ): Promise<Answer> {
    const account: EmulatedAccount = token.grant.account;
    const answer = await match.route.handle({
      methodId: match.methodId,
      account,
      scopes: token.scopes,
      clientId: token.grant.clientId,
      path: match.path,
      query: incoming.url.searchParams,
      body: content.body,
      media: content.media,
      headers: incoming.headers,
      origin: this.#origin,
    });
    return this.#shape(answer, incoming.url.searchParams.get("fields"));
  }

  #shape(answer: ApiResponse, fields: string | null): Answer {
    const headers = answer.headers ?? {};
    if (answer.bytes !== undefined) {
      return {
        status: answer.status ?? 200,
        headers: { "Content-Type": answer.contentType ?? "application/octet-stream", ...headers },
        body: answer.bytes,
      };
    }
    if (answer.json === undefined) return { status: answer.status ?? 204, headers, body: Buffer.alloc(0) };
    return json(answer.status ?? 200, fields === null ? answer.json : applyFields(answer.json, fields), headers);
  }

  /** Google, "Batching requests": up to 100 parts, each run as if it had come alone, answered in one body. */
  async #batch(incoming: Incoming): Promise<Answer> {
    const parts = parseMultipart(incoming.headers["content-type"] ?? "", incoming.body);
    if (!parts || !incoming.headers["content-type"]?.startsWith("multipart/mixed")) {
      return json(
        400,
        errorBody(new ApiError(400, "badRequest", "Failed to parse batch request, error: not multipart/mixed.")),
      );
    }
    if (parts.length > MOST_BATCH_PARTS) {
      return json(
        400,
        errorBody(
          new ApiError(
            400,
            "badRequest",
            `The batch request has too many parts: ${parts.length} > ${MOST_BATCH_PARTS}.`,
          ),
        ),
      );
    }
    const boundary = "batch_emulated";
    const answers = await Promise.all(
      parts.map(async (part, index) =>
        this.#batchPart(incoming, part.content, part.headers["content-id"] ?? `${index}`),
      ),
    );
    const body = `${answers.map((answer) => `--${boundary}\r\n${answer}\r\n`).join("")}--${boundary}--\r\n`;
    return {
      status: 200,
      headers: { "Content-Type": `multipart/mixed; boundary=${boundary}` },
      body: Buffer.from(body, "latin1"),
    };
  }

  async #batchPart(outer: Incoming, content: Buffer, contentId: string): Promise<string> {
    const text = content.toString("latin1");
    const split = /\r?\n\r?\n/.exec(text);
    const head = (split ? text.slice(0, split.index) : text).split(/\r?\n/);
    const [verb = "GET", target = "/"] = (head[0] ?? "").split(" ");
    const own = Object.fromEntries(
      head
        .slice(1)
        .map((line) => [
          line.slice(0, line.indexOf(":")).trim().toLowerCase(),
          line.slice(line.indexOf(":") + 1).trim(),
        ]),
    );
    const headers: Record<string, string | undefined> = { authorization: outer.headers.authorization, ...own };
    const body = split ? Buffer.from(text.slice(split.index + split[0].length), "latin1") : Buffer.alloc(0);
    const answer = await this.#answer({ verb, url: new URL(target, this.#origin), headers, body });
    if (answer === "drop" || !Buffer.isBuffer(answer.body))
      throw new Error("a batch part can neither be dropped nor streamed");
    const lines = Object.entries({ ...answer.headers, "Content-Length": String(answer.body.length) }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return `Content-Type: application/http\r\nContent-ID: <response-${contentId.replace(/^<|>$/g, "")}>\r\n\r\nHTTP/1.1 ${answer.status} OK\r\n${lines.join("\r\n")}\r\n\r\n${answer.body.toString("latin1")}`;
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=UTF-8", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
