import { setTimeout as delay } from "node:timers/promises";

/** How often a request is sent at the most: once, and five times more (SECURITY-SPEC 4.2). */
export const MOST_RETRIES = 5;

/** Milliseconds of the first back-off's upper bound; it doubles with each try. */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 16_000;

/** Reasons by which Google says "too fast" with status 403 (Drive API, "Resolve errors"; Calendar API, "Handle API errors"). */
const TOO_FAST = new Set(["rateLimitExceeded", "userRateLimitExceeded"]);

/** How a request ended that did not succeed. */
export interface Failure {
  /** HTTP status, undefined when no answer came. */
  status: number | undefined;
  reason: string;
  /** Value of the `Retry-After` header: seconds or an HTTP date. */
  retryAfter: string | undefined;
}

/** Whether Google turned the request away before doing anything, so that sending it again cannot do it twice. */
export function wasTurnedAway(failure: Failure): boolean {
  return failure.status === 429 || (failure.status === 403 && TOO_FAST.has(failure.reason));
}

/** Whether it cannot be known if Google did what the request asked: a fault on its side, or no answer. */
export function isUncertain(failure: Failure): boolean {
  return failure.status === undefined || failure.status >= 500;
}

/** Whether the request may be sent again: always after being turned away, after an uncertain end only when repeating is harmless. */
export function mayRetry(failure: Failure, repeatable: boolean): boolean {
  return wasTurnedAway(failure) || (repeatable && isUncertain(failure));
}

/**
 * Milliseconds to wait before the next try: what Google asked for, else exponential back-off with full jitter.
 * @param attempt tries already made, from 0
 * @param random a number from 0 to 1
 */
export function waitBeforeRetry(failure: Failure, attempt: number, random: number, now: number): number {
  const asked = failure.retryAfter === undefined ? undefined : parseRetryAfter(failure.retryAfter, now);
  return asked ?? Math.round(random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt));
}

/** RFC 9110 section 10.2.3: a number of seconds or an HTTP date. */
function parseRetryAfter(value: string, now: number): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Waits, and ends early with the signal's reason when the call is cancelled. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
