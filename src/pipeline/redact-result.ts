import { ToolError } from "../errors.ts";
import { redact } from "../redaction.ts";
import type { ToolResult } from "../tools/tool.ts";
import type { Stage } from "./stage.ts";

/** Blanks every live secret in what leaves towards the client, results and errors alike (SECURITY-SPEC 4.5). */
export const redactResult: Stage = async (invocation, next) => {
  try {
    const result = await next(invocation);
    return { ...result, text: redact(result.text), ...(result.data && { data: redactData(result.data) }) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.code, redact(error.message), redact(error.fix), { cause: error.cause });
  }
};

function redactData(data: NonNullable<ToolResult["data"]>): NonNullable<ToolResult["data"]> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redactValue(value)]));
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(inner)]));
}
