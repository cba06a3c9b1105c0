import { ToolError } from "../errors.ts";
import type { AnyTool } from "../tools/tool.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds that a call may take. */
export interface TimeLimits {
  readonly callMs: number;
  /** For tools that move whole files. */
  readonly transferMs: number;
}

/** Ends a call whose time is up or that the client has cancelled, whatever the tool is waiting for, and says so. */
export function limitTime({ callMs, transferMs }: TimeLimits): Stage {
  return async (invocation, next) => {
    const { tool } = invocation;
    const limitMs = tool.transfer ? transferMs : callMs;
    const ended = new AbortController();
    const cancel = () => ended.abort(cancelled(tool));
    if (invocation.signal.aborted) throw cancelled(tool);
    invocation.signal.addEventListener("abort", cancel, { once: true });
    const timer = setTimeout(() => ended.abort(timedOut(tool, limitMs)), limitMs);
    const end = new Promise<never>((_, reject) => {
      ended.signal.addEventListener("abort", () => reject(ended.signal.reason), { once: true });
    });
    try {
      return await Promise.race([next({ ...invocation, signal: ended.signal }), end]);
    } catch (error) {
      // The tool may have failed because of the end; then the end is what is told.
      throw ended.signal.aborted ? ended.signal.reason : error;
    } finally {
      clearTimeout(timer);
      invocation.signal.removeEventListener("abort", cancel);
    }
  };
}

function cancelled(tool: AnyTool): ToolError {
  return new ToolError("cancelled", `${tool.name} was cancelled`, whatMayBe(tool));
}

function timedOut(tool: AnyTool, limitMs: number): ToolError {
  const seconds = Math.round(limitMs / 1000);
  return new ToolError(
    "timed_out",
    `${tool.name} was ended after ${seconds} seconds`,
    `${whatMayBe(tool)} Ask for less at once, or try again later.`.trim(),
  );
}

function whatMayBe(tool: AnyTool): string {
  return tool.kind === "read" || tool.idempotent
    ? ""
    : "It may have been done all the same: look before you repeat it.";
}
