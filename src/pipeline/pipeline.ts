import type { AuditLog } from "../audit/audit-log.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { answerErrors } from "./answer-errors.ts";
import { checkScopes } from "./check-scopes.ts";
import { chooseAccount } from "./choose-account.ts";
import { enterSession } from "./enter-session.ts";
import { parseInput } from "./parse-input.ts";
import { recordAudit } from "./record-audit.ts";
import { redactResult } from "./redact-result.ts";
import { type RunDependencies, runTool } from "./run-tool.ts";
import { compose, type Next } from "./stage.ts";

export interface PipelineDependencies extends RunDependencies {
  /** Records of all accounts, read anew for each call. */
  records(): Promise<AccountRecord[]>;
  sessions: Pick<Sessions, "enter">;
  audit: AuditLog;
  /** Told of faults of this program, for its error output. */
  report(error: unknown): void;
}

/**
 * The one list of stages around every tool. A stage wraps those below it: what comes back passes them in reverse order.
 */
export function createPipeline(dependencies: PipelineDependencies): Next {
  return compose([
    recordAudit(dependencies.audit),
    redactResult,
    answerErrors(dependencies.report),
    parseInput,
    chooseAccount(dependencies.records),
    enterSession(dependencies.sessions),
    checkScopes,
    runTool(dependencies),
  ]);
}
