import { z } from "zod";
import type { ServingOptions } from "../config/serving.ts";
import type { ListedTool } from "../mcp/listing.ts";

const optionsSchema = z.object({
  tier: z.string().optional(),
  services: z.string().optional(),
  tools: z.string().optional(),
  excludeTools: z.string().optional(),
  readOnly: z.boolean().optional(),
});

const foldersSchema = z.object({ allowDir: z.array(z.string()).default([]) });

/** What the configuration needs of the command line to know which tools are served and which folders they may touch. */
export function servingInput(
  raw: unknown,
  listing: readonly ListedTool[],
): { options: ServingOptions; toolNames: string[]; allowDirs: string[] } {
  return {
    options: optionsSchema.parse(raw),
    toolNames: listing.map(({ definition }) => definition.name),
    allowDirs: foldersSchema.parse(raw).allowDir,
  };
}
