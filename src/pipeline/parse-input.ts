import type * as z from "zod";
import { ToolError } from "../errors.ts";
import type { AnyTool } from "../tools/tool.ts";
import type { Stage } from "./stage.ts";

/** Characters of a refused value that are shown. */
const LONGEST_VALUE = 60;

/**
 * Checks the arguments by the tool's schema (SECURITY-SPEC 4.1) and takes the `account` off them, which every tool of a
 * service has in common.
 */
export const parseInput: Stage = async (invocation, next) => {
  const { account, ...rest } = invocation.arguments;
  const own = invocation.tool.service ? rest : invocation.arguments;
  if (invocation.tool.service && account !== undefined && typeof account !== "string") {
    throw invalid("account: expected the email address of a signed-in account");
  }
  const prepared = invocation.tool.prepare(own);
  if (!prepared.ok) throw invalid(describeFirstIssue(prepared.error, own, invocation.tool));
  const accountName = typeof account === "string" ? account : undefined;
  return next({
    ...invocation,
    run: prepared.run,
    audience: prepared.audience,
    ...(accountName !== undefined && { accountName }),
  });
};

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}

/** One line: the field, what came, and what is expected. */
function describeFirstIssue(error: z.ZodError, input: unknown, tool: AnyTool): string {
  const issue = error.issues[0];
  if (!issue) return "the input does not fit";
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(tool.input.shape).join(", ");
    return `${issue.keys.join(", ")}: no such field; ${tool.name} takes ${known || "no fields"}`;
  }
  const field = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  const value = valueAt(input, issue.path);
  const came = value === undefined ? "nothing" : JSON.stringify(value);
  const shown = came.length > LONGEST_VALUE ? `${came.slice(0, LONGEST_VALUE)}…` : came;
  return `${field || "input"}: ${issue.message} (got ${shown})`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}
