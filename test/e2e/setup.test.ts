import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { consentAndReturn } from "../emulator/consent.ts";
import { cleanEnvironment, runCli, startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { pseudoTerminalPresent, startInTerminal } from "../support/pseudo-terminal.ts";
import { requires } from "../support/requires.ts";

let emulator: Awaited<ReturnType<typeof testEmulator>>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string>;

/** A person's computer with one MCP client on it, and nothing known of Google. */
beforeEach(async () => {
  emulator = await testEmulator();
  home = await temporaryHome();
  const {
    GOOGLE_CLIENT_ID: _id,
    GOOGLE_CLIENT_SECRET: _secret,
    ...rest
  } = emulator.environment(join(home.path, "kept"));
  environment = { ...rest, HOME: home.path, XDG_CONFIG_HOME: "", CREDENTIAL_STORAGE_MODE: "FILE_ENCRYPTED" };
  await mkdir(join(home.path, ".cursor"));
  await mkdir(join(home.path, "Downloads"));
});
afterEach(async () => {
  await emulator[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

async function download(): Promise<string> {
  const { clientId, clientSecret } = emulator.world.defaultClient;
  const path = join(home.path, "Downloads", "client_secret_1.json");
  await writeFile(path, JSON.stringify({ installed: { client_id: clientId, client_secret: clientSecret } }));
  return path;
}

/** Starts what the client's config names, as the client would, and calls a tool. */
async function firstCall(): Promise<string> {
  const config = z
    .object({ mcpServers: z.object({ google: z.object({ command: z.string(), args: z.array(z.string()) }) }) })
    .parse(JSON.parse(await readFile(join(home.path, ".cursor", "mcp.json"), "utf8")));
  const client = new Client({ name: "as the client does", version: "1" });
  await client.connect(new StdioClientTransport({ ...config.mcpServers.google, env: cleanEnvironment(environment) }));
  const result = await client.callTool({ name: "gmail_search", arguments: {} });
  await client.close();
  return JSON.stringify(result);
}

requires("script of util-linux", pseudoTerminalPresent())("setup in a terminal", () => {
  it("leads from nothing to the first call, and can be run again", async () => {
    const path = await download();
    const first = startInTerminal(["setup", "--services", "gmail,calendar,docs", "--no-browser"], environment);
    for (let page = 0; page < 4; page += 1) {
      await first.until(/Press Enter when that is done\./);
      first.type("");
    }
    await first.until(/Use (\S+)\? \[Y\/n, or another path\]/);
    first.type("/not/there.json");
    await first.until(/cannot be read/);
    await first.until(/or another path\]/);
    first.type("y");
    const [url] = await first.until(/^http:\/\/127\S+(?=\n)/m);
    await consentAndReturn(url);
    await first.until(/ok\S* *\S* *ada@example.com, Docs: answers/);
    await first.until(/Add it to Cursor\? \[Y\/n\]/);
    first.type("");
    const { code, screen } = await first.done;
    expect([code, screen]).toEqual([0, expect.stringContaining("What is on my calendar tomorrow")]);
    expect(screen).toContain(`Use ${path}?`);
    expect(screen).toContain("?apiid=gmail.googleapis.com,calendar-json.googleapis.com,docs.googleapis.com\n");
    expect(await firstCall()).not.toContain('"isError":true');

    const again = startInTerminal(["setup", "--no-browser", "--no-install"], environment);
    await again.until(/Use the OAuth client that is known.*\[Y\/n\]/);
    again.type("");
    await again.until(/Sign in again.*\[y\/N\]/);
    again.type("");
    expect((await again.done).code).toBe(0);
  });
});

describe("setup on a pipe", () => {
  it("asks nothing: without a client it shows the way and ends with 1", async () => {
    const result = await runCli(["setup", "--services", "gmail,tasks"], environment);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("flows/enableapi?apiid=gmail.googleapis.com,tasks.googleapis.com\n");
    for (const words of ["seven days", "Publish app", "Desktop app", "setup --yes --client-file FILE"])
      expect(result.stderr).toContain(words);
    expect(result.stderr).not.toContain("Press Enter");
  });

  it("with --yes takes what it finds, signs in, tries each service and installs", async () => {
    await download();
    const setup = startCli(["setup", "--yes", "--services", "gmail,forms", "--no-browser"], environment);
    const [url] = await setup.waitFor("stdout", /^http\S+$/m);
    await consentAndReturn(url);
    const { code, stdout, stderr } = await setup.done;
    expect([code, stderr]).toEqual([0, expect.stringContaining("Signed in as ada@example.com")]);
    for (const line of ["ada@example.com, Gmail: answers", "ada@example.com, Forms: answers", "Cursor: google added"])
      expect(stdout).toContain(line);
    expect(await firstCall()).not.toContain('"isError":true');
    const again = await runCli(["setup", "--yes"], environment);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("Signed in: ada@example.com")]);
    expect(again.stdout).toContain("already there as it should be");
  });

  it("ends with 1 when a service does not answer, and says which and why", async () => {
    await download();
    emulator.faults.add({ match: "/gmail/v1/", fault: { kind: "api-disabled" } });
    const setup = startCli(["setup", "--yes", "--services", "gmail", "--no-browser"], environment);
    const [url] = await setup.waitFor("stdout", /^http\S+$/m);
    await consentAndReturn(url);
    const { code, stdout } = await setup.done;
    expect([code, stdout]).toEqual([1, expect.stringMatching(/failed {3}ada@example.com, Gmail: .*not enabled/i)]);
  });

  it.each([
    ["a file that is not there", ["--client-file", "/nowhere.json"], 1, /cannot be read/],
    ["a service that does not exist", ["--services", "telepathy"], 2, /telepathy/],
  ])("refuses %s", async (_what, args, code, says) => {
    const result = await runCli(["setup", "--yes", ...args], environment);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(says);
  });
});
