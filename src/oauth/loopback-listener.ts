import { createPrivateKey, X509Certificate } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../errors.ts";
import { registerSecret } from "../redaction.ts";
import type { Attempt } from "./attempt.ts";
import { type CallbackPage, PAGE_POLICY, renderCallbackPage } from "./callback-page.ts";

/** Path of the redirect unless `OAUTH_REDIRECT_URI` names another. */
export const CALLBACK_PATH = "/oauth/callback";

const LONGEST_URL = 8192;
const LONGEST_HEADERS_BYTES = 16_384;
const REQUEST_LIMIT_MS = 10_000;
/** How often connections are held against {@link REQUEST_LIMIT_MS}. */
const CHECK_EVERY_MS = 2000;
/** Milliseconds that closing waits for an answer that is under way. */
const CLOSE_LIMIT_MS = 5000;
const MOST_CONNECTIONS = 32;

/** What the authorization server sent back with the right `state`: a code, or the reason why there is none. */
export type AuthorizationResponse = { code: string } | { error: string };

export interface ListenerOptions {
  attempt: Attempt;
  /** `127.0.0.1` or another address of 127.0.0.0/8, `localhost` or `[::1]`, as the redirect URI names it. */
  host: string;
  /** 0 lets the system choose. */
  port: number;
  path: string;
  tls: { cert: string; key: string; hstsMaxAgeSeconds: number } | undefined;
  /** Ends the sign-in with what came back, and says what the browser is to show; the page waits for it. */
  onResponse(response: AuthorizationResponse): Promise<CallbackPage>;
}

export interface LoopbackListener {
  readonly redirectUri: string;
  /** Takes no more connections, lets answers that are under way finish, then ends every connection. */
  close(): Promise<void>;
}

/**
 * Waits on loopback for the redirect of one sign-in (RFC 8252 section 7.3; SECURITY-SPEC 1.2–1.5). It answers only
 * `GET` of its own path under its own `Host`, and only the first request with the attempt's `state`.
 * @throws ToolError `port_taken`, or `invalid_config` when the certificate cannot be used
 */
