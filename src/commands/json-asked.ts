import * as z from "zod";

const optionsSchema = z.object({ json: z.boolean().default(false) });

/** Whether a command's options ask for JSON on stdout; talk goes to stderr all the same. */
export function jsonAsked(options: unknown): boolean {
  return optionsSchema.parse(options).json;
}
