import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Answer, json, notFound, resumeFrom, shape } from "./answer.ts";
import { ApiError } from "./api.ts";
import { type BatchedAnswer, type BatchedRequest, readBatch, writeBatch } from "./batch.ts";
import { type CheckedRequest, checkRequest } from "./check-request.ts";
import { type FaultKind, type Faults, faultError } from "./faults.ts";
import { errorBody, insufficientScopes, unauthenticated } from "./google-errors.ts";
import type { Grants, IssuedToken } from "./grants.ts";
import { flatHeaders, readBody } from "./http.ts";
import type { RouteMatch, Router } from "./router.ts";
import { checkMedia, type ReceivedPiece, UploadSessions } from "./uploads.ts";

/** An API request that arrived, for tests to look at; a batch is there itself and with each of its parts. */
export interface RecordedRequest {
  verb: string;
  path: string;
  query: URLSearchParams;
  methodId: string | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** When it came, in milliseconds since the epoch. */
  at: number;
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

/** The APIs: routing, token, scopes, parameters, body, uploads, faults, partial responses, batches. */
export class ApiServer {
  readonly requests: RecordedRequest[] = [];
  readonly #router: Router;
  readonly #grants: Grants;
  readonly #origin: string;
  readonly #faults: Faults;
  readonly #uploads = new UploadSessions<Answer>();

  constructor(router: Router, grants: Grants, origin: string, faults: Faults) {
    this.#router = router;
    this.#grants = grants;
    this.#origin = origin;
    this.#faults = faults;
  }

  /** Ends every resumable upload that is under way: its session is not found any more. */
  forgetUploads(): void {
    this.#uploads.forget();
  }

  /** Answers one request from the wire. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const head = { verb: request.method ?? "GET", url, headers: flatHeaders(request) };
    const match = this.#matchOf(head);
    const fault = this.#faults.take({ path: url.pathname, methodId: match?.methodId, verb: head.verb });
    const { bytes: body, cut } = await this.#bodyOf(request, head, fault);
    const recorded = this.#record({ ...head, body }, match);
    const answer = cut ? "drop" : await this.#answer({ ...head, body }, match, fault, recorded);
    if (answer === "drop") {
      response.destroy();
      return;
    }
    if (fault?.kind === "cut" && Buffer.isBuffer(answer.body)) {
      response.writeHead(answer.status, { ...answer.headers, "Content-Length": answer.body.length });
      response.write(answer.body.subarray(0, fault.afterBytes), () => response.destroy());
      return;
    }
    response.writeHead(
      answer.status,
      Buffer.isBuffer(answer.body) ? { ...answer.headers, "Content-Length": answer.body.length } : answer.headers,
    );
    if (Buffer.isBuffer(answer.body)) response.end(answer.body);
    else await pipeline(answer.body, response).catch(() => {});
  }

  #matchOf({ verb, url }: Omit<Incoming, "body">): RouteMatch | undefined {
    return this.#router.match(verb, url.pathname, url.searchParams.has("upload_id"));
  }

  /** A piece of an upload goes to where the rest of its content is; every other body is read by itself. */
  async #bodyOf(
    request: IncomingMessage,
    { verb, url, headers }: Omit<Incoming, "body">,
    fault: FaultKind | undefined,
  ): Promise<ReceivedPiece> {
    const id = url.searchParams.get("upload_id");
    const session = verb === "PUT" && id !== null ? this.#uploads.find(id) : undefined;
    if (!session || session.answer) return { bytes: await readBody(request), cut: false };
    const cutAfter = fault?.kind === "cut" ? fault.afterBytes : undefined;
    return this.#uploads.receive(session, headers["content-range"], request, cutAfter);
  }

