import * as z from "zod";
import type { PlainServing } from "./plain-serving.ts";

const optionsSchema = z.object({
  tier: z.string().optional(),
  services: z.string().optional(),
  tools: z.string().optional(),
  excludeTools: z.string().optional(),
  readOnly: z.boolean().optional(),
  allowDir: z.array(z.string()).optional(),
});

/** What commander has read of the options that say which tools are served and which folders they may touch. */
export function servingInput(raw: unknown): PlainServing {
  return optionsSchema.parse(raw);
}
