import { z } from "zod";

/**
 * A zod schema as the JSON Schema that clients are shown, without what costs tokens and tells a model nothing.
 * Used by the build and by tests, never by a running server.
 */
export function inputJsonSchema(schema: z.ZodObject): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", reused: "inline" });
  return rest;
}