  #record(incoming: Incoming, match: RouteMatch | undefined): RecordedRequest {
    const { verb, url } = incoming;
    const recorded: RecordedRequest = {
      verb,
      path: url.pathname,
      query: url.searchParams,
      methodId: match?.methodId,
      headers: incoming.headers,
      body: incoming.body,
      at: Date.now(),
      status: undefined,
      answeredBytes: 0,
    };
    this.requests.push(recorded);
    return recorded;
  }

  async #answer(
    incoming: Incoming,
    match: RouteMatch | undefined,
    fault: FaultKind | undefined,
    recorded: RecordedRequest,
  ): Promise<Answer | "drop"> {
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "drop" && fault.when === "before") return "drop";
    const answer = await this.#respond(incoming, match, fault);
    if (answer === "drop" || fault?.kind === "drop") return "drop";
    recorded.status = answer.status;
    recorded.answeredBytes = Buffer.isBuffer(answer.body) ? answer.body.length : 0;
    return answer;
  }

  async #respond(
    incoming: Incoming,
    match: RouteMatch | undefined,
    fault: FaultKind | undefined,
  ): Promise<Answer | "drop"> {
    const legacy = match?.described?.legacy ?? false;
    try {
      const batched = /^\/batch\/(\w+)\/(v\d+)$/.exec(incoming.url.pathname);
      const batch = incoming.verb === "POST" && batched && this.#router.serves(`/${batched[1]}/${batched[2]}`);
      if (!match && !batch) return notFound(incoming.url.pathname);
      if (fault && fault.kind !== "delay" && fault.kind !== "drop" && fault.kind !== "cut") {
        const { error, headers, details } = faultError(fault, match?.service ?? "www.googleapis.com");
        return json(error.status, errorBody(error, legacy, details), headers);
      }
      if (match) return await this.#serve(incoming, match);
      return await this.#batch(incoming, batched?.[1] ?? "", batched?.[2] ?? "");
    } catch (error) {
      if (error instanceof ApiError) return json(error.status, errorBody(error, legacy));
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
    const checked = checkRequest(match, { ...incoming, query: incoming.url.searchParams });
    if (match.upload && incoming.url.searchParams.get("uploadType") === "resumable")
      return this.#startUpload(incoming, match, checked.body);
    return this.#run(incoming, match, token.issued, checked);
  }

  #tokenOf(incoming: Incoming): { issued: IssuedToken | undefined; missing: boolean } {
    const header = incoming.headers.authorization;
    const token = /^Bearer ([\w.~+/-]+=*)$/.exec(header ?? "")?.[1];
    return {
      issued: token === undefined ? undefined : this.#grants.liveAccessToken(token),
      missing: header === undefined,
    };
  }

  #startUpload(incoming: Incoming, match: RouteMatch, body: unknown): Answer {
    const mimeType = incoming.headers["x-upload-content-type"] ?? "application/octet-stream";
    const length = Number(incoming.headers["x-upload-content-length"] ?? 0);
    const limits = match.described?.mediaUpload;
    if (limits?.maxSize !== undefined && length > Number(limits.maxSize))
      throw new ApiError(413, "uploadTooLarge", "Request Too Large");
    if (limits) checkMedia(limits, { mimeType, content: Buffer.alloc(0) });
    const { verb, url } = incoming;
    const session = this.#uploads.start({ verb, pathname: url.pathname, query: url.searchParams, body, mimeType });
    const location = new URL(`${this.#origin}${url.pathname}`);
    location.searchParams.set("uploadType", "resumable");
    location.searchParams.set("upload_id", session.id);
    return {
      status: 200,
      headers: { Location: location.href, "X-GUploader-UploadID": session.id },
      body: Buffer.alloc(0),
    };
  }

  async #continueUpload(incoming: Incoming, match: RouteMatch, token: IssuedToken, id: string): Promise<Answer> {
    const session = this.#uploads.find(id);
    if (!session || session.pathname !== incoming.url.pathname || incoming.verb !== "PUT")
      throw new ApiError(404, "notFound", "Upload session not found.");
    // Asked again after it was complete, a session gives its answer again.
    if (session.answer) return session.answer;
    if (!this.#uploads.take(session, incoming.headers["content-range"], incoming.body))
      return resumeFrom(session.received);
    const url = new URL(`${incoming.url.pathname}?${session.query}`, this.#origin);
    const parts = { verb: session.verb, query: session.query, headers: {}, body: Buffer.alloc(0) };
    const { mask } = checkRequest(match, parts);
    const media = { mimeType: session.mimeType, content: session.room.subarray(0, session.received) };
    if (match.described?.mediaUpload) checkMedia(match.described.mediaUpload, media);
    session.answer = await this.#run({ ...incoming, url }, match, token, { body: session.body, media, mask });
    return session.answer;
  }

  async #run(incoming: Incoming, match: RouteMatch, token: IssuedToken, checked: CheckedRequest): Promise<Answer> {
    const answer = await match.route.handle({
      methodId: match.methodId,
      account: token.grant.account,
      scopes: token.scopes,
      clientId: token.grant.clientId,
      path: match.path,
      query: incoming.url.searchParams,
      body: checked.body,
      media: checked.media,
      headers: incoming.headers,
      origin: this.#origin,
    });
    return shape(answer, checked.mask);
  }

  /** Google, "Batching requests": calls to one API, each run as if it had come alone, answered in one body. */
  async #batch(incoming: Incoming, api: string, version: string): Promise<Answer | "drop"> {
    const requests = readBatch(api, incoming.headers, incoming.body);
    const answers: BatchedAnswer[] = [];
    for (const request of requests) {
      const answer = await this.#answerPart(request, `/${api}/${version}/`);
      if (answer === "drop") return "drop";
      answers.push({ ...answer, contentId: request.contentId });
    }
    const { contentType, body } = writeBatch(answers);
    return { status: 200, headers: { "Content-Type": contentType }, body };
  }

  async #answerPart(request: BatchedRequest, prefix: string): Promise<(Answer & { body: Buffer }) | "drop"> {
    const url = new URL(`${this.#origin}${request.target}`);
    if (!url.pathname.startsWith(prefix) || url.searchParams.get("alt") === "media") {
      const message = "A batch takes calls to its own API only, without upload or download of content.";
      return json(400, errorBody(new ApiError(400, "badRequest", message), false));
    }
    const incoming = { ...request, url };
    const match = this.#matchOf(incoming);
    const fault = this.#faults.take({ path: url.pathname, methodId: match?.methodId, verb: request.verb });
    const answer = await this.#answer(incoming, match, fault, this.#record(incoming, match));
    if (answer === "drop") return "drop";
    const { body } = answer;
    if (!Buffer.isBuffer(body)) throw new Error("only content is streamed, and a batch takes none");
    return { ...answer, body };
  }
}
