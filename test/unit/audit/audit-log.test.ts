import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuditEntry } from "../../../src/audit/audit-entry.ts";
import { SECURITY_EVENTS } from "../../../src/audit/audit-entry.ts";
import { openAudit } from "../../../src/audit/audit-log.ts";
import { type RecentEntry, recentEntries } from "../../../src/audit/recent-entries.ts";
import { readAudit, verifyAudit } from "../../../src/audit/verify.ts";
import { type Config, loadConfig } from "../../../src/config/config.ts";

let home: string;
let config: Config;
const told: string[] = [];
const log = () => join(config.paths.log, "audit.jsonl");

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "google-mcp-audit-"));
  config = loadConfig({ GOOGLE_MCP_HOME: home });
  told.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await chmod(config.paths.log, 0o700).catch(() => {});
  await rm(home, { recursive: true, force: true });
});

const open = (more: { largestLogBytes?: number } = {}, settings = config) =>
  openAudit(settings, { warn: (line) => told.push(line), ...more });

async function write(count: number, audit = open()): Promise<void> {
  for (let number = 1; number <= count; number += 1)
    await audit.record({ event: `tool_${number}`, severity: "info", outcome: "ok", email: "ada@example.com" });
}

async function collect(entries: AsyncIterable<AuditEntry>): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

async function changeLines(change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(log(), "utf8")).trimEnd().split("\n");
  await writeFile(log(), `${change(lines).join("\n")}\n`);
}

describe("the audit log", () => {
  it("tells what was done, by whom as a hash, and is the user's alone", async () => {
    await write(2);
    const entries = await collect(readAudit(config, {}));
    expect(entries.map(({ seq, event, outcome }) => [seq, event, outcome])).toEqual([
      [1, "tool_1", "ok"],
      [2, "tool_2", "ok"],
    ]);
    expect(await readFile(log(), "utf8")).not.toContain("ada@");
    expect(entries[0]?.account).toMatch(/^[0-9a-f]{16}$/);
    expect(entries[0]?.account).toBe(entries[1]?.account);
    expect((await stat(log())).mode & 0o777).toBe(0o600);
    expect(await verifyAudit(config)).toEqual({ entries: 2, problems: [] });
  });

  it("shows what fits: since, account, tool, outcome", async () => {
    const audit = open();
    await audit.record({ event: "gmail_send", severity: "info", outcome: "ok", email: "Ada@Example.com" });
    await audit.record({ event: "gmail_send", severity: "info", outcome: "missing_scope", email: "grace@example.com" });
    await audit.record({ event: "drive_search", severity: "info", outcome: "ok" });
    const events = async (filter: Parameters<typeof readAudit>[1]) =>
      (await collect(readAudit(config, filter))).map(({ seq }) => seq);
    expect(await events({ email: "ada@example.com" })).toEqual([1]);
    expect(await events({ event: "gmail_send" })).toEqual([1, 2]);
    expect(await events({ outcome: "missing_scope" })).toEqual([2]);
    expect(await events({ since: Date.now() + 60_000 })).toEqual([]);
  });

  it("is not made by looking at it", async () => {
    expect(await collect(readAudit(config, {}))).toEqual([]);
    expect(await verifyAudit(config)).toEqual({ entries: 0, problems: [] });
    await expect(stat(join(home, "audit.key"))).rejects.toThrow("ENOENT");
  });

  it("goes on over several logs, and lets the oldest go", async () => {
    const audit = open({ largestLogBytes: 2_000 });
    await write(20, audit);
    const names = (await collect(readAudit(config, {}))).map(({ seq }) => seq);
    expect(names).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect((await verifyAudit(config)).problems).toEqual([]);
    await write(60, audit);
    const kept = await collect(readAudit(config, {}));
    expect(kept[0]?.seq).toBeGreaterThan(1);
    expect(kept.at(-1)?.seq).toBe(80);
    expect((await verifyAudit(config)).problems).toEqual([]);
    await expect(stat(join(config.paths.log, "audit.6.jsonl"))).rejects.toThrow("ENOENT");
  });

  it("is one chain when several writers write at once", async () => {
    const writers = Array.from({ length: 8 }, () => open());
    await Promise.all(writers.map((writer) => Promise.all([write(5, writer), write(5, writer)])));
    expect(await verifyAudit(config)).toEqual({ entries: 80, problems: [] });
  });

  it("makes up for a writer that was killed before it could say how far it came", async () => {
    await write(2);
    const head = await readFile(join(config.paths.log, "audit.head"));
    await write(2);
    await writeFile(join(config.paths.log, "audit.head"), head);
    await write(1);
    expect(await verifyAudit(config)).toEqual({ entries: 5, problems: [] });
  });
});

