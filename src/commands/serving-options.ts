import type { Command } from "commander";
import { SERVICES } from "../scopes.ts";
import { TIERS } from "../tiers.ts";

/** The options that say which tools are served, for each command that serves or shows them. */
export function addServingOptions(command: Command): void {
  command
    .option("--tier <tier>", `how many tools: ${TIERS.join(", ")} (default: ${TIERS[0]}, or GOOGLE_MCP_TIER)`)
    .option("--services <list>", `tools of these services alone: ${SERVICES.join(",")} (GOOGLE_MCP_SERVICES)`)
    .option("--tools <list>", "these tools, of any tier, in place of the tier's (GOOGLE_MCP_TOOLS)")
    .option("--exclude-tools <list>", "never these tools (GOOGLE_MCP_EXCLUDE_TOOLS)")
    .option("--read-only", "only tools that change nothing (GOOGLE_MCP_READ_ONLY=true)")
    .option(
      "--allow-dir <folder>",
      "a folder whose files tools may read and add to, may be repeated (GOOGLE_MCP_ALLOW_DIRS)",
      (folder: string, before: string[] | undefined) => [...(before ?? []), folder],
    );
}
