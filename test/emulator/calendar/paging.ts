import { createHash } from "node:crypto";
import { z } from "zod";
import { ApiError } from "../api.ts";

const tokenSchema = z.strictObject({ kind: z.enum(["page", "sync"]), at: z.number().int(), query: z.string() });

/** Parameters that may differ from page to page. */
const FREE = new Set(["pageToken", "syncToken", "maxResults", "fields", "prettyPrint", "alt", "quotaUser"]);

/**
 * One page of a list, and the token of the next.
 * @param largest what a page holds at the most, whatever is asked
 * @throws ApiError 400 for a token that is not of this list
 */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  largest: number,
  usual: number,
): { page: T[]; nextPageToken: string | undefined } {
  const size = Math.min(Number(query.get("maxResults") ?? usual), largest);
  if (!(size >= 1))
    throw new ApiError(400, "invalidParameter", `Invalid value '${query.get("maxResults")}' for maxResults.`, {
      location: "maxResults",
      locationType: "parameter",
    });
  const given = query.get("pageToken");
  const token = given === null ? undefined : readToken(given);
  if (given !== null && (token?.kind !== "page" || token.query !== fingerprint(query)))
    throw new ApiError(400, "invalid", "Invalid page token value.", {
      location: "pageToken",
      locationType: "parameter",
    });
  const start = token?.at ?? 0;
  const end = start + size;
  const more = end < items.length;
  return {
    page: items.slice(start, end),
    nextPageToken: more ? writeToken({ kind: "page", at: end, query: fingerprint(query) }) : undefined,
  };
}

/** A token for what changes from this state on. */
export function syncTokenFor(version: number): string {
  return writeToken({ kind: "sync", at: version, query: "" });
}

/**
 * The state that a request's `syncToken` stands for; undefined without one.
 * @throws ApiError 410 for a token that does not count any more
 */
export function versionOfSync(query: URLSearchParams): number | undefined {
  const given = query.get("syncToken");
  if (given === null) return undefined;
  const token = readToken(given);
  if (token?.kind === "sync") return token.at;
  throw new ApiError(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.", {
    domain: "calendar",
    location: "syncToken",
    locationType: "parameter",
  });
}

function fingerprint(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => !FREE.has(name)).sort();
  return createHash("sha256").update(JSON.stringify(kept)).digest("base64url").slice(0, 16);
}

function writeToken(token: z.output<typeof tokenSchema>): string {
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function readToken(text: string): z.output<typeof tokenSchema> | undefined {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
