import type { ListedTool } from "../src/mcp/listing.ts";
import { TIERS } from "../src/tiers.ts";

/** What both descriptions take from package.json. */
export interface PackageFacts {
  readonly name: string;
  /** The name in the MCP registry, which it compares with the package's own `mcpName`. */
  readonly mcpName: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
}

/** A setting that a person is asked for where the server is installed by a click or found in a registry. */
interface Setting {
  readonly variable: string;
  readonly title: string;
  readonly description: string;
  readonly type: "string" | "boolean";
  readonly secret?: true;
  readonly choices?: readonly string[];
  /** What the program takes by itself. */
  readonly usual?: string;
}

/** The settings that a newcomer may need; everything else that can be set has a default that fits nearly everybody. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  client_id: {
    variable: "GOOGLE_CLIENT_ID",
    title: "OAuth client ID",
    description:
      "ID of your own OAuth client of the kind Desktop app (console.cloud.google.com, Google Auth Platform, Clients). Not needed where setup or login has been run.",
    type: "string",
  },
  client_secret: {
    variable: "GOOGLE_CLIENT_SECRET",
    title: "OAuth client secret",
    description: "The secret that belongs to the client ID.",
    type: "string",
    secret: true,
  },
  tier: {
    variable: "GOOGLE_MCP_TIER",
    title: "How many tools",
    description: "core for daily work, extended, or complete: more tools cost a model more of its attention.",
    type: "string",
    choices: TIERS,
    usual: TIERS[0],
  },
  services: {
    variable: "GOOGLE_MCP_SERVICES",
    title: "Services",
    description: "Tools of these services alone, such as gmail,calendar. Empty: all that are granted.",
    type: "string",
  },
  read_only: {
    variable: "GOOGLE_MCP_READ_ONLY",
    title: "Read only",
    description: "Only tools that change nothing.",
    type: "boolean",
    usual: "false",
  },
};

const TITLE = "Google Workspace";

/** Google's own policy: the bundle sends what it reads nowhere else (asked for by the manifest's specification). */
const PRIVACY_POLICY = "https://policies.google.com/privacy";

/** The manifest of the MCP bundle (MCPB Manifest.json Spec, version 0.3). */
export function bundleManifest(facts: PackageFacts, listing: readonly ListedTool[]) {
  const entryPoint = facts.bin[facts.name];
  if (entryPoint === undefined) throw new Error(`package.json names no bin ${facts.name}`);
  return {
    manifest_version: "0.3",
    name: facts.name,
    display_name: TITLE,
    version: facts.version,
    description: facts.description,
    author: { name: `The ${facts.name} maintainers` },
    icon: "icon.png",
    server: {
      type: "node",
      entry_point: entryPoint,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${entryPoint}`],
        env: Object.fromEntries(
          Object.entries(SETTINGS).map(([key, { variable }]) => [variable, `\${user_config.${key}}`]),
        ),
      },
    },
    tools: listing
      .filter(({ tier }) => tier === TIERS[0])
      .map(({ definition: { name, description } }) => ({ name, description })),
    // The other tiers, and the prompts, whose texts depend on what is served.
    tools_generated: true,
    prompts_generated: true,
    keywords: facts.keywords,
    license: facts.license,
    privacy_policies: [PRIVACY_POLICY],
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: facts.engines.node } },
    user_config: Object.fromEntries(
      Object.entries(SETTINGS).map(([key, { title, description, type, secret, usual }]) => [
        key,
        {
          type,
          title,
          description,
          required: false,
          // Without a default a client may hand the placeholder itself over.
          default: type === "boolean" ? usual === "true" : (usual ?? ""),
          ...(secret && { sensitive: true }),
        },
      ]),
    ),
  };
}

/** Characters that the registry takes of a description. */
const LONGEST_DESCRIPTION = 100;

/** The entry of the MCP registry, kept as server.json (its schema of 2025-12-11). */
export function registryEntry(facts: PackageFacts) {
  return {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: facts.mcpName,
    title: TITLE,
    description: firstSentences(facts.description),
    version: facts.version,
    packages: [
      {
        registryType: "npm",
        identifier: facts.name,
        version: facts.version,
        runtimeHint: "npx",
        transport: { type: "stdio" },
        environmentVariables: Object.values(SETTINGS).map(
          ({ variable, description, type, secret, choices, usual }) => ({
            name: variable,
            description,
            ...(type === "boolean" && { format: "boolean" }),
            ...(secret && { isSecret: true }),
            ...(choices && { choices }),
            ...(usual !== undefined && { default: usual }),
          }),
        ),
      },
    ],
  };
}

/** As many whole sentences as the registry takes. */
function firstSentences(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+/);
  let taken = sentences[0] ?? "";
  for (const sentence of sentences.slice(1)) {
    if (taken.length + 1 + sentence.length > LONGEST_DESCRIPTION) break;
    taken = `${taken} ${sentence}`;
  }
  return taken;
}
