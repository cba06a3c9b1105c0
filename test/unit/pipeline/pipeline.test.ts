import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Monitor } from "../../../src/audit/monitor.ts";
import type { AccountRecord } from "../../../src/credentials/credential.ts";
import { ToolError } from "../../../src/errors.ts";
import { allowedFiles } from "../../../src/files/allowed-files.ts";
import { refusingClients } from "../../../src/google/google-clients.ts";
import { createPipeline } from "../../../src/pipeline/pipeline.ts";
import { forgetSecret, registerSecret } from "../../../src/redaction.ts";
import { scope } from "../../../src/scopes.ts";
import { type AnyTool, type Call, defineTool } from "../../../src/tools/tool.ts";
import { dependencies } from "./harness.ts";

const READ = scope("gmail.readonly");

const record = (email: string, scopes: string[]): AccountRecord => ({
  sub: `sub of ${email}`,
  email,
  clientId: "client",
  storage: "FILE_ENCRYPTED",
  scopes,
  generation: "1",
  signedInAt: "2026-11-24T10:00:00Z",
  refreshedAt: "2026-11-24T10:00:00Z",
  accessTokenExpiresAt: "2026-11-24T11:00:00Z",
});

const echo = (run: (input: { words: string }, call: Call) => Promise<{ text: string }>): AnyTool =>
  defineTool({
    name: "gmail_echo",
    title: "Echo",
    description: "Says it again.",
    service: "gmail",
    tier: "core",
    kind: "read",
    idempotent: true,
    outward: false,
    foreign: false,
    scopes: [[READ, scope("gmail.modify")]],
    input: z.strictObject({ words: z.string("expected text").max(10, "expected at most 10 characters") }),
    run,
  });

const SILENT = { canAsk: false, canOpenUrls: false, answer: () => undefined };
const reported: unknown[] = [];
const audited: unknown[] = [];

function pipeline(records: AccountRecord[]) {
  return createPipeline({
    records: () => Promise.resolve(records),
    sessions: { enter: ({ sub }) => Promise.resolve({ id: "session", sub }) },
    audit: { record: async (entry) => void audited.push(entry) },
    monitor: new Monitor({ raise: async () => {}, entriesSince: async () => [], usedBefore: async () => true }),
    rateLimits: { perHour: 1000, perAccountAndHour: 1000, perToolAndMinute: 1000 },
    timeLimits: { callMs: 30_000, transferMs: 30_000 },
    guard: { mode: "confirm", allowedDomains: [] },
    signInOnCall: dependencies().signInOnCall,
    report: (error) => reported.push(error),
    google: (account) => refusingClients(`no network for ${account.email}`),
    files: () => allowedFiles({ exchange: "/nonexistent", others: [], closed: [] }),
    accounts: {
      list: () => Promise.resolve([]),
      signInState: () => ({ state: "none" }),
      startSignIn: () => Promise.reject(new Error("unused")),
    },
    timeZone: () => "Europe/Berlin",
  });
}

const call = (tool: AnyTool, args: Record<string, unknown>, records = [record("ada@example.com", [READ])]) =>
  pipeline(records)({
    tool,
    arguments: args,
    facts: {},
    dialogue: SILENT,
    signal: new AbortController().signal,
    progress: () => {},
  });

async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}

describe("the pipeline", () => {
  const tool = echo(async ({ words }, { account }) => ({ text: `${account.email} in ${account.timeZone}: ${words}` }));

  it("hands a tool its parsed input and its account", async () => {
    expect(await call(tool, { words: "hello" })).toEqual({ text: "ada@example.com in Europe/Berlin: hello" });
  });

  it.each([
    [{}, /^words: expected text \(got nothing\)$/],
    [{ words: "much too long to pass" }, /^words: expected at most 10 characters \(got "much too long to pass"\)$/],
    [{ words: "x", more: 1 }, /^more: no such field; gmail_echo takes words$/],
    [{ words: "x", account: 7 }, /^account: expected the email address/],
  ])("refuses %j in one line", async (args, message) => {
    const error = await refusal(call(tool, args));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("\n");
  });

  it("cuts a refused value that is long", async () => {
    expect((await refusal(call(tool, { words: "x".repeat(5000) }))).message.length).toBeLessThan(150);
  });

  it("takes the account that is named, whatever its case, and no other", async () => {
    const both = [record("ada@example.com", [READ]), record("grace@example.com", [READ])];
    expect((await call(tool, { words: "x", account: "Grace@Example.com" }, both)).text).toContain("grace@example.com");
    expect((await refusal(call(tool, { words: "x", account: "eve@example.net" }, both))).code).toBe("unknown_account");
    expect((await refusal(call(tool, { words: "x" }, both))).fix).toContain("ada@example.com, grace@example.com");
    expect((await refusal(call(tool, { words: "x" }, []))).code).toBe("not_signed_in");
  });

  it("refuses what the grant does not serve, with the scope and the command", async () => {
    const error = await refusal(call(tool, { words: "x" }, [record("ada@example.com", [scope("gmail.send")])]));
    expect(error.code).toBe("missing_scope");
    expect(error.message).toContain(READ);
    expect(error.fix).toContain(`login --account ada@example.com --tools ${tool.name}`);
  });

  it("lets a broader scope serve", async () => {
    expect((await call(tool, { words: "x" }, [record("ada@example.com", [scope("gmail.modify")])])).text).toContain(
      "x",
    );
  });

  it("gives a fault of the program no words of its own, and reports it", async () => {
    const error = await refusal(
      call(
        echo(() => Promise.reject(new Error("secret detail"))),
        { words: "x" },
      ),
    );
    expect(error.code).toBe("internal");
    expect(`${error.message} ${error.fix}`).not.toContain("secret detail");
    expect(reported.at(-1)).toMatchObject({ message: "secret detail" });
  });

  it("leaves a trace of every call, without what was said", async () => {
    audited.length = 0;
    await call(tool, { words: "private" });
    await refusal(call(tool, { words: "much too long to pass" }));
    expect(audited).toEqual([
      expect.objectContaining({
        event: "gmail_echo",
        outcome: "ok",
        email: "ada@example.com",
        session: "session",
        bytes: 41,
      }),
      expect.objectContaining({ event: "gmail_echo", outcome: "invalid_input", bytes: 0 }),
    ]);
    expect(JSON.stringify(audited)).not.toContain("private");
  });

  it("blanks live secrets in results, data and errors", async () => {
    const secret = "a-secret-of-this-test";
    registerSecret(secret);
    const leaking = echo(async () => ({ text: `here: ${secret}`, data: { deep: [{ er: secret }] } }));
    expect(await call(leaking, { words: "x" })).toEqual({
      text: "here: [redacted]",
      data: { deep: [{ er: "[redacted]" }] },
    });
    const failing = echo(() => Promise.reject(new ToolError("google_error", `said ${secret}`, `try ${secret}`)));
    const error = await refusal(call(failing, { words: "x" }));
    expect(`${error.message} ${error.fix}`).toBe("said [redacted] try [redacted]");
    forgetSecret(secret);
  });
});
