import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { appendFileSync, closeSync, constants, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Config } from "../config/config.ts";
import { readWhole } from "../credentials/read-whole.ts";
import { createWhole, inFolder } from "../credentials/whole-file.ts";
import { NOTHING_BEFORE } from "./audit-entry.ts";
import { type ChainEnd, macOf } from "./chain.ts";

/** Where the log, its key and its head are. */
export interface AuditPaths {
  readonly folder: string;
  readonly log: string;
  /** Says how far the log goes, so that a cut at its end is noticed. */
  readonly head: string;
  readonly key: string;
}

const KEY_BYTES = 32;
/** Older logs that are kept beside the one that is written. */
export const KEPT_LOGS = 5;

export function auditPaths({ paths }: Pick<Config, "paths">): AuditPaths {
  return {
    folder: paths.log,
    log: join(paths.log, "audit.jsonl"),
    head: join(paths.log, "audit.head"),
    key: join(paths.data, "audit.key"),
  };
}

/** The log's own key, made on first use. */
export async function loadAuditKey(paths: AuditPaths): Promise<KeyObject> {
  const present = await readAuditKey(paths);
  if (present) return present;
  await createWhole(paths.key, randomBytes(KEY_BYTES));
  return (await readAuditKey(paths)) ?? createSecretKey(Buffer.alloc(0));
}

/** The log's key, or undefined where nothing has been logged yet; nothing is written. */
export async function readAuditKey({ key }: AuditPaths): Promise<KeyObject | undefined> {
  const bytes = await readWhole(key);
  return bytes && createSecretKey(bytes);
}

/** An account as the log names it: the same one always the same, and nobody's address. */
export function accountHash(key: KeyObject, email: string): string {
  return createHmac("sha256", key).update(`account ${email.toLowerCase()}`, "utf8").digest("hex").slice(0, 16);
}

/** How far the log goes. */
export interface Head extends ChainEnd {
  /** Bytes of the log that is written. */
  readonly size: number;
}

const headSchema = z.strictObject({ seq: z.number().int(), hash: z.string(), size: z.number().int(), mac: z.string() });

/*
 * Every answer waits until its entry is written. So what is read and written for one, a few hundred bytes, is read and
 * written at once: a turn through the thread pool takes ten times as long.
 */

/** More than the longest head has. */
const HEAD_BYTES = 320;

/** @returns undefined when there is none, or it was changed */
export function readHead(paths: AuditPaths, key: KeyObject): Head | undefined {
  const text = readText(paths.head);
  if (text === undefined) return undefined;
  const parsed = headSchema.safeParse(parseText(text));
  if (!parsed.success) return undefined;
  const { mac, ...head } = parsed.data;
  return macOf(key, JSON.stringify(head)) === mac ? head : undefined;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export function writeHead(paths: AuditPaths, key: KeyObject, head: Head): void {
  const { seq, hash, size } = head;
  const signed = { seq, hash, size };
  const content = JSON.stringify({ ...signed, mac: macOf(key, JSON.stringify(signed)) });
  // In its place, always as long and within one sector, so that it is the old or the new one at any time; to put a new
  // file there takes a wait for the disk. No fsync: after a crash the head is behind the log at the worst, which the
  // next writer makes up for.
  const file = openSync(paths.head, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    writeSync(file, content.padEnd(HEAD_BYTES), 0);
  } finally {
    closeSync(file);
  }
}

export const EMPTY_HEAD: Head = { seq: 0, hash: NOTHING_BEFORE, size: 0 };

/** A log as the file system knows it. */
export interface LogState {
  readonly size: number;
  /** Changes when another file takes its place, and with every entry. */
  readonly identity: string;
}

export function stateOf(path: string): LogState {
  const found = statSync(path, { throwIfNoEntry: false });
  return { size: found?.size ?? 0, identity: found ? `${found.dev} ${found.ino} ${found.size}` : "" };
}

/** Appends to the log; its folder and file are the user's alone. */
export function appendToLog({ folder, log }: AuditPaths, text: string): Promise<void> {
  return inFolder(folder, () => appendFileSync(log, text, { encoding: "utf8", mode: 0o600 }));
}

/** Moves the log that is written to `audit.1.jsonl`, older ones one on, and lets the oldest go. */
export async function rotateLogs(paths: AuditPaths): Promise<void> {
  const numbered = (number: number) => join(paths.folder, `audit.${number}.jsonl`);
  await rm(numbered(KEPT_LOGS), { force: true });
  for (let number = KEPT_LOGS - 1; number >= 1; number -= 1) {
    await rename(numbered(number), numbered(number + 1)).catch(() => {});
  }
  await rename(paths.log, numbered(1));
}

/** The logs that there are, oldest first. */
export async function listLogs(paths: AuditPaths): Promise<string[]> {
  const names: string[] = await readdir(paths.folder).catch(() => []);
  const older = names.flatMap((name) => {
    const number = /^audit\.(\d+)\.jsonl$/.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  const current = names.includes("audit.jsonl") ? ["audit.jsonl"] : [];
  return [...older.sort((a, b) => b.number - a.number).map(({ name }) => name), ...current].map((name) =>
    join(paths.folder, name),
  );
}
