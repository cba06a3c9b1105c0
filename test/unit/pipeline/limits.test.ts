import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { pipelineOf, record, refusal, testTool } from "./harness.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const RATES = { perHour: 10_000, perAccountAndHour: 1_000, perToolAndMinute: 100 };

describe("rate limits", () => {
  const tool = testTool();

  it("refuse the 101st call of a tool in a minute, say when to try again, and keep the word", async () => {
    const call = pipelineOf();
    for (let count = 0; count < 100; count += 1) await call(tool);
    await vi.advanceTimersByTimeAsync(20_000);
    const error = await refusal(call(tool));
    expect(error.code).toBe("rate_limited");
    expect(error.message).toContain("100 calls of gmail_test a minute");
    expect(error.fix).toBe("Try again in 40 seconds.");
    expect((await call(testTool({ name: "gmail_other" }))).text).toBe("");
    await vi.advanceTimersByTimeAsync(41_000);
    expect((await call(tool)).text).toBe("");
  });

  it("refuse an account's calls beyond its hour, and let other accounts go on", async () => {
    const call = pipelineOf({
      records: async () => [record("ada@example.com"), record("grace@example.com")],
      rateLimits: { ...RATES, perAccountAndHour: 2 },
    });
    await call(tool, { account: "ada@example.com" });
    await call(tool, { account: "ada@example.com" });
    const error = await refusal(call(tool, { account: "ada@example.com" }));
    expect(error.message).toContain("2 calls an hour for ada@example.com");
    await call(tool, { account: "grace@example.com" });
    await vi.advanceTimersByTimeAsync(3_601_000);
    await call(tool, { account: "ada@example.com" });
  });

  it("refuse all calls beyond the server's hour", async () => {
    const call = pipelineOf({ rateLimits: { ...RATES, perHour: 3 } });
    for (const name of ["gmail_a", "gmail_b", "gmail_c"]) await call(testTool({ name }));
    expect((await refusal(call(testTool({ name: "gmail_d" })))).message).toContain("3 calls an hour");
  });

  it("do not count what never came so far as to be a call", async () => {
    const call = pipelineOf({ rateLimits: { ...RATES, perToolAndMinute: 1 } });
    for (let count = 0; count < 5; count += 1) await refusal(call(tool, { nonsense: true }));
    expect((await call(tool)).text).toBe("");
  });
});

describe("time limits", () => {
  const forever = (options: Parameters<typeof testTool>[0] = {}) =>
    testTool({ ...options, run: () => new Promise(() => {}) });

  it("end a call after its time, whatever the tool is waiting for, and say so", async () => {
    const ended = refusal(pipelineOf({ timeLimits: { callMs: 60_000, transferMs: 3_600_000 } })(forever()));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await ended).toMatchObject({ code: "timed_out", message: "gmail_test was ended after 60 seconds" });
  });

  it("give more time to tools that move files", async () => {
    const settled = vi.fn();
    const call = pipelineOf({ timeLimits: { callMs: 60_000, transferMs: 3_600_000 } });
    const ended = refusal(call(forever({ transfer: true }))).finally(settled);
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await ended).code).toBe("timed_out");
  });

  it("abort the tool's own signal, with which its requests to Google end", async () => {
    let signal: AbortSignal | undefined;
    const tool = testTool({
      run: (_, call) => {
        signal = call.signal;
        return new Promise(() => {});
      },
    });
    const ended = refusal(pipelineOf()(tool));
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await ended).code).toBe("timed_out");
    expect(signal?.aborted).toBe(true);
  });

  it("say of what changes something that it may have been done", async () => {
    const ended = refusal(pipelineOf()(forever({ kind: "destructive" })));
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await ended).fix).toContain("may have been done all the same");
  });

  it("a cancelled call ends at once as cancelled, and its tool's signal with it", async () => {
    const client = new AbortController();
    let signal: AbortSignal | undefined;
    const tool = testTool({
      kind: "write",
      run: (_, call) => {
        signal = call.signal;
        return new Promise((_resolve, reject) => {
          call.signal.addEventListener("abort", () => reject(new ToolError("network_error", "aborted", "")));
        });
      },
    });
    const ended = refusal(pipelineOf()(tool, {}, { signal: client.signal }));
    await vi.advanceTimersByTimeAsync(10);
    client.abort();
    expect(await ended).toMatchObject({ code: "cancelled" });
    expect(signal?.aborted).toBe(true);
  });

  it("a call that is cancelled before it starts does not start", async () => {
    const run = vi.fn(() => ({ text: "" }));
    const error = await refusal(pipelineOf()(testTool({ run }), {}, { signal: AbortSignal.abort() }));
    expect(error.code).toBe("cancelled");
    expect(run).not.toHaveBeenCalled();
  });

  it("leave no timer behind", async () => {
    await pipelineOf()(testTool());
    vi.clearAllTimers();
    const before = vi.getTimerCount();
    await pipelineOf({ rateLimits: RATES })(testTool());
    // The rate limiter keeps one timer for each of its three windows.
    expect(vi.getTimerCount() - before).toBeLessThanOrEqual(3);
  });
});
