import { hash, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Config } from "../config/config.ts";
import { type AuditEntry, SECURITY_EVENTS } from "./audit-entry.ts";
import { auditPaths, type Head, listLogs, readAuditKey, readHead } from "./audit-files.ts";
import { readLine } from "./chain.ts";

/** What is counted of an entry; of calls, which are many, nothing else. */
export type RecentEntry = Pick<AuditEntry, "event" | "severity" | "outcome"> & Partial<AuditEntry>;

const EVENT = '"event":"';
const OUTCOME = '"outcome":"';
const TIME = ',"time":"';
const TIME_LENGTH = "2026-01-01T00:00:00.000Z".length;
const HASH_LENGTH = 64;
/** What stands in a line behind the hash of the one before: the HMAC, and what is around it. */
const END_LENGTH = '","mac":"'.length + HASH_LENGTH + '"}'.length;

/**
 * Genuine entries since a time, oldest first. They are made as they are asked for, so that of many none is kept.
 * @param since milliseconds since the epoch
 */
export async function recentEntries(config: Pick<Config, "paths">, since: number): Promise<Iterable<RecentEntry>> {
  const paths = auditPaths(config);
  const key = await readAuditKey(paths);
  if (!key) return [];
  const head = readHead(paths, key);
  const lines = head && (await chainedLines(await listLogs(paths), key, head, new Date(since).toISOString()));
  if (lines) return entriesOf(lines);
  const { readAudit } = await import("./verify.ts");
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(config, { since })) entries.push(entry);
  return entries;
}

/**
 * The lines since a time, held against the signed head: what the head names by its hash, and each line the one before it,
 * is genuine. One hash a line shows it, in a tenth of the time that its HMAC and a schema take.
 * @param logs paths, oldest first, the one that is written last
 * @param earliest as the lines tell times
 * @returns oldest first; undefined where the chain is broken: each line has to be held against its own HMAC there
 */
async function chainedLines(
  logs: readonly string[],
  key: KeyObject,
  head: Head,
  earliest: string,
): Promise<string[] | undefined> {
  const found: string[][] = [];
  let expected = head.hash;
  for (const path of logs.toReversed()) {
    const bytes = await readFile(path);
    const isWritten = path === logs.at(-1);
    const known = isWritten ? Math.min(head.size, bytes.length) : bytes.length;
    const lines = linesOf(bytes.subarray(0, known));
    const first = lines.findIndex((line) => timeIn(line) >= earliest);
    if (first !== 0) lines.splice(0, first < 0 ? lines.length : first);
    const before = chainBefore(lines, expected);
    if (before === undefined) return undefined;
    expected = before;
    // What was written since the head was read.
    const newer = linesOf(bytes.subarray(known)).filter((line) => readLine(key, line) && timeIn(line) >= earliest);
    found.push(newer.length > 0 ? [...lines, ...newer] : lines);
    if (first !== 0) break;
  }
  return found.reverse().flat();
}

/**
 * Follows a chain.
 * @param expected hash of its last line
 * @returns the hash of the line before its first one; undefined where it is broken
 */
function chainBefore(lines: readonly string[], expected: string): string | undefined {
  let before: string | undefined;
  let last: string | undefined;
  for (const line of lines) {
    const end = line.length - END_LENGTH;
    const previous = line.slice(end - HASH_LENGTH, end);
    if (last !== undefined && previous !== last) return undefined;
    before ??= previous;
    last = hash("sha256", line);
  }
  return last === undefined || last === expected ? (before ?? expected) : undefined;
}

function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString("utf8").split("\n");
  // Behind the end of the last line.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function timeIn(line: string): string {
  const start = line.indexOf(TIME) + TIME.length;
  return line.slice(start, start + TIME_LENGTH);
}

/** Few kinds of calls make up most of a log: each is parsed once, and stands for all of its kind. */
function* entriesOf(lines: readonly string[]): Generator<RecentEntry> {
  const kinds = new Map<string, RecentEntry>();
  for (const line of lines) {
    const start = line.indexOf(EVENT);
    const outcome = line.indexOf(OUTCOME, start);
    const kind = line.slice(start, line.indexOf('"', outcome + OUTCOME.length) + 1);
    const known = kinds.get(kind);
    if (known) {
      yield known;
      continue;
    }
    const entry: AuditEntry = JSON.parse(line);
    if (!SECURITY_EVENTS.has(entry.event)) kinds.set(kind, entry);
    yield entry;
  }
}
