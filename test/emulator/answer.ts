import type { Readable } from "node:stream";
import type { ApiResponse } from "./api.ts";
import { cut, type Mask } from "./fields.ts";
import { notFoundPage } from "./google-errors.ts";

/** What goes back, before it is written to the wire or into a batch. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | Readable;
}

/** The answer to a piece that was not the last: which bytes are there. */
export function resumeFrom(received: number): Answer {
  const headers: Record<string, string> = received > 0 ? { Range: `bytes=0-${received - 1}` } : {};
  return { status: 308, headers, body: Buffer.alloc(0) };
}

/** What a handler answered, with its partial response cut out. */
export function shape(answer: ApiResponse, mask: Mask | undefined): Answer {
  const headers = answer.headers ?? {};
  if (answer.bytes !== undefined) {
    return {
      status: answer.status ?? 200,
      headers: { "Content-Type": answer.contentType ?? "application/octet-stream", ...headers },
      body: answer.bytes,
    };
  }
  if (answer.json === undefined) return { status: answer.status ?? 204, headers, body: Buffer.alloc(0) };
  return json(answer.status ?? 200, mask ? cut(answer.json, mask) : answer.json, headers);
}

/** An address where Google serves nothing. */
export function notFound(path: string): Answer {
  return {
    status: 404,
    headers: { "Content-Type": "text/html; charset=UTF-8" },
    body: Buffer.from(notFoundPage(path)),
  };
}

/** An answer of JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer & { body: Buffer } {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=UTF-8", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
