import { readFile } from "node:fs/promises";
import type { Service } from "../scopes.ts";
import type { Tier } from "../tiers.ts";
import type { AnyTool, Kind, ScopeNeeds } from "../tools/tool.ts";

/**
 * A tool as clients see it, and what decides whether they do. Made from the catalogue by the build and kept as
 * `listing.json` beside the bundle, so that a list is served without loading a single tool.
 */
export interface ListedTool {
  readonly service: Service | "account";
  readonly tier: Tier;
  readonly kind: Kind;
  readonly scopes: ScopeNeeds;
  /** What the definition costs a model in every conversation: tokens of its JSON in the encoding o200k_base. */
  readonly tokens: number;
  readonly definition: {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
    /** Only what differs from the protocol's defaults (MCP specification, "ToolAnnotations"): every one costs tokens. */
    readonly annotations: {
      readonly readOnlyHint?: true;
      readonly destructiveHint?: false;
      readonly idempotentHint?: true;
      readonly openWorldHint?: false;
    };
  };
}

/** Reads the listing that the build has put beside the bundle; it is the build's own work and is not checked again. */
export async function readListing(): Promise<readonly ListedTool[]> {
  return JSON.parse(await readFile(new URL("./listing.json", import.meta.url), "utf8"));
}

/** What an entry is made with; passed in so that a running server need not load it. */
export interface ListingTools {
  toJsonSchema(schema: AnyTool["input"]): Record<string, unknown>;
  countTokens(text: string): number;
}

/** The entry of one tool. */
export function listTool(tool: AnyTool, { toJsonSchema, countTokens }: ListingTools): ListedTool {
  const definition: ListedTool["definition"] = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: { ...toJsonSchema(tool.input), type: "object" },
    annotations: {
      ...(tool.kind === "read" && { readOnlyHint: true }),
      ...(tool.kind === "write" && { destructiveHint: false }),
      ...(tool.kind !== "read" && tool.idempotent && { idempotentHint: true }),
      ...(tool.service === undefined && { openWorldHint: false }),
    },
  };
  return {
    service: tool.service ?? "account",
    tier: tool.tier,
    kind: tool.kind,
    scopes: tool.scopes,
    tokens: countTokens(JSON.stringify(definition)),
    definition,
  };
}
