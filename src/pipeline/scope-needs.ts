import type { ScopeNeeds } from "../tools/tool.ts";

/** The narrowest scopes of the needs that a grant does not meet; empty when it serves the tool. */
export function missingScopes(needs: ScopeNeeds, granted: readonly string[]): string[] {
  return needs
    .filter((alternatives) => !alternatives.some((one) => granted.includes(one)))
    .map(([narrowest]) => narrowest);
}
