import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeListing } from "../../scripts/make-listing.ts";
import { bundleManifest, registryEntry, SETTINGS } from "../../scripts/shipping.ts";
import { loadConfig } from "../../src/config/config.ts";

const ROOT = join(import.meta.dirname, "../..");
const facts = z
  .object({
    name: z.string(),
    mcpName: z.string(),
    version: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
    license: z.string(),
    engines: z.object({ node: z.string() }),
    bin: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")));

/** What the registry demands of an entry (its schema of 2025-12-11, and its rules for npm packages). */
const registryRules = z.strictObject({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
  packages: z.tuple([
    z.strictObject({
      registryType: z.literal("npm"),
      identifier: z.string(),
      version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
      runtimeHint: z.literal("npx"),
      transport: z.strictObject({ type: z.literal("stdio") }),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string(),
          description: z.string(),
          format: z.enum(["string", "number", "boolean", "filepath"]).optional(),
          isSecret: z.boolean().optional(),
          choices: z.array(z.string()).optional(),
          default: z.string().optional(),
        }),
      ),
    }),
  ]),
});

describe("server.json", () => {
  it("is as the registry wants it, and as package.json says", async () => {
    const entry = registryRules.parse(JSON.parse(await readFile(join(ROOT, "server.json"), "utf8")));
    expect(entry).toEqual(registryEntry(facts));
    expect([entry.name, entry.version]).toEqual([facts.mcpName, facts.version]);
    expect([entry.packages[0].identifier, entry.packages[0].version]).toEqual([facts.name, facts.version]);
    expect(facts.description.startsWith(entry.description)).toBe(true);
  });

  it("takes whole sentences of a long description", () => {
    const of = (description: string) => registryEntry({ ...facts, description }).description;
    expect(of("Short. And more.")).toBe("Short. And more.");
    expect(of(`One. ${"Far too long to be taken as well ".repeat(4)}.`)).toBe("One.");
  });
});

describe("the bundle's manifest", () => {
  it("says what package.json says, asks for every setting and hands it over", async () => {
    const manifest = bundleManifest(facts, await makeListing());
    expect(manifest).toMatchObject({ name: facts.name, version: facts.version, description: facts.description });
    expect(manifest.compatibility.runtimes.node).toBe(facts.engines.node);
    expect(manifest.server.mcp_config.env).toEqual(
      Object.fromEntries(
        Object.keys(manifest.user_config).map((key) => [SETTINGS[key]?.variable, `\${user_config.${key}}`]),
      ),
    );
    expect(manifest.user_config.client_secret).toMatchObject({ sensitive: true, required: false, default: "" });
    expect(manifest.tools.map(({ name }) => name)).toContain("gmail_search");
    expect(() => bundleManifest({ ...facts, bin: {} }, [])).toThrow("names no bin");
  });
});

describe("the settings that both ask for", () => {
  it("are variables that the program reads", () => {
    const read = new Set<string>();
    loadConfig(
      new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)), has: () => true }),
    );
    for (const { variable } of Object.values(SETTINGS)) expect(read).toContain(variable);
  });

  it("change nothing where they are left as they are, empty, or not filled in at all", () => {
    const settings = Object.entries(SETTINGS);
    const usual = Object.fromEntries(settings.map(([, { variable, usual }]) => [variable, usual ?? ""]));
    const unfilled = Object.fromEntries(
      settings.flatMap(([key, { variable, type }]) =>
        type === "string" ? [[variable, `\${user_config.${key}}`]] : [],
      ),
    );
    expect(loadConfig(usual)).toEqual(loadConfig({}));
    expect(loadConfig(unfilled)).toEqual(loadConfig({}));
  });
});
