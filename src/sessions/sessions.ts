import { randomBytes } from "node:crypto";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import type { Place, Places } from "./places.ts";

/** One served connection's use of one account (SECURITY-SPEC 3.1). */
export interface Session {
  /** 256 random bits, new whenever a session begins. */
  readonly id: string;
  readonly sub: string;
}

export interface SessionLimits {
  /** Milliseconds without a call after which a session ends. */
  readonly idleMs: number;
  /** Milliseconds after which a session ends whatever happens. */
  readonly lifetimeMs: number;
  /** Sessions that one account may have over all running servers. */
  readonly concurrent: number;
}

/** Two clocks in milliseconds: one that a person sets, and one that only runs on but may stand still while the computer sleeps. */
export interface Clocks {
  wall(): number;
  monotonic(): number;
}

const SYSTEM_CLOCKS: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/** How often open sessions are looked at, so that tokens leave memory though no call comes. */
const LOOK_EVERY_MS = 60_000;

export interface SessionsDependencies {
  limits: SessionLimits;
  places: Pick<Places, "take">;
  /** Called when a session has ended: what was decrypted for it is to leave memory. */
  onEnd(record: AccountRecord, why: EndReason): void | Promise<void>;
  clocks?: Clocks;
}

/** `replaced`: another sign-in, a logout or a revocation came, here or in another process. */
export type EndReason = "idle" | "lifetime" | "replaced" | "closed";

interface Moment {
  wall: number;
  monotonic: number;
}

interface OpenSession extends Session {
  record: AccountRecord;
  place: Place | undefined;
  began: Moment;
  used: Moment;
}

/** The sessions of one served connection. */
export class Sessions {
  readonly #dependencies: SessionsDependencies;
  readonly #clocks: Clocks;
  readonly #open = new Map<string, OpenSession>();
  readonly #opening = new Map<string, Promise<OpenSession>>();
  readonly #timer: NodeJS.Timeout;

  constructor(dependencies: SessionsDependencies) {
    this.#dependencies = dependencies;
    this.#clocks = dependencies.clocks ?? SYSTEM_CLOCKS;
    this.#timer = setInterval(() => void this.endThoseOver(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * The account's session for a call: the one that is open, else a new one. The person is not asked; only an account that
   * lives in memory alone is gone with its session.
   * @throws ToolError `too_many_sessions`, or `not_signed_in` for a MEMORY_ONLY account whose session has just ended
   */
  async enter(record: AccountRecord): Promise<Session> {
    const open = this.#open.get(record.sub);
    const over = open && (open.record.generation === record.generation ? this.#overBecause(open) : "replaced");
    if (open && over === undefined) {
      open.used = this.#now();
      return open;
    }
    if (open && over) {
      await this.#end(open, over);
      if (record.storage === "MEMORY_ONLY" && over !== "replaced") throw gone();
    }
    const opening = this.#opening.get(record.sub) ?? this.#begin(record);
    return opening;
  }

  /** Ends the sessions of accounts that are no longer signed in, or are signed in anew, by the records as they are now. */
  async endReplaced(records: readonly AccountRecord[]): Promise<void> {
    for (const open of [...this.#open.values()]) {
      const record = records.find(({ sub }) => sub === open.sub);
      if (record?.generation !== open.record.generation) await this.#end(open, "replaced");
    }
  }

  /** Ends every session whose time is over. */
  async endThoseOver(): Promise<void> {
    for (const open of [...this.#open.values()]) {
      const over = this.#overBecause(open);
      if (over) await this.#end(open, over);
    }
  }

  /** Ends everything with the connection. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#open.values()].map((open) => this.#end(open, "closed")));
  }

  #begin(record: AccountRecord): Promise<OpenSession> {
    const opening = this.#openNew(record).finally(() => this.#opening.delete(record.sub));
    this.#opening.set(record.sub, opening);
    return opening;
  }

  async #openNew(record: AccountRecord): Promise<OpenSession> {
    const { places, limits } = this.#dependencies;
    // An account that lives in memory alone is used by this process alone, and leaves nothing on the disk.
    const place = record.storage === "MEMORY_ONLY" ? undefined : await places.take(record.sub, limits.concurrent);
    if (!place && record.storage !== "MEMORY_ONLY") {
      throw new ToolError(
        "too_many_sessions",
        `${record.email} is already in use by ${limits.concurrent} running servers, the most that are allowed`,
        "Close an MCP client that uses it, or raise MAX_CONCURRENT_SESSIONS.",
      );
    }
    const now = this.#now();
    const open = { id: randomBytes(32).toString("base64url"), sub: record.sub, record, place, began: now, used: now };
    this.#open.set(record.sub, open);
    return open;
  }

  async #end(open: OpenSession, why: EndReason): Promise<void> {
    if (this.#open.get(open.sub) === open) this.#open.delete(open.sub);
    await open.place?.free();
    await this.#dependencies.onEnd(open.record, why);
  }

  /** Sleep counts: by whichever clock more time has passed (SECURITY-SPEC 3.5). */
  #overBecause({ began, used }: OpenSession): "idle" | "lifetime" | undefined {
    const { limits } = this.#dependencies;
    if (this.#since(began) >= limits.lifetimeMs) return "lifetime";
    return this.#since(used) >= limits.idleMs ? "idle" : undefined;
  }

  #since({ wall, monotonic }: Moment): number {
    const now = this.#now();
    return Math.max(now.wall - wall, now.monotonic - monotonic);
  }

  #now(): Moment {
    return { wall: this.#clocks.wall(), monotonic: this.#clocks.monotonic() };
  }
}

function gone(): ToolError {
  return new ToolError(
    "not_signed_in",
    "The session has ended, and with MEMORY_ONLY the sign-in ends with it",
    "Sign in again with google_sign_in.",
  );
}
