import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { parse } from "smol-toml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { BIN, cleanEnvironment, runCli, temporaryHome } from "../support/cli.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string>;

beforeEach(async () => {
  home = await temporaryHome();
  environment = { HOME: home.path, XDG_CONFIG_HOME: "", GOOGLE_MCP_HOME: join(home.path, "kept") };
});
afterEach(() => home[Symbol.asyncDispose]());

const CURSOR = [".cursor", "mcp.json"];
const CODEX = [".codex", "config.toml"];
const at = (path: readonly string[]) => join(home.path, ...path);

async function put(path: readonly string[], text: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}

const entrySchema = z.object({ command: z.string(), args: z.array(z.string()) });
const configSchema = z.object({ mcpServers: z.object({ google: entrySchema }) });
const cursorEntry = async () => configSchema.parse(JSON.parse(await readFile(at(CURSOR), "utf8"))).mcpServers.google;

describe("install", () => {
  it("writes the entry into every client that is found, and the client can start it", async () => {
    await put(CURSOR, '{\n  "mcpServers": {\n    "other": { "command": "x" }\n  }\n}\n');
    await put(CODEX, 'model = "m" # keep\n');
    const result = await runCli(["install", "--read-only"], environment);
    expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("the old one is")]);
    expect(result.stdout).toMatch(/Cursor: google added.*\nCodex: google added/);
    const { command, args } = await cursorEntry();
    expect([command, args]).toEqual([process.execPath, [BIN, "--read-only"]]);
    expect(await readFile(at(CODEX), "utf8")).toContain('model = "m" # keep');
    expect(parse(await readFile(at(CODEX), "utf8"))).toMatchObject({ mcp_servers: { google: { command, args } } });

    const client = new Client({ name: "as the client does", version: "1" });
    await client.connect(new StdioClientTransport({ command, args, env: cleanEnvironment(environment) }));
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).toContain("gmail_search");
    expect(tools.map(({ name }) => name)).not.toContain("gmail_send");
  });

  it("can be repeated, keeps what the person added to the entry, and can be undone", async () => {
    const before = '{ "mcpServers": { "other": { "command": "x" } } }';
    await put(CURSOR, before);
    await runCli(["install", "cursor"], environment);
    const config = JSON.parse(await readFile(at(CURSOR), "utf8"));
    config.mcpServers.google.disabled = true;
    config.mcpServers.google.args = ["/somewhere/old/groupon-google-mcp.js"];
    await put(CURSOR, JSON.stringify(config));
    expect((await runCli(["install", "cursor"], environment)).stdout).toContain("google added");
    expect(JSON.parse(await readFile(at(CURSOR), "utf8")).mcpServers.google).toMatchObject({
      disabled: true,
      args: [BIN],
    });
    expect((await runCli(["install", "cursor"], environment)).stdout).toContain("already there as it should be");
    expect((await runCli(["uninstall"], environment)).stdout).toContain("Cursor: google taken out");
    expect(JSON.parse(await readFile(at(CURSOR), "utf8"))).toEqual(JSON.parse(before));
    expect((await runCli(["uninstall", "cursor"], environment)).stdout).toContain("nothing to take out");
  });

  it("keeps the file's mode and link, and leaves nothing but a copy of the old one", async () => {
    await put(["dotfiles", "mcp.json"], "{}");
    await chmod(at(["dotfiles", "mcp.json"]), 0o640);
    await mkdir(at([".cursor"]));
    await symlink(at(["dotfiles", "mcp.json"]), at(CURSOR));
    expect((await runCli(["install", "cursor"], environment)).code).toBe(0);
    expect((await stat(at(["dotfiles", "mcp.json"]))).mode & 0o777).toBe(0o640);
    expect((await cursorEntry()).args).toEqual([BIN]);
    expect(await readdir(at(["dotfiles"]))).toEqual(["mcp.json", "mcp.json.backup"]);
  });

  it("shows what it would do and changes nothing", async () => {
    await put(CURSOR, "{}\n");
    const dry = await runCli(["install", "cursor", "--dry-run"], environment);
    expect(dry.stdout).toContain('+  "mcpServers": {');
    const printed = await runCli(["install", "vscode", "zed", "codex", "--print"], environment);
    expect(printed.stdout).toMatch(/"servers": \{\n {4}"google"/);
    expect(printed.stdout).toContain('"source": "custom"');
    expect(printed.stdout).toContain("[mcp_servers.google]");
    expect(await readFile(at(CURSOR), "utf8")).toBe("{}\n");
    expect(await readdir(home.path)).toEqual([".cursor"]);
  });

  it("leaves a config alone that it cannot read, says why, and does the others", async () => {
    await put(CURSOR, '{ "mcpServers": \n');
    await put(CODEX, "");
    const result = await runCli(["install"], environment);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("was left as it is: it is not valid JSON in line 2");
    expect(result.stdout).toContain("Codex: google added");
    expect(await readFile(at(CURSOR), "utf8")).toBe('{ "mcpServers": \n');
  });

  it.each([
    [["install", "emacs"], 2, /no client emacs/],
    [["install", "--name", "a b"], 2, /--name: expected a short name/],
    [["install"], 1, /No MCP client was found/],
  ])("%j says what is wrong", async (args, code, says) => {
    const result = await runCli(args, environment);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toMatch(says);
  });
});
