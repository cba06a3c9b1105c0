import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { consentAndReturn } from "../emulator/consent.ts";
import { runCli, startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";

let emulator: Awaited<ReturnType<typeof testEmulator>>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string>;

beforeEach(async () => {
  emulator = await testEmulator();
  home = await temporaryHome();
  environment = { ...emulator.environment(join(home.path, "kept")), HOME: home.path, XDG_CONFIG_HOME: "" };
});
afterEach(async () => {
  await emulator[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** Signs in with `--json`; each line that came on stdout. */
async function login(...args: string[]): Promise<unknown[]> {
  const running = startCli(
    ["login", "--json", "--no-browser", "--storage", "FILE_ENCRYPTED", "--services", "gmail", ...args],
    environment,
  );
  const [, url = ""] = await running.waitFor("stdout", /^\{"url":"(http[^"]+)"\}$/m);
  await consentAndReturn(url);
  const { code, stdout } = await running.done;
  expect(code).toBe(0);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Runs a command to its end; its code, and stdout as JSON. */
async function json(...args: string[]): Promise<[number | null, unknown]> {
  const { code, stdout } = await runCli([...args, "--json"], environment);
  return [code, JSON.parse(stdout)];
}

describe("--json", () => {
  it("tells a script of a sign-in, its names, its storage and its end", async () => {
    const [address, granted, ...more] = await login();
    expect(address).toEqual({ url: expect.stringContaining("code_challenge") });
    expect(granted).toEqual({
      email: "ada@example.com",
      storage: "FILE_ENCRYPTED",
      services: [{ name: "gmail", access: "full" }],
      scopes: expect.arrayContaining(["openid"]),
      missing: [],
    });
    expect(more).toEqual([]);
    expect(await json("account", "--alias", "work", "--default")).toEqual([
      0,
      { email: "ada@example.com", alias: "work", isDefault: true },
    ]);
    expect(await json("account", "--no-alias", "--no-default")).toEqual([
      0,
      { email: "ada@example.com", alias: null, isDefault: false },
    ]);
    expect(await json("storage", "rotate-key")).toEqual([
      0,
      { rotated: expect.arrayContaining(["ada@example.com"]), failed: [] },
    ]);
    expect(await json("storage", "migrate", "--to", "FILE_PLAINTEXT")).toEqual([
      0,
      { moved: [{ email: "ada@example.com", from: "FILE_ENCRYPTED", to: "FILE_PLAINTEXT" }] },
    ]);
    expect(await json("logout")).toEqual([0, { signedOut: ["ada@example.com"] }]);
    expect(await json("logout", "--all")).toEqual([0, { signedOut: [] }]);
  }, 60_000);

  it("tells what a revocation left to do", async () => {
    await login();
    emulator.faults.add({ match: "/revoke", fault: { kind: "status", status: 503 }, times: 10 });
    expect(await json("revoke")).toEqual([1, { accounts: [{ email: "ada@example.com", left: "withdraw later" }] }]);
  });

  it("tells what was done to each client's config", async () => {
    await mkdir(join(home.path, ".cursor"));
    await mkdir(join(home.path, ".codex"));
    const told = async (...args: string[]) => {
      const { code, stdout } = await runCli([...args, "--json"], environment);
      return [
        code,
        stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ];
    };
    const cursor = { client: "cursor", file: join(home.path, ".cursor", "mcp.json") };
    const codex = { client: "codex", file: join(home.path, ".codex", "config.toml") };
    expect(await told("install", "--print")).toEqual([
      0,
      [
        {
          ...cursor,
          outcome: "shown",
          entry: { mcpServers: { google: expect.objectContaining({ args: expect.anything() }) } },
        },
        { ...codex, outcome: "shown", entry: { mcp_servers: { google: expect.anything() } } },
      ],
    ]);
    expect(await told("install", "--dry-run")).toMatchObject([
      0,
      [{ outcome: "would change" }, { outcome: "would change" }],
    ]);
    expect(await told("install")).toMatchObject([
      0,
      [
        { ...cursor, name: "google", outcome: "added" },
        { ...codex, outcome: "added" },
      ],
    ]);
    expect(await told("install", "codex")).toMatchObject([0, [{ ...codex, outcome: "unchanged" }]]);
    expect(await told("uninstall", "cursor")).toMatchObject([0, [{ ...cursor, outcome: "taken out" }]]);
    expect(await told("uninstall", "cursor")).toMatchObject([0, [{ ...cursor, outcome: "not there" }]]);
  });

  it("tells of a config that could not be changed", async () => {
    await mkdir(join(home.path, ".cursor", "mcp.json"), { recursive: true });
    const { code, stdout, stderr } = await runCli(["install", "cursor", "--json"], environment);
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({ client: "cursor", outcome: "failed", because: expect.any(String) }),
    ]);
    expect(stderr).toContain("Not changed: Cursor");
  });
});
