import { ToolError } from "../errors.ts";
import { SERVICE_SCOPES } from "../scopes.ts";
import { missingScopes } from "./scope-needs.ts";
import type { Stage } from "./stage.ts";

/** Refuses a call that the account's grant does not serve, and says which scope is missing and how to grant it (SECURITY-SPEC 4.3). */
export const checkScopes: Stage = async (invocation, next) => {
  const { tool, account } = invocation;
  if (!tool.service || !account) return next(invocation);
  const missing = missingScopes(tool.scopes, account.scopes);
  if (missing.length === 0) return next(invocation);
  throw new ToolError(
    "missing_scope",
    `${tool.name} needs a permission that ${account.email} has not granted: ${missing.join(", ")}`,
    `Grant it with google_sign_in (tools: ["${tool.name}"]), or run \`groupon-google-mcp login --account ${account.email} --tools ${tool.name}\` and leave every ${SERVICE_SCOPES[tool.service].title} box ticked.`,
  );
};
