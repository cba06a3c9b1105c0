import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { ToolError } from "../errors.ts";
import { unwritable } from "./file-errors.ts";
import { createLockFile, type HeldLockFile, highestLock, isStillHighest } from "./lock-file.ts";
import { inFolder } from "./whole-file.ts";

/** How the locks wait. Production uses {@link DEFAULT_TIMING}; tests shorten it. */
export interface LockTiming {
  /** Milliseconds that a holder's sign of life may stay away before its lock is taken over. */
  readonly silenceMs: number;
  /** Milliseconds between two looks at a lock that is held. */
  readonly pollMs: number;
  /** Milliseconds that one wait may take in all. */
  readonly waitMs: number;
}

/** A killed holder is noticed at the next look; one whose process id lives on in another process after 3 seconds. */
const DEFAULT_TIMING: LockTiming = { silenceMs: 3000, pollMs: 25, waitMs: 30_000 };

/** Milliseconds between two signs of life of a holder. */
const HEARTBEAT_MS = 500;

export interface LockOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

interface Hold {
  readonly name: string;
  readonly file: HeldLockFile;
  active: boolean;
}

/**
 * Named locks between processes, as files in one folder (SECURITY-SPEC 2.5). They survive killed holders, changes of the
 * clock, sleep, and process ids that are used again: a holder is taken for dead when its process is gone, or when its
 * heartbeat has not changed while a waiter looked again and again. `hold` inside `hold` of the same name goes on at once.
 */
export class Locks {
  readonly #folder: string;
  readonly #timing: LockTiming;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #held = new AsyncLocalStorage<readonly Hold[]>();

  constructor(folder: string, timing: Partial<LockTiming> = {}) {
    this.#folder = folder;
    this.#timing = { ...DEFAULT_TIMING, ...timing };
  }

  /**
   * Runs `work` while holding the lock.
   * @throws ToolError `storage_busy` when the lock is not free within 30 seconds, `cancelled` when the signal fires,
   *   `storage_unwritable` when the folder does not take lock files
   */
  async hold<Result>(name: string, work: () => Promise<Result>, options: LockOptions = {}): Promise<Result> {
    const outer = this.#held.getStore() ?? [];
    if (outer.some((hold) => hold.active && hold.name === name)) return work();
    const deadline = performance.now() + this.#timing.waitMs;
    const leave = await this.#queue(name, deadline, options.signal);
    try {
      const file = await this.#acquire(name, deadline, options.signal);
      const hold: Hold = { name, file, active: true };
      const heartbeat = setInterval(() => file.beat(), HEARTBEAT_MS);
      heartbeat.unref();
      try {
        return await this.#held.run([...outer, hold], work);
      } finally {
        hold.active = false;
        clearInterval(heartbeat);
        file.release();
      }
    } finally {
      leave();
    }
  }

  /**
   * To be called right before a change is made final: a process that was stopped for seconds may have lost its lock.
   * @throws ToolError `storage_busy` when the lock is not held any more
   */
  async assertHeld(name: string): Promise<void> {
    const hold = this.#held.getStore()?.find((candidate) => candidate.active && candidate.name === name);
    if (!hold) throw new Error(`the lock ${name} is not held`);
    if (!isStillHighest(this.#folder, name, hold.file.number)) {
      throw new ToolError(
        "storage_busy",
        "This process was stopped for so long that another one took over its lock",
        "Try again; nothing was changed.",
      );
    }
  }

  /** Waits for this process's own turn; gives the function that ends the turn. */
  async #queue(name: string, deadline: number, signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.#queues.get(name);
    let leave: () => void = () => {};
    const turn = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const tail = (before ?? Promise.resolve()).then(() => turn);
    this.#queues.set(name, tail);
    void tail.then(() => {
      if (this.#queues.get(name) === tail) this.#queues.delete(name);
    });
    if (before === undefined) return leave;
    const giveUp = new AbortController();
    const late = wait(Math.max(0, deadline - performance.now()), "late" as const, {
      signal: giveUp.signal,
      ref: false,
    });
    late.catch(() => {});
    const cancelled = abortOf(signal, giveUp.signal);
    try {
      const came = await Promise.race([before.then(() => "turn" as const), late, cancelled]);
      if (came === "turn") return leave;
      throw came === "late" ? busy() : cancelledError();
    } catch (error) {
      leave();
      throw error;
    } finally {
      giveUp.abort();
    }
  }

  async #acquire(name: string, deadline: number, signal: AbortSignal | undefined): Promise<HeldLockFile> {
    const succeed = () => this.#succeed(name, deadline, signal);
    try {
      return await inFolder(this.#folder, succeed);
    } catch (error) {
      throw unwritable(error, "The folder of the stored sign-ins");
    }
  }

  /** Waits until the lock's holder has released it or is dead, and takes its place. */
  async #succeed(name: string, deadline: number, signal: AbortSignal | undefined): Promise<HeldLockFile> {
    let watched: { number: number; content: string } | undefined;
    let silentMs = 0;
    let lookedAt = performance.now();
    for (;;) {
      if (signal?.aborted) throw cancelledError();
      const highest = await highestLock(this.#folder, name);
      const now = performance.now();
      if (watched && highest && watched.number === highest.number && watched.content === highest.content) {
        // One look counts for no more than a few intervals, so that a machine that slept does not make a holder look dead.
        silentMs += Math.min(now - lookedAt, 4 * this.#timing.pollMs);
      } else {
        silentMs = 0;
      }
      lookedAt = now;
      watched = highest;
      if (highest?.state !== "held" || silentMs >= this.#timing.silenceMs) {
        const file = await createLockFile(this.#folder, name, highest?.number);
        if (file) return file;
        continue;
      }
      if (now >= deadline) throw busy();
      await wait(this.#timing.pollMs * (0.5 + Math.random()));
    }
  }
}

function abortOf(signal: AbortSignal | undefined, until: AbortSignal): Promise<"cancelled"> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve("cancelled");
    signal?.addEventListener("abort", () => resolve("cancelled"), { once: true, signal: until });
  });
}

function busy(): ToolError {
  return new ToolError(
    "storage_busy",
    "Another process of this program holds the stored sign-ins for longer than usual",
    "Try again in a moment; if it stays so, end other running copies of groupon-google-mcp.",
  );
}

function cancelledError(): ToolError {
  return new ToolError("cancelled", "The call was cancelled while it waited for the stored sign-in", "");
}
