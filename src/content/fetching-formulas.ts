/** Functions by which Google itself fetches an address that a formula names, and so tells it what the formula holds. */
export const FETCHING = /\b(?:IMPORTDATA|IMPORTFEED|IMPORTHTML|IMPORTXML|IMAGE)\s*\(/i;

const ADDRESS = /https?:\/\/([a-z0-9.-]+)/gi;

/**
 * Whom the formulas among these values would reach: the hosts that they name, `anyone` when an address is put together
 * from cells. HYPERLINK is not among them: nothing is fetched until a person follows it.
 */
export function fetchedHosts(values: Iterable<unknown>): string[] {
  const hosts = new Set<string>();
  for (const value of values) {
    if (typeof value !== "string" || !value.startsWith("=") || !FETCHING.test(value)) continue;
    const named = [...value.matchAll(ADDRESS)].flatMap(([, host]) => (host ? [host.toLowerCase()] : []));
    for (const host of named.length > 0 ? named : ["anyone"]) hosts.add(host);
  }
  return [...hosts];
}
