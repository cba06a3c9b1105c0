import type { Monitor } from "../audit/monitor.ts";
import { outcomeOf } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** Lets the monitor see each call that has ended, so that unusual use is noticed (SECURITY-SPEC 7.3). */
export function watchUse(monitor: Monitor): Stage {
  return async (invocation, next) => {
    const { tool, facts } = invocation;
    const seen = (outcome: string) =>
      monitor.call({
        tool: tool.name,
        outcome,
        email: facts.email,
        reaches: tool.outward && (facts.recipients?.length ?? 0) > 0,
        destroys: tool.kind === "destructive",
        readsForeign: tool.foreign,
        confirmed: facts.guard === "confirmed",
        recipients: facts.recipients ?? [],
      });
    try {
      const result = await next(invocation);
      await seen("ok");
      return result;
    } catch (error) {
      await seen(outcomeOf(error));
      throw error;
    }
  };
}
