import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { ApiError } from "./api.ts";
import { parseMultipart } from "./multipart.ts";

/** One request out of a batch. */
export interface BatchedRequest {
  contentId: string;
  verb: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface BatchedAnswer {
  contentId: string;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Calls that a batch holds at the most ("Batching requests" of Gmail and Drive; Calendar's says 50). */
const MOST_CALLS: Readonly<Record<string, number>> = { calendar: 50 };
const USUAL_MOST_CALLS = 100;

/**
 * Reads a `multipart/mixed` batch. Headers of the outer request hold for each part that does not set its own.
 * @param api name of the API that the batch is for, such as `gmail`
 * @throws ApiError 400
 */
export function readBatch(
  api: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): BatchedRequest[] {
  const contentType = headers["content-type"] ?? "";
  const parts = contentType.startsWith("multipart/mixed") ? parseMultipart(contentType, body) : undefined;
  if (!parts || parts.length === 0)
    throw new ApiError(400, "badRequest", "Failed to parse batch request, error: not multipart/mixed with a boundary.");
  const most = MOST_CALLS[api] ?? USUAL_MOST_CALLS;
  if (parts.length > most)
    throw new ApiError(400, "badRequest", `The batch request has ${parts.length} calls; at most ${most} are allowed.`);
  const inherited = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith("content-") && name !== "transfer-encoding"),
  );
  return parts.map(({ headers: own, content }, index) => {
    if (!/^application\/http\s*(;|$)/i.test(own["content-type"] ?? ""))
      throw new ApiError(400, "badRequest", "Failed to parse batch request, error: a part is not application/http.");
    return readPart(content, inherited, own["content-id"] ?? String(index));
  });
}

function readPart(content: Buffer, inherited: Record<string, string | undefined>, contentId: string): BatchedRequest {
  const text = content.toString("latin1");
  const split = /\r?\n\r?\n/.exec(text);
  const [first = "", ...lines] = (split ? text.slice(0, split.index) : text).trimEnd().split(/\r?\n/);
  const request = /^([A-Z]+) (\/\S*)(?: HTTP\/1\.[01])?$/.exec(first);
  if (!request) throw new ApiError(400, "badRequest", "Failed to parse batch request, error: no request line.");
  const own = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const body = split ? Buffer.from(text.slice(split.index + split[0].length).trimEnd(), "latin1") : Buffer.alloc(0);
  const [, verb = "", target = ""] = request;
  return { contentId, verb, target, headers: { ...inherited, ...own }, body };
}

/** Writes the answers into one `multipart/mixed` body. */
export function writeBatch(answers: readonly BatchedAnswer[]): { contentType: string; body: Buffer } {
  const boundary = `batch_${randomUUID()}`;
  const parts = answers.map(({ contentId, status, headers, body }) => {
    const lines = Object.entries({ ...headers, "Content-Length": String(body.length) }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const id = contentId.replace(/^<|>$/g, "");
    return `--${boundary}\r\nContent-Type: application/http\r\nContent-ID: <response-${id}>\r\n\r\nHTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body.toString("latin1")}\r\n`;
  });
  return {
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: Buffer.from(`${parts.join("")}--${boundary}--\r\n`, "latin1"),
  };
}
