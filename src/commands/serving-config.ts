import { type Config, loadConfig } from "../config/config.ts";
import type { ListedTool } from "../mcp/listing.ts";
import type { PlainServing } from "./plain-serving.ts";

/** The configuration of a command that serves tools or shows which it would serve. @throws ToolError as `loadConfig` does */
export function servingConfig({ allowDir = [], ...options }: PlainServing, listing: readonly ListedTool[]): Config {
  const toolNames = listing.map(({ definition }) => definition.name);
  return loadConfig(process.env, { options, toolNames, allowDirs: allowDir });
}
