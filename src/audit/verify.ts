import type { KeyObject } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Config } from "../config/config.ts";
import { type AuditEntry, NOTHING_BEFORE } from "./audit-entry.ts";
import { accountHash, auditPaths, KEPT_LOGS, listLogs, readAuditKey, readHead } from "./audit-files.ts";
import { type ChainEnd, endAfter, readLine } from "./chain.ts";

/** What is wrong with a log, and where. */
export interface AuditProblem {
  file: string;
  /** Line in the file, from 1. */
  line: number;
  what: string;
}

export interface AuditVerdict {
  entries: number;
  problems: AuditProblem[];
}

/** A line of the log as read: the entry when it is genuine. */
interface ReadLine {
  file: string;
  line: number;
  text: string;
  entry: AuditEntry | undefined;
}

/** Walks the whole log and finds what was changed, cut out, put elsewhere or cut off (SECURITY-SPEC 7.1). */
export async function verifyAudit(config: Pick<Config, "paths">): Promise<AuditVerdict> {
  const paths = auditPaths(config);
  const key = await readAuditKey(paths);
  const logs = await listLogs(paths);
  if (!key) return { entries: 0, problems: logs.map((log) => ({ file: basename(log), line: 1, what: KEY_MISSING })) };
  // Before the log: what servers write in the meantime is then never taken for missing.
  const head = readHead(paths, key);
  const walk = await walkLog(logs, key);
  return { entries: walk.entries, problems: [...walk.problems, ...problemsAtEnd(walk, head)] };
}

const KEY_MISSING = "the key of the log is missing, so nothing in it can be checked";

interface Walk extends AuditVerdict {
  end: ChainEnd | undefined;
  last: { file: string; line: number };
}

async function walkLog(logs: readonly string[], key: KeyObject): Promise<Walk> {
  const walk: Walk = { entries: 0, problems: [], end: undefined, last: { file: "audit.jsonl", line: 0 } };
  // The oldest log has no number that rotation would have dropped: nothing can be missing before it.
  const complete = logs.length <= KEPT_LOGS;
  for await (const { file, line, text, entry } of readLines(logs, key)) {
    walk.last = { file, line };
    walk.entries += 1;
    const before = walk.end ?? (walk.entries === 1 && complete ? { seq: 0, hash: NOTHING_BEFORE } : undefined);
    if (!entry) walk.problems.push({ file, line, what: "this entry was changed, or is not one of ours" });
    const problem = entry && before && problemBetween(before, entry);
    if (problem !== undefined) walk.problems.push({ file, line, what: problem });
    walk.end = entry && endAfter(text, entry.seq);
  }
  return walk;
}

function problemsAtEnd({ entries, end, last }: Walk, head: ChainEnd | undefined): AuditProblem[] {
  if (!head) {
    const what = "the head of the log is missing or was changed, so a cut at the end would not be noticed";
    return entries > 0 ? [{ ...last, what }] : [];
  }
  if (entries === 0 && head.seq > 0)
    return [{ ...last, what: `the log is empty, but ${head.seq} entries were written` }];
  if (end && head.seq > end.seq)
    return [{ ...last, what: `the log ends with entry ${end.seq}, but ${head.seq} were written: its end was cut off` }];
  return [];
}

function problemBetween(end: ChainEnd, entry: AuditEntry): string | undefined {
  if (entry.seq <= end.seq)
    return `entry ${entry.seq} follows entry ${end.seq}: entries were put in another order or written again`;
  if (entry.seq > end.seq + 1) return `entry ${entry.seq} follows entry ${end.seq}: entries in between were cut out`;
  return entry.prev === end.hash ? undefined : `entry ${entry.seq} does not fit the one before it`;
}

/** Which entries to show. */
export interface AuditFilter {
  /** Milliseconds since the epoch. */
  since?: number | undefined;
  email?: string | undefined;
  event?: string | undefined;
  outcome?: string | undefined;
}

/** Genuine entries that fit the filter, oldest first. */
export async function* readAudit(config: Pick<Config, "paths">, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  const paths = auditPaths(config);
  const key = await readAuditKey(paths);
  if (!key) return;
  const account = filter.email === undefined ? undefined : accountHash(key, filter.email);
  for await (const { entry } of readLines(await listLogs(paths), key)) {
    if (!entry) continue;
    const fits =
      (filter.since === undefined || Date.parse(entry.time) >= filter.since) &&
      (account === undefined || entry.account === account) &&
      (filter.event === undefined || entry.event === filter.event) &&
      (filter.outcome === undefined || entry.outcome === filter.outcome);
    if (fits) yield entry;
  }
}

async function* readLines(logs: readonly string[], key: KeyObject): AsyncGenerator<ReadLine> {
  for (const path of logs) {
    let line = 0;
    for await (const text of createInterface({
      input: createReadStream(path, "utf8"),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line += 1;
      yield { file: basename(path), line, text, entry: readLine(key, text) };
    }
  }
}
