import { describe, expect, it } from "vitest";
import { countActivity, describeActivity } from "../../../src/audit/activity.ts";
import type { AuditEntry } from "../../../src/audit/audit-entry.ts";
import { type Alert, Monitor, type SeenCall } from "../../../src/audit/monitor.ts";

const entry = (event: string, outcome: string, at: number, note?: string): AuditEntry => ({
  seq: 1,
  time: new Date(at).toISOString(),
  event,
  severity: "info",
  outcome,
  ...(note !== undefined && { note }),
  prev: "0".repeat(64),
  mac: "0".repeat(64),
});

function watching(options: { log?: AuditEntry[]; used?: string[] } = {}) {
  const clock = { now: Date.UTC(2026, 10, 24) };
  const alerts: Alert[] = [];
  const monitor = new Monitor({
    raise: async (alert) => void alerts.push(alert),
    entriesSince: async (since) => (options.log ?? []).filter(({ time }) => Date.parse(time) >= since),
    usedBefore: async (_, tool) => (options.used ?? ["gmail_send", "drive_share"]).includes(tool),
    now: () => clock.now,
  });
  const call = (change: Partial<SeenCall> = {}) =>
    monitor.call({
      tool: "gmail_send",
      outcome: "ok",
      email: "ada@example.com",
      reaches: true,
      destroys: true,
      readsForeign: false,
      confirmed: false,
      recipients: ["grace@example.com"],
      ...change,
    });
  const times = async (count: number, act: (index: number) => Promise<unknown>) => {
    for (let index = 0; index < count; index += 1) await act(index);
  };
  return { clock, alerts, monitor, call, times };
}

describe("alerts at the thresholds", () => {
  it("more than 10 failed authentications a minute: high", async () => {
    const { alerts, monitor, times } = watching();
    await times(10, () => monitor.failedAuthentication());
    expect(alerts).toEqual([]);
    await monitor.failedAuthentication();
    expect(alerts).toEqual([expect.objectContaining({ rule: "failed_authentications", severity: "high" })]);
  });

  it("not when they are spread over more time", async () => {
    const { clock, alerts, monitor, times } = watching();
    await times(40, () => {
      clock.now += 6_001;
      return monitor.failedAuthentication();
    });
    expect(alerts).toEqual([]);
  });

  it("counts refused credentials of calls, and sign-ins that failed in other processes", async () => {
    const now = Date.UTC(2026, 10, 24);
    const log = Array.from({ length: 8 }, (_, index) => entry("sign_in", "state_mismatch", now - index * 1000));
    const { alerts, call, times } = watching({
      log: [...log, entry("sign_in", "ok", now), entry("sign_in", "access_denied", now - 61_000)],
    });
    await times(2, () => call({ outcome: "grant_revoked" }));
    expect(alerts).toEqual([]);
    await call({ outcome: "storage_unreadable" });
    expect(alerts.map(({ rule }) => rule)).toEqual(["failed_authentications"]);
  });

  it("more than 5 refresh failures an hour for an account: medium", async () => {
    const { alerts, monitor, times } = watching();
    await times(5, () => monitor.refreshFailed("ada@example.com"));
    await times(5, () => monitor.refreshFailed("grace@example.com"));
    expect(alerts).toEqual([]);
    await monitor.refreshFailed("ada@example.com");
    expect(alerts).toEqual([
      expect.objectContaining({ rule: "refresh_failures", severity: "medium", email: "ada@example.com" }),
    ]);
  });

  it("a burst of outgoing or destructive calls: critical, told once until it is over", async () => {
    const { clock, alerts, call, times } = watching();
    await times(20, () => call());
    expect(alerts).toEqual([]);
    await times(10, () => call());
    expect(alerts.map(({ rule, severity }) => [rule, severity])).toEqual([["outgoing_burst", "critical"]]);
    clock.now += 61_000;
    await times(21, () => call({ reaches: false, recipients: [] }));
    expect(alerts).toHaveLength(2);
  });

  it("reading, and calls that failed, are no burst", async () => {
    const { alerts, call, times } = watching();
    await times(50, () => call({ reaches: false, destroys: false }));
    await times(50, () => call({ outcome: "missing_scope" }));
    expect(alerts).toEqual([]);
  });

  it("many different recipients: critical", async () => {
    const { clock, alerts, call, times } = watching();
    const to = (index: number) => call({ recipients: [`person${index}@example.com`] });
    await times(25, (index) => {
      clock.now += 10_000;
      return to(index);
    });
    await times(25, to);
    expect(alerts.filter(({ rule }) => rule === "many_recipients")).toEqual([]);
    await to(26);
    expect(alerts.filter(({ rule }) => rule === "many_recipients")).toHaveLength(1);
  });

  it("a tool never used before, after content of others was read: critical", async () => {
    const { alerts, call } = watching();
    const share = { tool: "drive_remove_permission" };
    await call(share);
    expect(alerts).toEqual([]);
    await call({ tool: "gmail_search", reaches: false, destroys: false, readsForeign: true });
    await call(share);
    await call({ tool: "gmail_send" });
    expect(alerts).toEqual([]);
    await call({ tool: "calendar_create_event", confirmed: true });
    expect(alerts).toEqual([]);
    await call({ tool: "gmail_delete_permanently", reaches: false });
    await call({ tool: "gmail_delete_permanently", reaches: false });
    expect(alerts).toEqual([expect.objectContaining({ rule: "new_tool_after_foreign_content", severity: "critical" })]);
    expect(alerts[0]?.what).toContain("gmail_delete_permanently");
  });
});

describe("what is counted", () => {
  function* some(): Generator<AuditEntry> {
    yield entry("gmail_search", "ok", 0);
    yield entry("gmail_search", "ok", 0);
    yield entry("gmail_send", "missing_scope", 0);
    yield entry("gmail_send", "too_many_sessions", 0);
    yield entry("gmail_send", "storage_unreadable", 0);
    yield entry("gmail_send", "asked", 0);
    yield entry("sign_in", "access_denied", 0);
    yield entry("sign_in", "ok", 0);
    yield entry("refresh", "grant_revoked", 0);
    yield entry("alert", "outgoing_burst", 0, "21 destructive or outgoing calls within a minute");
  }

  it("calls by tool and outcome, refusals by reason, failures of each kind, alerts", async () => {
    const activity = countActivity(some());
    expect(activity).toEqual({
      calls: 6,
      byTool: {
        gmail_search: { ok: 2 },
        gmail_send: { missing_scope: 1, too_many_sessions: 1, storage_unreadable: 1, asked: 1 },
      },
      refusals: { missing_scope: 1, too_many_sessions: 1, storage_unreadable: 1 },
      failedSignIns: 1,
      refreshFailures: 1,
      sessionAnomalies: 1,
      decryptionFailures: 1,
      alerts: [expect.objectContaining({ rule: "outgoing_burst" })],
    });
    expect(describeActivity(activity)).toContain("6 calls, not all served (missing_scope 1");
    expect(describeActivity(activity)).toContain("21 destructive or outgoing calls");
  });
});
