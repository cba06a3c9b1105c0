import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Config } from "../config/config.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { accountHash, auditPaths, listLogs, loadAuditKey, readHead } from "./audit-files.ts";
import { endAfter, readLine } from "./chain.ts";

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
  const key = await loadAuditKey(paths);
  const problems: AuditProblem[] = [];
  let entries = 0;
  let end: { seq: number; hash: string } | undefined;
  let last: Pick<AuditProblem, "file" | "line"> = { file: basename(paths.log), line: 0 };
  for await (const { file, line, text, entry } of readLines(config, key)) {
    last = { file, line };
    entries += 1;
    if (!entry) {
      problems.push({ file, line, what: "this entry was changed, or is not one of ours" });
      end = undefined;
      continue;
    }
    const problem = end && problemBetween(end, entry);
    if (problem !== undefined) problems.push({ file, line, what: problem });
    end = endAfter(text, entry.seq);
  }
  const head = await readHead(paths, key);
  if (!head && entries > 0)
    problems.push({
      ...last,
      what: "the head of the log is missing or was changed, so a cut at the end would not be noticed",
    });
  if (head && end && head.seq > end.seq)
    problems.push({
      ...last,
      what: `the log ends with entry ${end.seq}, but ${head.seq} were written: its end was cut off`,
    });
  if (head && head.seq > 0 && entries === 0)
    problems.push({ ...last, what: `the log is empty, but ${head.seq} entries were written` });
  return { entries, problems };
}

function problemBetween(end: { seq: number; hash: string }, entry: AuditEntry): string | undefined {
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
  const key = await loadAuditKey(auditPaths(config));
  const account = filter.email === undefined ? undefined : accountHash(key, filter.email);
  for await (const { entry } of readLines(config, key)) {
    if (!entry) continue;
    const fits =
      (filter.since === undefined || Date.parse(entry.time) >= filter.since) &&
      (account === undefined || entry.account === account) &&
      (filter.event === undefined || entry.event === filter.event) &&
      (filter.outcome === undefined || entry.outcome === filter.outcome);
    if (fits) yield entry;
  }
}

async function* readLines(config: Pick<Config, "paths">, key: Buffer): AsyncGenerator<ReadLine> {
  for (const path of await listLogs(auditPaths(config))) {
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
