import type { AuditLog } from "../audit/audit-log.ts";
import type { Monitor } from "../audit/monitor.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { answerErrors } from "./answer-errors.ts";
import { checkScopes } from "./check-scopes.ts";
import { chooseAccount } from "./choose-account.ts";
import { enterSession } from "./enter-session.ts";
import { fenceForeign } from "./fence-foreign.ts";
import { type GuardMode, guardOutgoing } from "./guard-outgoing.ts";
import { limitRate, type RateLimits } from "./limit-rate.ts";
import { limitTime, type TimeLimits } from "./limit-time.ts";
import { type ObtainAccessOptions, obtainAccess } from "./obtain-access.ts";
import { type CallDependencies, openCall } from "./open-call.ts";
import { parseInput } from "./parse-input.ts";
import { recordAudit } from "./record-audit.ts";
import { redactResult } from "./redact-result.ts";
import { runTool } from "./run-tool.ts";
import { compose, type Next, type Stage } from "./stage.ts";
import { watchUse } from "./watch-use.ts";

export interface PipelineDependencies extends CallDependencies {
  /** Records of all accounts, read anew for each call. */
  records(): Promise<AccountRecord[]>;
  sessions: Pick<Sessions, "enter">;
  audit: AuditLog;
  monitor: Monitor;
  rateLimits: RateLimits;
  timeLimits: TimeLimits;
  guard: { readonly mode: GuardMode; readonly allowedDomains: readonly string[] };
  signInOnCall: ObtainAccessOptions;
  /** Told of faults of this program, for its error output. */
  report(error: unknown): void;
}

/**
 * The one list of stages around every tool (SECURITY-SPEC 4). A stage wraps those below it: what comes back passes them
 * in reverse order.
 */
export function createStages(dependencies: PipelineDependencies): Stage[] {
  const ownAddresses = async () => (await dependencies.records()).map(({ email }) => email);
  return [
    recordAudit(dependencies.audit),
    watchUse(dependencies.monitor),
    redactResult,
    answerErrors(dependencies.report),
    obtainAccess(dependencies.signInOnCall),
    limitTime(dependencies.timeLimits),
    parseInput,
    chooseAccount(dependencies.records),
    enterSession(dependencies.sessions),
    limitRate(dependencies.rateLimits),
    checkScopes,
    openCall(dependencies),
    fenceForeign,
    guardOutgoing({ ...dependencies.guard, ownAddresses }),
    runTool,
  ];
}

/** The stages as one function. */
export function createPipeline(dependencies: PipelineDependencies): Next {
  return compose(createStages(dependencies));
}
