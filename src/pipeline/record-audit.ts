import type { AuditLog } from "../audit/audit-log.ts";
import type { ToolResult } from "../tools/tool.ts";
import { outcomeOf } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** Leaves a trace of each call: which tool for which account, how it ended, how long it took, how much came back; never what (SECURITY-SPEC 7.1). */
export function recordAudit(audit: AuditLog): Stage {
  return async (invocation, next) => {
    const started = performance.now();
    const record = (outcome: string, bytes: number) =>
      audit.record({
        event: invocation.tool.name,
        severity: "info",
        outcome,
        email: invocation.facts.email,
        ...(invocation.facts.session !== undefined && { session: invocation.facts.session.slice(0, 12) }),
        ...(invocation.facts.guard !== undefined && { guard: invocation.facts.guard }),
        durationMs: Math.round(performance.now() - started),
        bytes,
      });
    let result: ToolResult;
    try {
      result = await next(invocation);
    } catch (error) {
      await record(outcomeOf(error), 0);
      throw error;
    }
    await record("ok", Buffer.byteLength(result.text));
    return result;
  };
}
