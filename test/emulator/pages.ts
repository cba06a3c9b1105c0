import { createHash } from "node:crypto";
import { ApiError } from "./api.ts";

export interface PageRules {
  /** Name of the parameter that sets a page's size: `maxResults` or `pageSize`. */
  size: "maxResults" | "pageSize";
  /** What a page holds at the most, whatever is asked. */
  largest: number;
  usual: number;
}

/**
 * One page of a list, and the token of the next, which counts for the same list and question only.
 * @throws ApiError 400 for a size below 1 and for a token that is not of this list
 */
export function pageOfList<T>(
  items: readonly T[],
  query: URLSearchParams,
  rules: PageRules,
): { page: T[]; nextPageToken: string | undefined } {
  const asked = Number(query.get(rules.size) ?? rules.usual);
  if (!(asked >= 0)) throw new ApiError(400, "invalid", `Invalid value for ${rules.size}: ${query.get(rules.size)}`);
  const size = Math.min(asked === 0 ? rules.usual : asked, rules.largest);
  const start = startOf(query, rules);
  const end = start + size;
  return {
    page: items.slice(start, end),
    nextPageToken: end < items.length ? `${fingerprint(query, rules)}${end}` : undefined,
  };
}

function startOf(query: URLSearchParams, rules: PageRules): number {
  const token = query.get("pageToken");
  if (token === null || token === "") return 0;
  const start = Number(token.slice(16));
  if (token.slice(0, 16) !== fingerprint(query, rules) || !Number.isInteger(start))
    throw new ApiError(400, "invalid", "Invalid page token.");
  return start;
}

function fingerprint(query: URLSearchParams, { size }: PageRules): string {
  const fixed = [...query].filter(([name]) => !["pageToken", size, "fields", "alt", "prettyPrint"].includes(name));
  return createHash("sha256").update(JSON.stringify(fixed)).digest("hex").slice(0, 16);
}
