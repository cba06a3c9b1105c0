import { describe, expect, it } from "vitest";
import { type Failure, isUncertain, mayRetry, waitBeforeRetry } from "../../../src/google/retry.ts";

const failure = (status: number | undefined, reason = "", retryAfter?: string): Failure => ({
  status,
  reason,
  retryAfter,
});

describe("which failed requests are sent again", () => {
  it.each([
    ["429", failure(429), true, true],
    ["403 rateLimitExceeded", failure(403, "rateLimitExceeded"), true, true],
    ["403 userRateLimitExceeded", failure(403, "userRateLimitExceeded"), true, true],
    ["503", failure(503), true, false],
    ["no answer", failure(undefined), true, false],
    ["403 insufficientPermissions", failure(403, "insufficientPermissions"), false, false],
    ["400", failure(400), false, false],
    ["404", failure(404), false, false],
  ])("%s", (_name, given, whenRepeatable, whenNot) => {
    expect(mayRetry(given, true)).toBe(whenRepeatable);
    expect(mayRetry(given, false)).toBe(whenNot);
  });

  it("calls only faults at Google and missing answers uncertain", () => {
    expect([undefined, 500, 503].map((status) => isUncertain(failure(status)))).toEqual([true, true, true]);
    expect([200, 400, 429].map((status) => isUncertain(failure(status)))).toEqual([false, false, false]);
  });
});

describe("how long it waits", () => {
  it("waits as long as Google asks, in seconds or until a date", () => {
    expect(waitBeforeRetry(failure(429, "", "7"), 0, 0.5, 0)).toBe(7000);
    const now = Date.parse("2026-11-24T10:00:00Z");
    expect(waitBeforeRetry(failure(503, "", "Tue, 24 Nov 2026 10:00:03 GMT"), 0, 0.5, now)).toBe(3000);
  });

  it("else doubles an upper bound, jittered over its whole width, to at most 16 s", () => {
    expect([0, 1, 2, 10].map((attempt) => waitBeforeRetry(failure(503), attempt, 1, 0))).toEqual([
      500, 1000, 2000, 16_000,
    ]);
    expect(waitBeforeRetry(failure(503), 3, 0, 0)).toBe(0);
  });

  it("ignores a Retry-After that it cannot read", () => {
    expect(waitBeforeRetry(failure(429, "", "soon"), 0, 1, 0)).toBe(500);
  });
});
