import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeSync } from "node:fs";
import { readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "./file-errors.ts";

/*
 * The lock NAME is a run of files NAME.lock.1, NAME.lock.2, …; whoever created the highest holds it. A number is taken by
 * exclusive creation, so that of several thieves one wins, and numbers never go back, so that a slow thief cannot take a
 * number that was used before. A holder removes the lower ones in ascending order before it starts to work; releasing
 * marks the file and leaves it, as the place from which the next holder counts.
 *
 * The files are tiny and every call takes a lock for the audit log, so they are read at once: a turn through the thread
 * pool takes ten times as long as the reading.
 */

/** First line of a lock file; heartbeats follow it. */
const holderSchema = z.object({ pid: z.number().int().positive(), host: z.string(), space: z.string() });

const RELEASED = "released\n";

export interface SeenLock {
  readonly number: number;
  /** Everything in the file: what a heartbeat changes. */
  readonly content: string;
  readonly state: "held" | "released" | "dead";
}

/** A lock that this process holds. */
export interface HeldLockFile {
  readonly number: number;
  /** Shows that the holder lives. */
  beat(): void;
  /** Frees the lock for the next holder. */
  release(): void;
}

/** The file that decides who holds the lock, or undefined when nobody ever did. */
export async function highestLock(folder: string, name: string): Promise<SeenLock | undefined> {
  for (;;) {
    const number = numbers(folder, name).at(-1);
    if (number === undefined) return undefined;
    try {
      const content = readFileSync(pathOf(folder, name, number), "utf8");
      return { number, content, state: await stateOf(content) };
    } catch (error) {
      if (!hasCode(error, "ENOENT", "EPERM", "EBUSY")) throw error;
    }
  }
}

export function isStillHighest(folder: string, name: string, number: number): boolean {
  return numbers(folder, name).at(-1) === number;
}

/**
 * Takes the number after `before`.
 * @returns the lock, or undefined when another process was quicker
 */
export async function createLockFile(
  folder: string,
  name: string,
  before: number | undefined,
): Promise<HeldLockFile | undefined> {
  const holder = `${JSON.stringify({ pid: process.pid, host: hostname(), space: await processSpace() })}\n`;
  const number = (before ?? 0) + 1;
  const path = pathOf(folder, name, number);
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return undefined;
    throw error;
  }
  try {
    writeSync(file, holder);
    const there = numbers(folder, name);
    if (isFirst(folder, name, there, before)) {
      removeLower(folder, name, there);
      return heldLockFile(file, number, holder.length);
    }
  } catch (error) {
    withdraw(file, path);
    throw error;
  }
  withdraw(file, path);
  return undefined;
}

function withdraw(file: number, path: string): void {
  closeSync(file);
  rmSync(path, { force: true });
}

/**
 * Whether a number just taken really is the next one. It is not when a higher one is there, nor when the one it follows
 * has been removed: then the lock went on from hand to hand between looking and taking.
 */
function isFirst(folder: string, name: string, there: readonly number[], before: number | undefined): boolean {
  if (there.at(-1) !== (before ?? 0) + 1) return false;
  if (before === undefined) return true;
  try {
    statSync(pathOf(folder, name, before));
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

function heldLockFile(file: number, number: number, bodyAt: number): HeldLockFile {
  let beats = 0;
  return {
    number,
    beat() {
      beats++;
      try {
        writeSync(file, `${beats}\n`, bodyAt);
      } catch {
        // A full disk must not end the process; the lock then passes on after its silence.
      }
    },
    release() {
      try {
        writeSync(file, RELEASED, 0);
      } catch {
        // Not marked, it passes on after its silence all the same.
      } finally {
        closeSync(file);
      }
    },
  };
}

/** @param there the numbers of the lock's files, ascending, the last of them ours; none below it is made any more */
function removeLower(folder: string, name: string, there: readonly number[]): void {
  for (const lower of there.slice(0, -1)) {
    try {
      unlinkSync(pathOf(folder, name, lower));
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
  }
}

async function stateOf(content: string): Promise<SeenLock["state"]> {
  if (content.startsWith(RELEASED)) return "released";
  const holder = parseHolder(content.split("\n", 1)[0] ?? "");
  if (holder?.host !== hostname() || holder.space !== (await processSpace())) return "held";
  try {
    process.kill(holder.pid, 0);
    return "held";
  } catch (error) {
    return hasCode(error, "ESRCH") ? "dead" : "held";
  }
}

function parseHolder(line: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The numbers of a lock's files, ascending. */
function numbers(folder: string, name: string): number[] {
  const prefix = `${name}.lock.`;
  return readdirSync(folder)
    .filter((entry) => entry.startsWith(prefix) && /^\d{1,15}$/.test(entry.slice(prefix.length)))
    .map((entry) => Number(entry.slice(prefix.length)))
    .sort((a, b) => a - b);
}

function pathOf(folder: string, name: string, number: number): string {
  return join(folder, `${name}.lock.${number}`);
}

let space: Promise<string> | undefined;

/** Tells containers that share a folder apart: a process id means something only within its own name space. */
function processSpace(): Promise<string> {
  space ??= process.platform === "linux" ? readlink("/proc/self/ns/pid").catch(() => "") : Promise.resolve("");
  return space;
}
