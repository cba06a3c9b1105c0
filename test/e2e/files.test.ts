import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BIN, cleanEnvironment, runCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

let emulator: Awaited<ReturnType<typeof testEmulator>>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  emulator = await testEmulator();
  home = await temporaryHome();
  environment = { ...emulator.environment(home.path), CREDENTIAL_STORAGE_MODE: "FILE_PLAINTEXT" };
  await signedIn(emulator, home.path, { services: ["drive"] });
  folder = await realpath(await mkdtemp(join(tmpdir(), "project-")));
  await mkdir(join(folder, ".git"));
  for (const name of ["plan.txt", ".env", ".git/config"]) await writeFile(join(folder, name), `from ${name}`);
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Uploads a file through a server of its own, and says what came of it. */
async function upload(path: string, given: { roots?: string[]; args?: string[] }): Promise<string> {
  const client = new Client({ name: "editor", version: "1" }, { capabilities: given.roots ? { roots: {} } : {} });
  if (given.roots) {
    const roots = given.roots.map((root) => ({ uri: pathToFileURL(root).href }));
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
  }
  const args = [BIN, ...(given.args ?? [])];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: cleanEnvironment(environment) }),
  );
  const result = await client.callTool({ name: "drive_upload_file", arguments: { path } });
  await client.close();
  return JSON.stringify(result);
}

it("files of the client's roots may be used, hidden ones not", async () => {
  expect(await upload(join(folder, "plan.txt"), { roots: [folder] })).toContain("plan.txt");
  for (const name of [".env", ".git/config"])
    expect(await upload(join(folder, name), { roots: [folder] })).toContain("(file_refused)");
});

it("files of folders named with --allow-dir may be used, and no others", async () => {
  const uploaded = () => emulator.drive.state("ada@example.com").files.filter(({ name }) => name === "plan.txt").length;
  const before = uploaded();
  expect(await upload(join(folder, "plan.txt"), { args: ["--allow-dir", folder] })).toContain("plan.txt");
  expect(await upload(join(folder, "plan.txt"), {})).toContain("is outside the allowed folders");
  expect(uploaded() - before).toBe(1);
  expect(await readFile(join(folder, "plan.txt"), "utf8")).toBe("from plan.txt");
});

it("a folder that is no absolute path is refused at the start", async () => {
  const result = await runCli(["serve", "--allow-dir", "project"], environment);
  expect([result.code, result.stdout]).toEqual([2, ""]);
  expect(result.stderr).toContain("--allow-dir: expected an absolute path (got project)");
});
