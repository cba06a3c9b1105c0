import * as z from "zod";

/**
 * What a model does not need to call right: the pipeline refuses what breaks these rules with a sentence that names the
 * field and what was expected, and each of them would cost tokens in every conversation.
 */
const LEFT_TO_THE_PIPELINE = new Set([
  "$schema",
  "additionalProperties",
  "pattern",
  "format",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
]);

/** Defaults that say no more than that a field may be left out. */
const PLAIN_DEFAULTS = new Set(["false", '""', "[]", "{}", "0"]);

/**
 * A zod schema as the JSON Schema that clients are shown, without what costs tokens and tells a model nothing.
 * Used by the build and by tests, never by a running server.
 */
export function inputJsonSchema(schema: z.ZodObject): Record<string, unknown> {
  return slimSchema(z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", reused: "inline" }));
}

function slimSchema(schema: object): Record<string, unknown> {
  const slim: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (LEFT_TO_THE_PIPELINE.has(keyword)) continue;
    if (keyword === "default" && PLAIN_DEFAULTS.has(JSON.stringify(value))) continue;
    slim[keyword] = keyword === "properties" ? slimProperties(value) : slimValue(value);
  }
  return slim;
}

function slimProperties(properties: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, slimSchema(schema)]));
}

function slimValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slimValue);
  return typeof value === "object" && value !== null ? slimSchema(value) : value;
}
