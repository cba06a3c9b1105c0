import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { signInByCli } from "../support/signed-in.ts";

const findingsSchema = z.object({
  findings: z.array(z.object({ check: z.string(), state: z.string(), what: z.string(), fix: z.string().optional() })),
});

/** A computer of its own for the program, with nothing wrong; each test spoils one thing. */
async function computer() {
  const emulator = await testEmulator();
  const home = await temporaryHome();
  const environment = { ...emulator.environment(join(home.path, "kept")), HOME: home.path, XDG_CONFIG_HOME: "" };
  const examine = async (more: Record<string, string> = {}) => {
    const { code, stdout } = await runCli(["doctor", "--json"], { ...environment, ...more });
    const { findings } = findingsSchema.parse(JSON.parse(stdout));
    const wrong = findings.filter(({ state }) => state !== "ok");
    return { code, findings, wrong };
  };
  return {
    emulator,
    home: home.path,
    environment,
    examine,
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

describe("doctor", () => {
  it("finds nothing wrong where nothing is, and has looked at everything", async () => {
    await using the = await computer();
    await signInByCli(the.environment, ["--services", "gmail,calendar,docs,tasks"]);
    await mkdir(join(the.home, ".cursor"));
    expect((await runCli(["install", "cursor"], the.environment)).code).toBe(0);
    const { code, findings, wrong } = await the.examine();
    expect([code, wrong]).toEqual([0, []]);
    const looked = findings.map(({ check }) => check);
    for (const check of [
      "program",
      "OAuth client",
      "redirect",
      "network",
      "clock",
      "keychain",
      "store",
      "audit log",
      "Cursor",
    ])
      expect(looked).toContain(check);
    expect(looked.filter((check) => check.startsWith("ada@example.com"))).toEqual([
      "ada@example.com",
      "ada@example.com, Gmail",
      "ada@example.com, Calendar",
      "ada@example.com, Docs",
      "ada@example.com, Tasks",
    ]);
    const plain = await runCli(["doctor"], the.environment);
    expect(plain.stdout).toMatch(/^ok {7}program: groupon-google-mcp/);
    expect(plain.stdout).not.toContain("\u001b");
  });

  it("names an API that is not enabled, a grant that was revoked, a clock that is wrong", async () => {
    await using the = await computer();
    await signInByCli(the.environment, ["--services", "gmail,calendar"]);
    the.emulator.faults.add({ match: "/calendar/v3/", fault: { kind: "api-disabled" } });
    const disabled = await the.examine();
    expect(disabled.wrong).toEqual([
      expect.objectContaining({ check: "ada@example.com, Calendar", fix: expect.stringContaining("https://console.") }),
    ]);
    the.emulator.oauth.revokeGrant("ada@example.com");
    the.emulator.world.advance(10 * 60_000);
    const revoked = await the.examine();
    expect(revoked.code).toBe(1);
    expect(revoked.wrong.map(({ check }) => check)).toEqual(["clock", "ada@example.com"]);
    expect(revoked.wrong[0]?.what).toMatch(/(599|60\d) seconds behind/);
    expect(revoked.wrong[1]?.fix).toContain("login");
  });

  it("names a missing client, nobody signed in, an emulator that is away, a port that is taken", async () => {
    await using the = await computer();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { code, wrong } = await the.examine({
      GOOGLE_CLIENT_ID: "",
      OAUTH_REDIRECT_URI: `http://127.0.0.1:${port}/oauth/callback`,
    });
    other.close();
    expect([code, wrong.map(({ check }) => check)]).toEqual([1, ["OAuth client", "redirect", "accounts"]]);
    const away = await the.examine({ GOOGLE_MCP_EMULATOR_HOST: "127.0.0.1:9" });
    expect(away.wrong).toEqual([
      expect.objectContaining({ check: "network", what: expect.stringContaining("does not answer") }),
    ]);
  });

  it("names a client's entry that is stale or broken, a store that cannot be written, a log that was changed", async () => {
    await using the = await computer();
    await signInByCli(the.environment, ["--services", "tasks"]);
    const cursor = join(the.home, ".cursor", "mcp.json");
    await mkdir(dirname(cursor));
    await writeFile(cursor, JSON.stringify({ mcpServers: { g: { command: "/gone/groupon-google-mcp", args: [] } } }));
    await mkdir(join(the.home, ".gemini"));
    await writeFile(join(the.home, ".gemini", "settings.json"), "{");
    await writeFile(join(the.home, "kept", "log", "emulator", "audit.jsonl"), "not an entry\n");
    const { code, wrong } = await the.examine();
    expect(code).toBe(1);
    expect(wrong).toEqual([
      expect.objectContaining({ check: "audit log", what: expect.stringContaining("audit.jsonl:1") }),
      expect.objectContaining({
        check: "Cursor",
        what: expect.stringContaining("is gone"),
        fix: expect.stringContaining("install cursor"),
      }),
      expect.objectContaining({ check: "Gemini CLI", state: "warning" }),
    ]);
    await writeFile(join(the.home, "a-file"), "");
    const nowhere = await the.examine({ GOOGLE_MCP_HOME: join(the.home, "a-file", "below") });
    expect(nowhere.wrong.map(({ check }) => check)).toContain("store");
  });
});
