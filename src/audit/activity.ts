import { SECURITY_EVENTS } from "./audit-entry.ts";
import type { RecentEntry } from "./recent-entries.ts";

/** What the log tells of a time (SECURITY-SPEC 7.2). */
export interface Activity {
  calls: number;
  /** Calls by tool and outcome, such as `{ gmail_search: { ok: 12 } }`. */
  byTool: Record<string, Record<string, number>>;
  /** Calls that did not succeed, by reason. */
  refusals: Record<string, number>;
  failedSignIns: number;
  refreshFailures: number;
  /** Sessions that were refused. */
  sessionAnomalies: number;
  /** Stored credentials that could not be decrypted. */
  decryptionFailures: number;
  alerts: { time: string; severity: string; rule: string; what: string }[];
}

/** Counts entries of the log. */
export function countActivity(entries: Iterable<RecentEntry>): Activity {
  const activity: Activity = {
    calls: 0,
    byTool: {},
    refusals: {},
    failedSignIns: 0,
    refreshFailures: 0,
    sessionAnomalies: 0,
    decryptionFailures: 0,
    alerts: [],
  };
  for (const entry of entries) {
    if (SECURITY_EVENTS.has(entry.event)) countEvent(activity, entry);
    else countCall(activity, entry);
  }
  return activity;
}

function countEvent(activity: Activity, { event, outcome, severity, time = "", note = "" }: RecentEntry): void {
  if (event === "sign_in" && outcome !== "ok") activity.failedSignIns += 1;
  if (event === "refresh" && outcome !== "ok") activity.refreshFailures += 1;
  if (event === "alert") activity.alerts.push({ time, severity, rule: outcome, what: note });
}

function countCall(activity: Activity, { event, outcome }: RecentEntry): void {
  activity.calls += 1;
  const outcomes = activity.byTool[event] ?? {};
  activity.byTool[event] = outcomes;
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  if (outcome === "ok" || outcome === "asked") return;
  activity.refusals[outcome] = (activity.refusals[outcome] ?? 0) + 1;
  if (outcome === "too_many_sessions") activity.sessionAnomalies += 1;
  if (outcome === "storage_unreadable") activity.decryptionFailures += 1;
}

/** The counts in a few lines for a person. */
export function describeActivity({ calls, refusals, failedSignIns, refreshFailures, alerts }: Activity): string {
  const reasons = Object.entries(refusals).map(([reason, count]) => `${reason} ${count}`);
  const lines = [
    `Last 24 hours: ${calls} ${calls === 1 ? "call" : "calls"}, ${reasons.length > 0 ? `not all served (${reasons.join(", ")})` : "all served"}; failed sign-ins ${failedSignIns}, failed refreshes ${refreshFailures}`,
    ...alerts.map(({ time, severity, what }) => `Alert (${severity}, ${time}): ${what}`),
  ];
  return lines.join("\n");
}
