import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Monitor } from "../../../src/audit/monitor.ts";
import { ToolError } from "../../../src/errors.ts";
import { createStages, type PipelineDependencies } from "../../../src/pipeline/pipeline.ts";
import { forgetSecret, registerSecret } from "../../../src/redaction.ts";
import { dependencies, pipelineOf, record, testTool } from "./harness.ts";

type Run = ReturnType<typeof pipelineOf>;

/** What a stage is there for: whether it holds with the pipeline that is given. */
interface Pledge {
  readonly stage: string;
  readonly change?: () => Partial<PipelineDependencies>;
  holds(run: Run): Promise<boolean>;
}

const SECRET = "a-live-secret-of-this-process";
const seen: string[] = [];
afterEach(() => {
  seen.length = 0;
  forgetSecret(SECRET);
});

async function failsWith(call: Promise<unknown>, code: string): Promise<boolean> {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof ToolError && error.code === code;
}

class SeeingMonitor extends Monitor {
  override async call(): Promise<void> {
    seen.push("watched");
  }
}

/** In the order of the one list. */
const PLEDGES: readonly Pledge[] = [
  {
    stage: "recordAudit",
    change: () => ({ audit: { record: async ({ event }) => void seen.push(event) } }),
    holds: async (run) => (await run(testTool())) !== undefined && seen.includes("gmail_test"),
  },
  {
    stage: "watchUse",
    change: () => ({
      monitor: new SeeingMonitor({
        raise: async () => {},
        entriesSince: async () => [],
        usedBefore: async () => true,
      }),
    }),
    holds: async (run) => (await run(testTool())) !== undefined && seen.includes("watched"),
  },
  {
    stage: "redactResult",
    async holds(run) {
      registerSecret(SECRET);
      return !(await run(testTool(), { words: SECRET })).text.includes(SECRET);
    },
  },
  {
    stage: "answerErrors",
    holds: (run) => failsWith(run(testTool({ run: () => Promise.reject(new Error("an inner thing")) })), "internal"),
  },
  {
    stage: "obtainAccess",
    change() {
      const accounts = [] as ReturnType<typeof record>[];
      return {
        records: async () => accounts,
        signInOnCall: {
          enabled: true,
          waitMs: 1000,
          desk: {
            startSignIn: async () => ({ url: "http://127.0.0.1/", opened: true, shown: true, expiresInMs: 1000 }),
            signInEnded: async () => void accounts.push(record("ada@example.com")),
          },
        },
      };
    },
    holds: async (run) => !(await failsWith(run(testTool()), "not_signed_in")),
  },
  {
    stage: "limitTime",
    change: () => ({ timeLimits: { callMs: 5, transferMs: 5 } }),
    holds: (run) =>
      Promise.race([
        failsWith(run(testTool({ run: () => new Promise(() => {}) })), "timed_out"),
        delay(500).then(() => false),
      ]),
  },
  { stage: "parseInput", holds: (run) => failsWith(run(testTool(), { words: 5 }), "invalid_input") },
  {
    stage: "chooseAccount",
    change: () => ({ records: async () => [record("ada@example.com"), record("grace@example.com")] }),
    holds: (run) => failsWith(run(testTool()), "unknown_account"),
  },
  {
    stage: "enterSession",
    change: () => ({
      sessions: { enter: () => Promise.reject(new ToolError("too_many_sessions", "Ten servers use it", "")) },
    }),
    holds: (run) => failsWith(run(testTool()), "too_many_sessions"),
  },
  {
    stage: "limitRate",
    change: () => ({ rateLimits: { perHour: 10, perAccountAndHour: 10, perToolAndMinute: 1 } }),
    async holds(run) {
      await run(testTool());
      return failsWith(run(testTool()), "rate_limited");
    },
  },
  {
    stage: "checkScopes",
    change: () => ({ records: async () => [record("ada@example.com", [])] }),
    holds: (run) => failsWith(run(testTool()), "missing_scope"),
  },
  {
    stage: "openCall",
    holds: async (run) =>
      (await run(testTool({ run: (_input, { account }) => ({ text: account.email }) })).catch(() => undefined))
        ?.text === "ada@example.com",
  },
  {
    stage: "fenceForeign",
    holds: async (run) => (await run(testTool({ foreign: true }), { words: "by others" })).text.includes("<<untrusted"),
  },
  {
    stage: "guardOutgoing",
    change: () => ({ guard: { mode: "strict", allowedDomains: [] } }),
    async holds(run) {
      await run(testTool({ foreign: true }), { words: "by others" });
      return failsWith(run(testTool({ outward: true }), { to: ["eve@evil.example"] }), "not_confirmed");
    },
  },
  {
    stage: "runTool",
    holds: async (run) => (await run(testTool(), { words: "done" }).catch(() => undefined))?.text === "done",
  },
];

describe("each stage of the one list", () => {
  it("has a promise below", () => {
    expect(createStages(dependencies())).toHaveLength(PLEDGES.length);
  });

  it.each(PLEDGES.map((promise, at) => ({ ...promise, at })))(
    "$stage holds its promise, which breaks without it",
    async ({ at, change, holds }) => {
      expect(await holds(pipelineOf(change?.()))).toBe(true);
      seen.length = 0;
      const without = pipelineOf(change?.(), (stages) => stages.filter((_, place) => place !== at));
      expect(await holds(without).catch(() => false)).toBe(false);
    },
  );
});
