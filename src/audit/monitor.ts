import type { RecentEntry } from "./recent-entries.ts";

/** Something unusual that a person should know of (SECURITY-SPEC 7.3). */
export interface Alert {
  readonly rule: AlertRule;
  readonly severity: "medium" | "high" | "critical";
  /** What was seen, in a sentence without names. */
  readonly what: string;
  readonly email?: string | undefined;
}

export type AlertRule = keyof typeof RULES;

/** The thresholds: more than `most` within `windowMs` milliseconds. The first two are the original system's. */
export const RULES = {
  failed_authentications: { severity: "high", most: 10, windowMs: 60_000 },
  refresh_failures: { severity: "medium", most: 5, windowMs: 3_600_000 },
  outgoing_burst: { severity: "critical", most: 20, windowMs: 60_000 },
  many_recipients: { severity: "critical", most: 25, windowMs: 600_000 },
  new_tool_after_foreign_content: { severity: "critical", most: 0, windowMs: 3_600_000 },
} as const;

/** Outcomes of calls that mean that an identity could not be proved. */
const FAILED_AUTHENTICATION = new Set(["grant_revoked", "invalid_id_token", "storage_unreadable", "state_mismatch"]);

/** What the monitor is told of a call that has ended. */
export interface SeenCall {
  readonly tool: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly email: string | undefined;
  /** Whether it reached other people. */
  readonly reaches: boolean;
  /** Whether it can lose data. */
  readonly destroys: boolean;
  /** Whether it brought what others wrote. */
  readonly readsForeign: boolean;
  /** Whether the person was asked about it and agreed, so that it is nothing unusual. */
  readonly confirmed: boolean;
  readonly recipients: readonly string[];
}

export interface MonitorOptions {
  /** Told of each alert: writes it to the log, to stderr and to the client. */
  raise(alert: Alert): Promise<void>;
  /** Entries of the log since a time (milliseconds since the epoch), by whichever process. */
  entriesSince(since: number): Promise<Iterable<RecentEntry>>;
  /** Whether the account has ever used a tool with success before this server started. */
  usedBefore(email: string | undefined, tool: string): Promise<boolean>;
  now?(): number;
}

/** Times of events, the old ones forgotten. */
class Window {
  #events: { at: number; what: string }[] = [];

  /** @returns how many different ones there are within the window, this one included */
  add(at: number, windowMs: number, what: string): number {
    this.#events = this.#events.filter((event) => event.at > at - windowMs);
    this.#events.push({ at, what });
    return new Set(this.#events.map((event) => event.what)).size;
  }
}

/** Watches for unusual use. Failed sign-ins and refreshes count over all processes, because the log knows of them. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();
  readonly #raisedAt = new Map<string, number>();
  readonly #usedHere = new Set<string>();
  #count = 0;
  #readForeign = false;
  #seeded: Promise<void> | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** A sign-in that failed, or a credential that was refused. */
  async failedAuthentication(email?: string): Promise<void> {
    await this.#seed();
    await this.#note("failed_authentications", "", email, (seen) => `${seen} failed authentications within a minute`);
  }

  /** A refresh that failed other than for want of a network. */
  async refreshFailed(email: string): Promise<void> {
    await this.#seed();
    await this.#note(
      "refresh_failures",
      email,
      email,
      (seen) => `${seen} failed refreshes of one account within an hour`,
    );
  }

  /** A call that has ended. */
  async call(seen: SeenCall): Promise<void> {
    const { tool, outcome, email, recipients } = seen;
    if (FAILED_AUTHENTICATION.has(outcome)) await this.failedAuthentication(email);
    if (outcome !== "ok") return;
    const risky = seen.reaches || seen.destroys;
    if (risky) {
      await this.#note(
        "outgoing_burst",
        "",
        email,
        (count) => `${count} destructive or outgoing calls within a minute`,
      );
      if (!seen.confirmed) await this.#noteFirstUse(tool, email);
    }
    for (const recipient of seen.reaches ? recipients : []) {
      const words = (count: number) => `${count} different recipients within ten minutes`;
      await this.#note("many_recipients", "", email, words, recipient.toLowerCase());
    }
    this.#usedHere.add(`${email} ${tool}`);
    if (seen.readsForeign) this.#readForeign = true;
  }

  async #noteFirstUse(tool: string, email: string | undefined): Promise<void> {
    if (!this.#readForeign || this.#usedHere.has(`${email} ${tool}`)) return;
    if (await this.#options.usedBefore(email, tool)) return;
    const words = () => `${tool} was used for the first time, after content of others was read`;
    await this.#note("new_tool_after_foreign_content", tool, email, words);
  }

  async #note(
    rule: AlertRule,
    of: string,
    email: string | undefined,
    words: (count: number) => string,
    what = `${++this.#count}`,
    at = this.#now(),
  ): Promise<void> {
    const { most, windowMs, severity } = RULES[rule];
    const key = `${rule} ${of}`;
    const window = this.#windows.get(key) ?? new Window();
    this.#windows.set(key, window);
    const count = window.add(at, windowMs, what);
    const last = this.#raisedAt.get(key);
    if (count <= most || (last !== undefined && at - last < windowMs)) return;
    this.#raisedAt.set(key, at);
    await this.#options.raise({ rule, severity, what: words(count), email });
  }

  /** Takes over what other processes have seen within the longest window. */
  #seed(): Promise<void> {
    this.#seeded ??= this.#readLog().catch(() => {});
    return this.#seeded;
  }

  async #readLog(): Promise<void> {
    const since = this.#now() - RULES.failed_authentications.windowMs;
    for (const { event, outcome, time = "" } of await this.#options.entriesSince(since)) {
      if (event !== "sign_in" || outcome === "ok") continue;
      const window = this.#windows.get("failed_authentications ") ?? new Window();
      this.#windows.set("failed_authentications ", window);
      window.add(Date.parse(time), RULES.failed_authentications.windowMs, `${++this.#count}`);
    }
  }
}