export async function openListener(options: ListenerOptions): Promise<LoopbackListener> {
  const underWay = new Set<Promise<void>>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const answered = answer(request, response, origin(), options)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  };
  const server = options.tls ? await createTlsServer(options.tls, handle) : createHttpServer(LIMITS, handle);
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, options);
  const { port } = addressOf(server);
  const origin = () => `${options.tls ? "https" : "http"}://${options.host}:${port}`;
  return {
    redirectUri: `${origin()}${options.path}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.race([Promise.all(underWay), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
      // Browsers open connections ahead of need; one that has never sent anything does not count as idle.
      server.closeAllConnections();
      await closed;
    },
  };
}

const LIMITS = {
  maxHeaderSize: LONGEST_HEADERS_BYTES,
  headersTimeout: REQUEST_LIMIT_MS,
  requestTimeout: REQUEST_LIMIT_MS,
  connectionsCheckingInterval: CHECK_EVERY_MS,
};

async function createTlsServer(
  tls: NonNullable<ListenerOptions["tls"]>,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const { createServer } = await import("node:https");
  try {
    // An empty text would be taken for no certificate at all, and every handshake would fail.
    new X509Certificate(tls.cert);
    createPrivateKey(tls.key);
    return createServer({ ...LIMITS, cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" }, handle);
  } catch (error) {
    throw new ToolError(
      "invalid_config",
      "SSL_CERT_FILE and SSL_KEY_FILE do not hold a certificate and its key in PEM form",
      "Correct the files, or unset ENABLE_HTTPS.",
      { cause: error },
    );
  }
}

function listen(server: Server, { host, port }: ListenerOptions): Promise<void> {
  const address = host === "localhost" ? "127.0.0.1" : host.replace(/[[\]]/g, "");
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new ToolError(
          "port_taken",
          `Port ${port} on ${address} cannot be listened on (${error.code ?? "unknown reason"})`,
          "Close the program that has it, or leave --port and OAUTH_REDIRECT_URI away so that a free port is chosen.",
          { cause: error },
        ),
      );
    });
    server.listen({ host: address, port, exclusive: true }, () => resolve());
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  return address;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  options: ListenerOptions,
): Promise<void> {
  setHeaders(response, options.tls?.hstsMaxAgeSeconds);
  const refusal = refuse(request, origin, options);
  if (refusal) {
    request.resume();
    await send(response, refusal.status, refusal.page, refusal.status === 405 ? { Allow: "GET" } : {});
    return;
  }
  const query = splitTarget(request.url).query;
  // Used before anything is awaited, so that of two answers at once only one is taken.
  options.attempt.use();
  const page = await options.onResponse(readResponse(query));
  await send(response, page.kind === "error" ? 400 : 200, page);
}

/** Why a request is turned away without touching the sign-in, or undefined when it is the redirect waited for. */
function refuse(
  request: IncomingMessage,
  origin: string,
  options: ListenerOptions,
): { status: number; page: CallbackPage } | undefined {
  const say = (status: number, text: string) => ({
    status,
    page: { kind: "error" as const, heading: "Nothing to see here", text },
  });
  const { path, query, length } = splitTarget(request.url);
  if (length > LONGEST_URL) return say(414, "This address is too long.");
  if (request.headers.host !== new URL(origin).host) return say(421, "This address is not served under that name.");
  if (path !== options.path) return say(404, "There is no such page.");
  if (request.method !== "GET") return say(405, "This page can only be read.");
  if (Number(request.headers["content-length"] ?? 0) > 0 || request.headers["transfer-encoding"] !== undefined) {
    return say(400, "This request must not have a body.");
  }
  if (!options.attempt.accepts(single(query, "state"))) {
    return {
      status: 400,
      page: {
        kind: "error",
        heading: "This sign-in is over",
        text: "This answer was used already, or belongs to another sign-in. Nothing was changed.",
        next: "Go back to the page that asked you to sign in, or start again.",
      },
    };
  }
  if (single(query, "code") === null && single(query, "error") === null)
    return say(400, "The answer holds neither a code nor an error.");
  return undefined;
}

/** A request target in its parts, taken as they came: nothing that would first have to be resolved is the callback. */
function splitTarget(target = "/"): { path: string; query: URLSearchParams; length: number } {
  const [path = ""] = target.split("?", 1);
  return { path, query: new URLSearchParams(target.slice(path.length)), length: target.length };
}

/** The parameter's value, null when it is missing or there more than once (RFC 6749 section 3.1). */
export function single(query: URLSearchParams, name: string): string | null {
  const [value, second] = query.getAll(name);
  return value === undefined || value === "" || second !== undefined ? null : value;
}

/** Reads the parameters of an authorization response (RFC 6749 section 4.1.2). */
export function readResponse(query: URLSearchParams): AuthorizationResponse {
  const error = single(query, "error");
  const code = single(query, "code");
  if (error !== null || code === null) return { error: error ?? "no code" };
  registerSecret(code);
  return { code };
}

function setHeaders(response: ServerResponse, hstsMaxAgeSeconds: number | undefined): void {
  response.setHeader("Content-Security-Policy", PAGE_POLICY);
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Connection", "close");
  if (hstsMaxAgeSeconds !== undefined) response.setHeader("Strict-Transport-Security", `max-age=${hstsMaxAgeSeconds}`);
}

/** @returns when the page has left, or can no longer */
function send(
  response: ServerResponse,
  status: number,
  page: CallbackPage,
  headers: Record<string, string> = {},
): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    response.once("close", resolve);
    response
      .writeHead(status, { "Content-Type": "text/html; charset=utf-8", ...headers })
      .end(renderCallbackPage(page));
  });
}
