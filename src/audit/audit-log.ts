import type { KeyObject } from "node:crypto";
import { open } from "node:fs/promises";
import type { Config } from "../config/config.ts";
import { locksFolder } from "../credentials/account-index.ts";
import { Locks } from "../credentials/lock.ts";
import { ToolError } from "../errors.ts";
import type { AuditFacts } from "./audit-entry.ts";
import {
  type AuditPaths,
  accountHash,
  appendToLog,
  auditPaths,
  EMPTY_HEAD,
  type Head,
  loadAuditKey,
  readHead,
  rotateLogs,
  stateOf,
  writeHead,
} from "./audit-files.ts";
import { type ChainEnd, endAfter, makeLine, readLine } from "./chain.ts";

/** Bytes after which a new log is begun. */
const LARGEST_LOG_BYTES = 10_000_000;

/** What is recorded: facts, with the account still by its address. */
export type AuditRecord = Omit<AuditFacts, "account"> & { email?: string | undefined };

/** The audit log of this computer's servers and commands; several processes write it at once. */
export interface AuditLog {
  /**
   * Writes an entry. A log that cannot be written is told once and stops nothing, unless `AUDIT_REQUIRED` is set.
   * @throws ToolError `audit_unwritable` only with `AUDIT_REQUIRED`
   */
  record(entry: AuditRecord): Promise<void>;
}

export interface AuditOptions {
  warn(line: string): void;
  /** Bytes after which a new log is begun; tests set less. */
  largestLogBytes?: number;
}

/** Opens the log; nothing is read or written before the first entry. In MEMORY_ONLY mode nothing touches the disk, so there is no log unless it is required. */
export function openAudit(config: Config, options: AuditOptions): AuditLog {
  if (config.storage.mode === "MEMORY_ONLY" && !config.audit.required) return { record: async () => {} };
  return new FileAuditLog(config, options);
}

interface Waiting {
  entry: AuditRecord;
  time: string;
  done(error?: unknown): void;
}

class FileAuditLog implements AuditLog {
  readonly #paths: AuditPaths;
  readonly #locks: Locks;
  readonly #required: boolean;
  readonly #options: AuditOptions;
  #key: Promise<KeyObject> | undefined;
  /** The log and its head as this process left them; they are so still if nobody has written since. */
  #left: { readonly identity: string; readonly head: Head } | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #told = false;

  constructor(config: Config, options: AuditOptions) {
    this.#paths = auditPaths(config);
    this.#locks = new Locks(locksFolder(config.paths.data));
    this.#required = config.audit.required;
    this.#options = options;
  }

  async record(entry: AuditRecord): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      this.#waiting.push({ entry, time: new Date().toISOString(), done });
    });
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    try {
      await written;
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(cause: unknown): void {
    if (this.#required) {
      throw new ToolError(
        "audit_unwritable",
        "The audit log cannot be written, and AUDIT_REQUIRED is set",
        "Free space on the disk, or correct the folder's mode.",
        { cause },
      );
    }
    if (this.#told) return;
    this.#told = true;
    this.#options.warn(`Warning: the audit log in ${this.#paths.folder} cannot be written; calls go on without it.`);
  }

  /** Takes all that waits under one lock and with one write, until nothing waits. */
  async #writeAll(): Promise<void> {
    // What comes in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#locks.hold("audit", () => this.#append(batch));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { done } of batch) done(error ?? new Error("unknown"));
      }
    }
  }

  async #append(batch: readonly Waiting[]): Promise<void> {
    this.#key ??= loadAuditKey(this.#paths);
    const key = await this.#key.catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    let head = await this.#currentHead(key);
    if (head.size >= (this.#options.largestLogBytes ?? LARGEST_LOG_BYTES)) {
      await rotateLogs(this.#paths);
      head = { ...head, size: 0 };
    }
    let end: ChainEnd = head;
    let text = "";
    for (const { entry, time } of batch) {
      const { email, ...facts } = entry;
      const line = makeLine(key, end, time, {
        ...facts,
        ...(email !== undefined && { account: accountHash(key, email) }),
      });
      text += `${line}\n`;
      end = endAfter(line, end.seq + 1);
    }
    await appendToLog(this.#paths, text);
    const written = { ...end, size: head.size + Buffer.byteLength(text) };
    writeHead(this.#paths, key, written);
    this.#left = { identity: stateOf(this.#paths.log).identity, head: written };
  }

  /**
   * Where the chain stands. A writer that was killed between its entries and the head left more in the log than the head
   * says: what of it is genuine counts. A log that is shorter than the head says was cut: the chain goes on from the
   * head, and `audit verify` tells the place.
   */
  async #currentHead(key: KeyObject): Promise<Head> {
    const { size, identity } = stateOf(this.#paths.log);
    if (this.#left && this.#left.identity === identity) return this.#left.head;
    const head = readHead(this.#paths, key) ?? EMPTY_HEAD;
    if (size <= head.size) return { ...head, size };
    let end: ChainEnd = head;
    for (const line of (await this.#readFrom(head.size)).split("\n")) {
      const entry = readLine(key, line);
      if (entry?.prev === end.hash && entry.seq === end.seq + 1) end = endAfter(line, entry.seq);
    }
    return { ...end, size };
  }

  async #readFrom(position: number): Promise<string> {
    const file = await open(this.#paths.log, "r");
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - position), position });
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  }
}
