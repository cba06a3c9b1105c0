import type { Agent, ClientRequest, IncomingMessage, request } from "node:http";
import type { OnReadOpts, Socket } from "node:net";
import { type ContentBody, ContentConnection, StreamedContent } from "./content.ts";
import "./light-globals.ts";

/**
 * Gives content, piece after piece. A piece's memory has to stay as it is until `write` has ended.
 * @throws what the request is to end with; what `write` throws is to be passed on
 */
export type GiveContent = (write: (piece: Uint8Array) => Promise<void>) => Promise<void>;

/** A request that brings content or asks for it. */
export interface ContentRequest {
  method: "GET" | "POST" | "PUT" | "PATCH";
  url: string;
  headers: Headers;
  body?: string | GiveContent | undefined;
  signal: AbortSignal;
  /** Bytes that the answer is expected to have; 0 when they are few or nobody knows. */
  expected: number;
}

/** What a server answered to it, whatever the status. */
export interface ContentAnswer {
  status: number;
  headers: Headers;
  /** To be taken or destroyed: it holds a connection. */
  body: ContentBody;
}

/** How a server is reached. */
export interface ContentRoute {
  /** Of Node's HTTP client, by the address's scheme. */
  request: typeof request;
  /** Connections that are kept warm. */
  agent: Agent;
  /** Makes a connection for one answer; not where only a proxy can make one. */
  connect?(address: URL, onread: OnReadOpts): Socket;
}

/** Bytes from which on a connection of its own costs less than Node's memory for the answer. */
const LARGE_BYTES = 8 * 1024 * 1024;

/**
 * Sends such a request past the HTTP client, which takes new memory for whatever passes through it. An answer that leads
 * elsewhere is not followed.
 * @throws what the connection, the giving of the content or the abort signal ended it with
 */
export function requestContent(
  { request, agent, connect }: ContentRoute,
  { method, url, headers, body, signal, expected }: ContentRequest,
): Promise<ContentAnswer> {
  return new Promise((resolve, reject) => {
    const address = new URL(url);
    let own: ContentConnection | undefined;
    const createConnection =
      connect && expected >= LARGE_BYTES
        ? () => {
            own = new ContentConnection((onread) => connect(address, onread));
            return own.socket;
          }
        : undefined;
    const sent = request(address, {
      method,
      headers: Object.fromEntries(headers),
      signal,
      ...(createConnection ? { createConnection } : { agent }),
    });
    sent.on("information", () => own?.awaitAnswer());
    sent.on("response", (answer) => {
      const content = own ? own.contentOf(answer) : new StreamedContent(answer);
      resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), body: content });
    });
    sent.on("error", reject);
    sent.on("close", () => reject(new Error("the connection was closed before an answer came")));
    if (typeof body === "function") give(sent, body).catch(reject);
    else sent.end(body);
  });
}

/** Writes content until it ends, or until the server has answered: then nobody reads on. */
async function give(sent: ClientRequest, body: GiveContent): Promise<void> {
  let answer: IncomingMessage | undefined;
  let stop = (_error: Error) => {};
  const over = () => stop(new Error("nobody reads on"));
  sent.on("close", over);
  sent.on("response", (answered) => {
    answer = answered;
    over();
  });
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stop = reject;
      if (answer || sent.destroyed) return over();
      sent.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  try {
    await body(write);
    sent.end();
  } catch (error) {
    // The answer is read first; the connection serves no further request.
    if (answer && !answer.readableEnded) answer.on("end", () => sent.destroy());
    else sent.destroy();
    throw error;
  }
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}
