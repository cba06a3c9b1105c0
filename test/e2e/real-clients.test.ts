import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { z } from "zod";
import { cleanEnvironment, runCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { installProgram, nodeOf, RegistryUnreachable } from "../support/npm-programs.ts";
import { signInByCli } from "../support/signed-in.ts";

const run = promisify(execFile);

/** The clients, at the versions that were tried, and the Node that they ask for. */
const CLIENTS = {
  inspector: "@modelcontextprotocol/inspector@2.12.0",
  mcporter: "mcporter@0.12.3",
  gemini: "@google/gemini-cli@0.61.0",
  claude: "@anthropic-ai/claude-code@2.1.332",
};
const NODE_MAJOR = 24;

/** Milliseconds to download everything at the first run: some 600 MB. */
const DOWNLOAD_LIMIT_MS = 300_000;

const CALLED = z.object({ content: z.array(z.object({ type: z.string(), text: z.string() })) });

const wanted = process.env.REAL_CLIENTS === "1";
const title = "clients that npm offers, configured by `install`";

(wanted ? describe : describe.skip)(wanted ? title : `${title} (skipped: downloads 600 MB; set REAL_CLIENTS=1)`, () => {
  let emulator: Awaited<ReturnType<typeof testEmulator>>;
  let home: Awaited<ReturnType<typeof temporaryHome>>;
  let node: string;
  let environment: Record<string, string>;
  const modules: Partial<Record<keyof typeof CLIENTS, string>> = {};
  let unreachable: string | undefined;

  /** A computer on which somebody is signed in, and has the clients and their entries. */
  beforeAll(async () => {
    emulator = await testEmulator();
    home = await temporaryHome();
    const ours: Record<string, string> = {
      ...emulator.environment(join(home.path, "kept")),
      HOME: home.path,
      XDG_CONFIG_HOME: "",
    };
    for (const folder of [".claude", ".cursor", ".gemini", "work"]) await mkdir(join(home.path, folder));
    await signInByCli(ours, ["--services", "gmail"]);
    expect((await runCli(["install"], ours)).stdout).toMatch(/Claude Code: google added[\s\S]*Cursor[\s\S]*Gemini CLI/);
    const { GOOGLE_MCP_HOME, GOOGLE_MCP_EMULATOR_HOST } = ours;
    for (const file of [".claude.json", ".cursor/mcp.json", ".gemini/settings.json"])
      await addToEntry(join(home.path, file), { GOOGLE_MCP_HOME, GOOGLE_MCP_EMULATOR_HOST });
    // What a person answers who starts it here for the first time.
    await writeFile(
      join(home.path, ".gemini", "trustedFolders.json"),
      JSON.stringify({ [join(home.path, "work")]: "TRUST_FOLDER" }),
    );
    await download();
    environment = cleanEnvironment({
      HOME: home.path,
      XDG_CONFIG_HOME: "",
      PATH: [dirname(node), process.env.PATH ?? ""].join(delimiter),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      MCP_INSPECTOR_SECRET_STORE: "memory",
      NO_COLOR: "1",
    });
  }, DOWNLOAD_LIMIT_MS + 60_000);

  afterAll(async () => {
    await emulator[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  /** All at once; without a network the tests are skipped, but for CI; anything else fails. */
  async function download(): Promise<void> {
    const names = ["inspector", "mcporter", "gemini", "claude"] as const;
    try {
      const [path] = await Promise.all([
        nodeOf(NODE_MAJOR),
        ...names.map(async (name) => {
          modules[name] = await installProgram(CLIENTS[name]);
        }),
      ]);
      node = path;
    } catch (error) {
      if (!(error instanceof RegistryUnreachable) || process.env.CI === "true") throw error;
      unreachable = error.message;
      node = process.execPath;
    }
  }

  /** Adds variables to our entry, as a person may; the inspector hands none of its own on. */
  async function addToEntry(file: string, env: Record<string, string | undefined>): Promise<void> {
    const config = z
      .looseObject({ mcpServers: z.object({ google: z.looseObject({}) }) })
      .parse(JSON.parse(await readFile(file, "utf8")));
    await writeFile(file, JSON.stringify({ ...config, mcpServers: { google: { ...config.mcpServers.google, env } } }));
  }

  /** The path of a file of the client; skips the test where nothing could be downloaded. */
  function program(name: keyof typeof CLIENTS, context: TestContext, ...path: string[]): string {
    const found = modules[name];
    if (unreachable !== undefined || found === undefined) return context.skip(unreachable ?? "not downloaded");
    return join(found, ...path);
  }

  async function start(command: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(command, args, { env: environment, cwd: join(home.path, "work"), timeout: 25_000 });
    return stdout;
  }

  it("the MCP Inspector's command line lists and calls tools", async (context) => {
    const launcher = program("inspector", context, "@modelcontextprotocol/inspector/clients/launcher/build/index.js");
    const inspect = (...args: string[]) =>
      start(node, [
        launcher,
        "--cli",
        ...["--config", join(home.path, ".cursor", "mcp.json"), "--server", "google"],
        ...args,
      ]);
    const { tools } = z
      .object({ tools: z.array(z.object({ name: z.string() })) })
      .parse(JSON.parse(await inspect("--method", "tools/list")));
    expect(tools.map(({ name }) => name)).toContain("gmail_send");
    const called = await inspect(
      "--method",
      "tools/call",
      "--tool-name",
      "gmail_search",
      "--tool-arg",
      "query=invoice",
    );
    expect(CALLED.parse(JSON.parse(called)).content[0]?.text).toContain("Invoice");
  });

  it("mcporter finds the entry by itself, and calls a tool", async (context) => {
    const mcporter = program("mcporter", context, "mcporter/dist/cli.js");
    expect(await start(node, [mcporter, "list", "google"])).toContain("gmail_search");
    expect(await start(node, [mcporter, "call", "google.gmail_search", "query=invoice"])).toContain("Invoice");
  });

  it("Claude Code lists it as connected", async (context) => {
    const claude = program("claude", context, `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);
    expect(await start(claude, ["mcp", "list"])).toMatch(/^google: .*Connected$/m);
    expect(await start(claude, ["mcp", "get", "google"])).toMatch(/Status: .*Connected/);
  });

  it("Gemini CLI lists it as connected", async (context) => {
    const gemini = program("gemini", context, "@google/gemini-cli/bundle/gemini.js");
    const { stdout, stderr } = await run(node, [gemini, "mcp", "list"], {
      env: environment,
      cwd: join(home.path, "work"),
      timeout: 25_000,
    });
    expect(stdout + stderr).toMatch(/google: .*Connected$/m);
  });
});
