import { z } from "zod";

/** One field of a tool's input, as the reference shows it. */
export interface InputRow {
  /** `field`, `field.inner`, or `field[].inner` for the fields of a list's objects. */
  name: string;
  type: string;
  required: boolean;
  /** As JSON; undefined where leaving the field out is not the same as giving a value. */
  default: string | undefined;
  description: string;
}

/** What of JSON Schema zod makes for an input. */
const schemaNode = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
  get items() {
    return schemaNode.optional();
  },
  get anyOf() {
    return z.array(schemaNode).optional();
  },
});
type SchemaNode = z.output<typeof schemaNode>;

/** The fields of a tool's input in their order, those of inner objects after their own. */
export function inputRows(input: z.ZodObject): InputRow[] {
  return rowsOf(schemaNode.parse(z.toJSONSchema(input, { io: "input", reused: "inline" })), "");
}

function rowsOf(object: SchemaNode, prefix: string): InputRow[] {
  return Object.entries(object.properties ?? {}).flatMap(([name, schema]) => [
    {
      name: `${prefix}${name}`,
      type: typeOf(schema),
      required: object.required?.includes(name) ?? false,
      default: schema.default === undefined ? undefined : JSON.stringify(schema.default),
      description: schema.description ?? "",
    },
    ...innerRows(schema, `${prefix}${name}`),
  ]);
}

function innerRows(schema: SchemaNode, name: string): InputRow[] {
  if (schema.items) return innerRows(schema.items, `${name}[]`);
  const inner = [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties !== undefined);
  return inner ? rowsOf(inner, `${name}.`) : [];
}

/** A type in words. */
function typeOf(schema: SchemaNode): string {
  if (schema.enum) return schema.enum.map(exactly).join(", ");
  if (schema.const !== undefined) return exactly(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}${bounds(schema.minItems, schema.maxItems)}`;
  return `${schema.type ?? "any value"}${bounds(schema.minimum, schema.maximum)}`;
}

function exactly(value: unknown): string {
  return value === "" ? "empty" : `\`${String(value)}\``;
}

/** Bounds that a person would want to know: not those of the number format, and not that a list is not empty. */
function bounds(least: number | undefined, most: number | undefined): string {
  const lower = least !== undefined && least > 1 - Number.MAX_SAFE_INTEGER && least !== 1 ? least : undefined;
  const upper = most !== undefined && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  if (lower !== undefined && upper !== undefined) return ` (${lower} to ${upper})`;
  if (upper !== undefined) return ` (at most ${upper})`;
  return lower !== undefined && lower > 1 ? ` (at least ${lower})` : "";
}
