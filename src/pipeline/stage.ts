import type { AccountRecord } from "../credentials/credential.ts";
import type { Session } from "../sessions/sessions.ts";
import type { AnyTool, Audience, Call, ToolResult } from "../tools/tool.ts";
import type { Dialogue } from "./dialogue.ts";

/** What the guard did with a call that reaches others (SECURITY-SPEC 4.6). */
export type GuardDecision = "known" | "warned" | "asked" | "confirmed" | "unconfirmed" | "declined" | "refused";

/** What the audit says of a call besides its outcome; the stages that learn it write it here. */
export interface CallFacts {
  email?: string;
  session?: string;
  guard?: GuardDecision;
  /** Whom the call reached, for the alerts; the log names nobody. */
  recipients?: readonly string[];
  /** Set when the tool itself has begun: from then on something may have been done at Google. */
  running?: true;
}

/**
 * One call on its way through the stages. Each stage may add to it and hands it on; none changes it in place but for its
 * `facts`.
 */
export interface Invocation {
  readonly tool: AnyTool;
  /** What the client sent, unchecked. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Set by the input stage: runs the tool on its parsed input. */
  readonly run?: (call: Call) => Promise<ToolResult>;
  /** Set by the input stage: whom the tool would reach with its parsed input. */
  readonly audience?: (call: Call) => Promise<Audience>;
  /** The account that the client named, as it named it. */
  readonly accountName?: string;
  /** Set by the account stage for every tool that needs a sign-in. */
  readonly account?: AccountRecord;
  /** Set by the session stage. */
  readonly session?: Session;
  /** Set by the stage that opens the call: what the running tool may touch. */
  readonly call?: Call;
  readonly facts: CallFacts;
  /** How the person behind the client can be asked. */
  readonly dialogue: Dialogue;
  /** Folders that the client opens to tools, asked for when they are first needed. */
  readonly clientFolders?: () => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  readonly progress: Call["progress"];
}

/** Goes on with the next stage. */
export type Next = (invocation: Invocation) => Promise<ToolResult>;

/** One concern around every tool. A stage knows no tool by its name. */
export type Stage = (invocation: Invocation, next: Next) => Promise<ToolResult>;

/** Chains stages so that each wraps those after it. */
export function compose(stages: readonly Stage[]): Next {
  return stages.reduceRight<Next>(
    (next, stage) => (invocation) => stage(invocation, next),
    () => Promise.reject(new Error("the last stage must answer")),
  );
}
