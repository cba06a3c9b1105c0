import type { AccountRecord } from "../credentials/credential.ts";
import type { ListedTool } from "./listing.ts";
import { listingFingerprint } from "./served-tools.ts";
import type { ToolRunner } from "./tool-runner.ts";

/** Milliseconds for which a list is good: as long as somebody types. */
const FRESH_MS = 30_000;
/** Lists that are kept at once. */
const MOST_KEPT = 20;

/** The data of a listing tool, asked for once while somebody types. */
export type RecentData = (
  tool: ListedTool,
  input: Record<string, unknown>,
  accounts: readonly AccountRecord[],
) => Promise<unknown>;

/** Runs listing tools unattended; what one has given is good for a while, and for the accounts that were signed in then. */
export function recentData(runner: Pick<ToolRunner, "runUnattended">, now: () => number = Date.now): RecentData {
  const kept = new Map<string, { until: number; data: Promise<unknown> }>();
  return (tool, input, accounts) => {
    const key = JSON.stringify([tool.definition.name, input, listingFingerprint(accounts)]);
    const known = kept.get(key);
    if (known && known.until > now()) return known.data;
    if (kept.size >= MOST_KEPT) kept.clear();
    const data = runner.runUnattended(tool, input).then(({ structuredContent }) => structuredContent);
    kept.set(key, { until: now() + FRESH_MS, data });
    data.catch(() => kept.delete(key));
    return data;
  };
}
