import { z } from "zod";
import { Monitor } from "../../../src/audit/monitor.ts";
import type { AccountRecord } from "../../../src/credentials/credential.ts";
import { ToolError } from "../../../src/errors.ts";
import { allowedFiles } from "../../../src/files/allowed-files.ts";
import { refusingClients } from "../../../src/google/google-clients.ts";
import type { Dialogue } from "../../../src/pipeline/dialogue.ts";
import { createStages, type PipelineDependencies } from "../../../src/pipeline/pipeline.ts";
import { type CallFacts, compose, type Stage } from "../../../src/pipeline/stage.ts";
import { scope } from "../../../src/scopes.ts";
import { type AnyTool, type Audience, type Call, defineTool, type ToolResult } from "../../../src/tools/tool.ts";

export const READ = scope("gmail.readonly");

/** A signed-in account as the index of accounts holds it. */
export const record = (email: string, scopes: string[] = [READ]): AccountRecord => ({
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

const input = z.strictObject({ words: z.string().default(""), to: z.array(z.string()).default([]) });

export interface ToolOptions {
  name?: string;
  kind?: AnyTool["kind"];
  foreign?: boolean;
  outward?: boolean;
  idempotent?: boolean;
  transfer?: boolean;
  run?(given: z.output<typeof input>, call: Call): ToolResult | Promise<ToolResult>;
  audience?(given: z.output<typeof input>): Audience;
}

/** A tool whose words and reach a test decides. */
export function testTool(options: ToolOptions = {}): AnyTool {
  return defineTool({
    name: options.name ?? "gmail_test",
    title: "Test",
    description: "For tests.",
    service: "gmail",
    tier: "core",
    kind: options.kind ?? "read",
    idempotent: options.idempotent ?? false,
    transfer: options.transfer ?? false,
    outward: options.outward ?? false,
    foreign: options.foreign ?? false,
    scopes: [[READ]],
    input,
    run: async (given, call) => (await options.run?.(given, call)) ?? { text: given.words },
    audience: (given) => options.audience?.(given) ?? { recipients: given.to, content: given.words },
  });
}

/** Everything that the stages depend on, harmless where a test says nothing else. */
export function dependencies(change: Partial<PipelineDependencies> = {}): PipelineDependencies {
  return {
    records: async () => [record("ada@example.com")],
    sessions: { enter: async ({ sub }) => ({ id: "session", sub }) },
    audit: { record: async () => {} },
    monitor: new Monitor({ raise: async () => {}, entriesSince: async () => [], usedBefore: async () => true }),
    rateLimits: { perHour: 10_000, perAccountAndHour: 1_000, perToolAndMinute: 100 },
    timeLimits: { callMs: 30_000, transferMs: 60_000 },
    guard: { mode: "confirm", allowedDomains: [] },
    signInOnCall: {
      enabled: false,
      waitMs: 1000,
      desk: { startSignIn: () => Promise.reject(new Error("unused")), signInEnded: () => Promise.resolve() },
    },
    report: () => {},
    google: (account) => refusingClients(`no network for ${account.email}`),
    files: () => allowedFiles({ exchange: "/nonexistent", others: [], closed: [] }),
    accounts: {
      list: async () => [],
      signInState: () => ({ state: "none" }),
      startSignIn: () => Promise.reject(new Error("unused")),
    },
    timeZone: () => "Europe/Berlin",
    ...change,
  };
}

/** A client that cannot put questions to its person. */
export const SILENT: Dialogue = { canAsk: false, canOpenUrls: false, answer: () => undefined };

export interface CallOptions {
  dialogue?: Dialogue;
  signal?: AbortSignal;
  facts?: CallFacts;
}

/**
 * The pipeline as a function of tool and arguments.
 * @param without leaves out the stage at this place of the list, to show what it is there for
 */
export function pipelineOf(change: Partial<PipelineDependencies> = {}, without?: (stages: Stage[]) => Stage[]) {
  const stages = createStages(dependencies(change));
  const run = compose(without ? without(stages) : stages);
  return (tool: AnyTool, args: Record<string, unknown> = {}, options: CallOptions = {}) =>
    run({
      tool,
      arguments: args,
      facts: options.facts ?? {},
      dialogue: options.dialogue ?? SILENT,
      signal: options.signal ?? new AbortController().signal,
      progress: () => {},
    });
}

/** The ToolError that a promise is refused with. */
export async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}
