/** One GET request in a batch. */
export interface BatchPart {
  /** Address at Google; of it, path and query go into the batch. */
  url: string;
  headers: Headers;
}

/** What Google answered to one request of a batch. */
export interface PartAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** Headers that belong to the whole batch: they are neither of use nor allowed in a part. */
const OUTER_HEADERS = new Set(["accept-encoding", "authorization", "content-length", "host", "user-agent"]);

const LINE = "\r\n";

/**
 * Writes requests as one `multipart/mixed` body (Gmail API, "Batching Requests"); a part's place is its id.
 * @param boundary occurs in no part
 */
export function writeBatch(parts: readonly BatchPart[], boundary: string): string {
  const written = parts.map(({ url, headers }, index) => {
    const { pathname, search } = new URL(url);
    const own = [...headers].filter(([name]) => !OUTER_HEADERS.has(name));
    const head = [`GET ${pathname}${search} HTTP/1.1`, ...own.map(([name, value]) => `${name}: ${value}`)];
    const lines = [`--${boundary}`, "Content-Type: application/http", `Content-ID: <${index}>`, "", ...head, "", ""];
    return lines.join(LINE);
  });
  return `${written.join("")}--${boundary}--${LINE}`;
}

/**
 * Reads the answers out of a batch's answer, each at the place of its request. A place is empty when nothing that can be
 * read is there for it.
 * @param contentType of the batch's answer; it names the boundary
 */
export function readBatch(contentType: string, body: string, parts: number): (PartAnswer | undefined)[] {
  const answers = Array.from<PartAnswer | undefined>({ length: parts });
  const boundary = /\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return answers;
  for (const piece of `${LINE}${body}`.split(`${LINE}--${boundary}`).slice(1)) {
    const outer = splitHead(piece);
    const id = /^<?response-<?(\d+)>?$/.exec(outer.headers.get("content-id") ?? "")?.[1];
    const inner = splitHead(outer.rest);
    const status = /^HTTP\/\d(?:\.\d)? ([2-5]\d\d)\b/.exec(inner.first)?.[1];
    if (id === undefined || status === undefined || Number(id) >= parts) continue;
    answers[Number(id)] = { status: Number(status), headers: inner.headers, body: inner.rest };
  }
  return answers;
}

/** The first line, the headers up to the empty line, and what follows it. */
function splitHead(text: string): { first: string; headers: Headers; rest: string } {
  const end = text.indexOf(`${LINE}${LINE}`);
  const [first = "", ...lines] = (end < 0 ? text : text.slice(0, end)).split(LINE);
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) headers.append(name, value);
  }
  return { first, headers, rest: end < 0 ? "" : text.slice(end + 2 * LINE.length) };
}
