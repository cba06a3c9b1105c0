import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { promisify } from "node:util";
import { getMcpConfigForManifest, MANIFEST_SCHEMAS } from "@anthropic-ai/mcpb/node";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { cleanEnvironment, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { signInByCli } from "../support/signed-in.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
/** The validator's own command line. */
const MCPB = join(ROOT, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");

const launchSchema = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
});

describe("the MCP bundle", () => {
  let folder: Awaited<ReturnType<typeof temporaryHome>>;
  let emulator: Awaited<ReturnType<typeof testEmulator>>;
  let unpacked: string;

  beforeAll(async () => {
    folder = await temporaryHome();
    emulator = await testEmulator();
    unpacked = join(folder.path, "unpacked");
    const file = join(folder.path, "server.mcpb");
    await run(process.execPath, ["scripts/mcpb.mjs", file], { cwd: ROOT });
    await run(process.execPath, [MCPB, "unpack", file, unpacked]);
  }, 60_000);

  afterAll(async () => {
    await emulator[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** Starts the unpacked server as a client does that knows nothing but its manifest and what the person filled in. */
  async function connect(filledIn: Record<string, string | boolean>, more: Record<string, string>) {
    const manifest = MANIFEST_SCHEMAS["0.3"].parse(JSON.parse(await readFile(join(unpacked, "manifest.json"), "utf8")));
    const { command, args, env } = launchSchema.parse(
      await getMcpConfigForManifest({
        manifest,
        extensionPath: unpacked,
        systemDirs: {},
        userConfig: filledIn,
        pathSeparator: sep,
      }),
    );
    const client = new Client({ name: "of a bundle", version: "1" });
    const transport = new StdioClientTransport({
      command,
      args,
      env: cleanEnvironment({ ...more, ...env }),
      cwd: folder.path,
    });
    await client.connect(transport);
    return client;
  }

  it("passes its own validator", async () => {
    const { stdout } = await run(process.execPath, [MCPB, "validate", unpacked]);
    expect(stdout).toContain("Manifest schema validation passes!");
    expect(stdout).toContain("Icon validation passed");
  });

  it("serves as it comes, with nothing filled in", async () => {
    const client = await connect({}, { GOOGLE_MCP_HOME: join(folder.path, "empty") });
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).toContain("gmail_send");
  });

  it("does what was filled in, and answers a call with the person's account", async () => {
    const home = join(folder.path, "home");
    const environment = emulator.environment(home);
    await signInByCli(environment);
    const { GOOGLE_CLIENT_ID: id = "", GOOGLE_CLIENT_SECRET: secret = "", ...rest } = environment;
    const client = await connect(
      { client_id: id, client_secret: secret, services: "gmail, tasks", read_only: true },
      rest,
    );
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["gmail_search", "tasks_list"]));
    expect(names.filter((name) => /send|^calendar_/.test(name))).toEqual([]);
    const answer = await client.callTool({ name: "gmail_search", arguments: {} });
    await client.close();
    expect(answer.isError).not.toBe(true);
  });
});