describe("what was done to the log is told with its place", () => {
  it("a changed entry", async () => {
    await write(4);
    await changeLines((lines) => lines.map((line, at) => (at === 1 ? line.replace("tool_2", "tool_9") : line)));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 2, what: expect.stringContaining("changed") },
    ]);
    expect((await collect(readAudit(config, {}))).map(({ seq }) => seq)).toEqual([1, 3, 4]);
  });

  it("an entry cut out", async () => {
    await write(4);
    await changeLines((lines) => lines.filter((_, at) => at !== 2));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 3, what: expect.stringContaining("cut out") },
    ]);
  });

  it("the beginning cut off", async () => {
    await write(4);
    await changeLines((lines) => lines.slice(2));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 1, what: expect.stringContaining("cut out") },
    ]);
  });

  it("another order", async () => {
    await write(4);
    await changeLines(([a, b, c, d]) => [a, c, b, d].flatMap((line) => line ?? []));
    const { problems } = await verifyAudit(config);
    expect(problems[0]).toMatchObject({ line: 2 });
    expect(problems.some(({ what }) => what.includes("another order"))).toBe(true);
  });

  it("an entry written again", async () => {
    await write(2);
    await changeLines(([a, b]) => [a, b, b].flatMap((line) => line ?? []));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 3, what: expect.stringContaining("written again") },
    ]);
  });

  it("the end cut off, also when it is the whole of it, and also after more was written", async () => {
    await write(4);
    await changeLines((lines) => lines.slice(0, 2));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 2, what: expect.stringContaining("its end was cut off") },
    ]);
    await write(1);
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 3, what: expect.stringContaining("cut out") },
    ]);
    await rm(log());
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 0, what: expect.stringContaining("5 entries were written") },
    ]);
  });

  it("a head that was changed or is missing", async () => {
    await write(2);
    await changeLines((lines) => lines.slice(0, 1));
    await writeFile(join(config.paths.log, "audit.head"), '{"seq":1,"hash":"x","size":1,"mac":"y"}');
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 1, what: expect.stringContaining("head of the log") },
    ]);
  });

  it("lines that are not ours", async () => {
    await write(1);
    await appendFile(log(), '{"seq":2,"time":"now"}\nnonsense\n');
    expect((await verifyAudit(config)).problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  it("a key that is missing", async () => {
    await write(1);
    await rm(join(config.paths.data, "audit.key"));
    expect((await verifyAudit(config)).problems).toEqual([
      { file: "audit.jsonl", line: 1, what: expect.stringContaining("key of the log is missing") },
    ]);
  });
});

describe("recent entries are those that the whole log has since a time", () => {
  const head = () => join(config.paths.log, "audit.head");
  const since = async (time: number) => {
    const recent = [...(await recentEntries(config, time))];
    const whole = await collect(readAudit(config, { since: time }));
    const counted = ({ event, severity, outcome, time, note }: RecentEntry) =>
      SECURITY_EVENTS.has(event) ? { event, severity, outcome, time, note } : { event, severity, outcome };
    expect(recent.map(counted)).toEqual(whole.map(counted));
    return whole.map(({ seq }) => seq);
  };

  it("where there is no log, or nothing recent in it", async () => {
    expect(await since(0)).toEqual([]);
    await write(2);
    expect(await since(Date.now() + 60_000)).toEqual([]);
  });

  it("over several logs, and from the middle of one", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000 });
    const audit = open({ largestLogBytes: 2_000 });
    await write(20, audit);
    vi.setSystemTime(2_000);
    await write(12, audit);
    vi.useRealTimers();
    expect(await since(2_000)).toEqual(Array.from({ length: 12 }, (_, index) => index + 21));
    expect(await since(0)).toHaveLength(32);
  });

  it("where a writer was killed before it could say how far it came", async () => {
    await write(2);
    const before = await readFile(head());
    await write(2);
    await writeFile(head(), before);
    expect(await since(0)).toEqual([1, 2, 3, 4]);
    expect(await since(Date.now() + 60_000)).toEqual([]);
  });

  it("where the log was changed, cut or added to, or the head is gone", async () => {
    await write(4);
    const whole = await readFile(log());
    await changeLines((lines) => lines.map((line, at) => (at === 1 ? line.replace("tool_2", "tool_9") : line)));
    expect(await since(0)).toEqual([1, 3, 4]);
    await writeFile(log(), whole);
    await changeLines((lines) => lines.slice(0, 3));
    expect(await since(0)).toEqual([1, 2, 3]);
    await writeFile(log(), `\n${whole}`);
    expect(await since(0)).toEqual([1, 2, 3, 4]);
    await writeFile(log(), whole);
    await appendFile(log(), `{"seq":5,"time":"2100-01-01T00:00:00.000Z","event":"forged","mac":"${"0".repeat(64)}"}\n`);
    expect(await since(0)).toEqual([1, 2, 3, 4]);
    await rm(head());
    expect(await since(0)).toEqual([1, 2, 3, 4]);
  });
});

describe("a log that cannot be written", () => {
  /** A file where the folder of the log belongs: nobody, the superuser included, can write a log there. */
  const blockLog = async () => {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, "log"), "in the way");
  };

  it("is told once and stops nothing", async () => {
    await blockLog();
    await write(3);
    expect(told).toEqual([expect.stringContaining("cannot be written")]);
  });

  it("stops the call where it is required", async () => {
    await blockLog();
    const required = open({}, loadConfig({ GOOGLE_MCP_HOME: home, AUDIT_REQUIRED: "true" }));
    await expect(write(1, required)).rejects.toMatchObject({ code: "audit_unwritable" });
  });

  it("is not there at all in MEMORY_ONLY mode, unless it is required", async () => {
    const memoryOnly = { GOOGLE_MCP_HOME: home, CREDENTIAL_STORAGE_MODE: "MEMORY_ONLY" };
    await write(2, open({}, loadConfig(memoryOnly)));
    await expect(stat(log())).rejects.toThrow("ENOENT");
    await write(2, open({}, loadConfig({ ...memoryOnly, AUDIT_REQUIRED: "true" })));
    expect((await verifyAudit(config)).entries).toBe(2);
  });
});
