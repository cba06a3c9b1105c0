import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { cleanEnvironment, temporaryHome } from "../support/cli.ts";

const run = promisify(execFile);

const packed = z.tuple([
  z.object({
    filename: z.string(),
    size: z.number(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
]);

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};

describe("the packed package", () => {
  it("installs into an empty folder without anything else, and serves from there", async () => {
    await using folder = await temporaryHome();
    const environment = cleanEnvironment({
      npm_config_cache: join(folder.path, "cache"),
      npm_config_loglevel: "error",
    });
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder.path], {
      env: environment,
    });
    const [{ filename, size, unpackedSize, files }] = packed.parse(JSON.parse(stdout));
    expect(size).toBeLessThan(1_500_000);
    expect(unpackedSize).toBeLessThan(6_000_000);
    for (const { path } of files)
      expect(path).toMatch(/^(bin|dist)\/|^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/);
    expect(files.map(({ path }) => path)).toContain("dist/NOTICES.txt");

    await run(
      "npm",
      ["install", "--offline", "--omit=optional", "--no-audit", "--no-fund", join(folder.path, filename)],
      { cwd: folder.path, env: environment },
    );
    const installed = (await readdir(join(folder.path, "node_modules"))).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["groupon-google-mcp"]);

    const bin = join(folder.path, "node_modules", ".bin", "groupon-google-mcp");
    const home = cleanEnvironment({ GOOGLE_MCP_HOME: join(folder.path, "home") });
    const version = await run(bin, ["--version"], { env: home });
    const manifest = z.object({ version: z.string() }).parse(JSON.parse(await readFile("package.json", "utf8")));
    expect(version.stdout.trim()).toBe(manifest.version);

    const serving = run(bin, [], { env: home });
    const messages = [
      INITIALIZE,
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: 2, method: "tools/list" },
    ];
    serving.child.stdin?.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
    const listed = await new Promise<string>((resolve) => {
      let seen = "";
      serving.child.stdout?.on("data", (chunk) => {
        seen += chunk;
        if (seen.includes('"id":2') && seen.endsWith("\n")) resolve(seen);
      });
    });
    serving.child.stdin?.end();
    expect(listed).toContain("calendar_create_event");
    expect((await serving).stderr).toBe("");
  });

  it("has no runtime dependency and no install script", async () => {
    const manifest = z
      .object({
        dependencies: z.record(z.string(), z.string()).optional(),
        optionalDependencies: z.record(z.string(), z.string()),
        scripts: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(await readFile("package.json", "utf8")));
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.optionalDependencies)).toEqual(["@napi-rs/keyring"]);
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });
});

describe("the built program", () => {
  it("gives a server's first answers before it loads the SDK and zod", async () => {
    const [serve = ""] = (await readdir("dist")).filter((name) => /^serve-.*\.js$/.test(name));
    const files = new Set(await loadedWith("cli.js"));
    for (const name of await loadedWith(serve)) files.add(name);
    const sizes = await Promise.all([...files].map(async (name) => (await readFile(join("dist", name))).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });
});

/** The files that a file of dist/ loads before it runs, with it. */
async function loadedWith(name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found;
  found.add(name);
  const code = await readFile(join("dist", name), "utf8");
  for (const [, imported = ""] of code.matchAll(/\bfrom ?"\.\/([\w.-]+\.js)"/g)) await loadedWith(imported, found);
  return found;
}
