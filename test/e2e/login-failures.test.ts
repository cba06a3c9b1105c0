import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAccounts } from "../../src/credentials/account-index.ts";
import { consent, consentAndReturn } from "../emulator/consent.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { type CliResult, runCli, startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";

const LOGIN = ["login", "--no-browser", "--storage", "FILE_ENCRYPTED"];

/** Starts a sign-in, lets `answer` act on its URL, and waits for the end. */
async function attempt(
  emulator: Emulator,
  home: string,
  answer: (url: string) => Promise<unknown>,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<CliResult> {
  const login = startCli([...LOGIN, ...args], { ...emulator.environment(home), ...environment });
  const [url] = await login.waitFor("stdout", /^http\S+$/m);
  await answer(url);
  return login.done;
}

async function expectNobodySignedIn(home: string): Promise<void> {
  const data = join(home, "emulator");
  expect(await readAccounts(data)).toEqual([]);
  expect(await readdir(join(data, "credentials")).catch(() => [])).toEqual([]);
}

describe("a sign-in that fails says why, ends with 1 and stores nothing", () => {
  const cases: {
    name: string;
    prepare?(emulator: Emulator): void;
    answer?(url: string): Promise<unknown>;
    args?: string[];
    says: RegExp;
    page?: RegExp;
  }[] = [
    {
      name: "refused by the person",
      answer: (url) => consentAndReturn(url, { deny: true }),
      says: /refused on Google's page/,
    },
    {
      name: "no refresh token",
      prepare: ({ oauth }) => Object.assign(oauth.omit, { refreshToken: true }),
      says: /no refresh token/,
    },
    { name: "no ID token", prepare: ({ oauth }) => Object.assign(oauth.omit, { idToken: true }), says: /no ID token/ },
    {
      name: "ID token for another audience",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { aud: "someone-else" } } }),
      says: /ID token .* claim aud is wrong/,
    },
    {
      name: "ID token of another issuer",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { iss: "https://evil.example.net" } } }),
      says: /claim iss is wrong/,
    },
    {
      name: "ID token with another nonce",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { nonce: "another" } } }),
      says: /nonce/,
    },
    {
      name: "ID token that has expired",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { exp: 1 } } }),
      says: /expired/,
    },
    {
      name: "ID token from the future",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { iat: Math.floor(Date.now() / 1000) + 600 } } }),
      says: /issued in the future/,
    },
    {
      name: "ID token signed with the client secret (HS256)",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { signature: "HS256" } }),
      says: /not signed with RS256/,
    },
    {
      name: "ID token without a signature (none)",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { signature: "none" } }),
      says: /ID token of this sign-in was refused/,
    },
    {
      name: "ID token with a wrong signature",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { signature: "wrong-key" } }),
      says: /signature is wrong/,
    },
    {
      name: "ID token with an unknown key",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { signature: "unknown-kid" } }),
      says: /key that Google does not publish/,
    },
    {
      name: "ID token for another authorized party",
      prepare: ({ oauth }) => Object.assign(oauth, { flaws: { claims: { azp: "someone-else" } } }),
      says: /azp/,
    },
    {
      name: "a mail address that is not verified",
      prepare: ({ world }) => void world.addAccount({ email: "ada@example.com", emailVerified: false }),
      says: /not verified/,
    },
    {
      name: "nothing ticked",
      answer: (url) => consentAndReturn(url, { untick: new URL(url).searchParams.get("scope")?.split(" ") ?? [] }),
      says: /Not one of the permissions/,
    },
    {
      name: "another account than the one named",
      prepare: ({ world }) => void world.addAccount({ email: "grace@example.com" }),
      answer: (url) => consentAndReturn(url, { account: "grace@example.com" }),
      args: ["--account", "ada@example.com"],
      says: /signed in as grace@example.com, but ada@example.com was asked for/,
    },
  ];

  it.each(cases)("$name", async ({ prepare, answer, args, says }) => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    prepare?.(emulator);
    const result = await attempt(emulator, home.path, answer ?? ((url) => consentAndReturn(url)), args);
    expect(result.stderr).toMatch(says);
    expect(result.code).toBe(1);
    expect(result.stderr).not.toContain("Signed in as");
    await expectNobodySignedIn(home.path);
  });

  it("a clock that is wrong", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    // The emulator's own time runs ahead, as Google's would for a computer that is behind; its Date header says so.
    emulator.world.advance(30 * 60_000);
    const result = await attempt(emulator, home.path, (url) => consentAndReturn(url));
    expect(result.stderr).toMatch(/clock is 1[78]\d\d seconds behind/);
    expect(result.code).toBe(1);
    await expectNobodySignedIn(home.path);
  });

  it("a client that Google does not know", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const result = await attempt(emulator, home.path, (url) => consentAndReturn(url), [], {
      GOOGLE_CLIENT_SECRET: "GOCSPX-not-the-secret",
    });
    expect(result.stderr).toMatch(/does not know this OAuth client, or its secret is wrong/);
    expect(result.code).toBe(1);
  });

  it("no client at all: four lines on how to make one", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const { GOOGLE_CLIENT_ID: _id, GOOGLE_CLIENT_SECRET: _secret, ...environment } = emulator.environment(home.path);
    const result = await runCli(LOGIN, environment);
    expect(result.code).toBe(1);
    expect(result.stdout).toBe("");
    expect(result.stderr.match(/^\d\. /gm)).toHaveLength(4);
  });

  it("a port that is taken", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const result = await runCli([...LOGIN, "--port", String(port)], emulator.environment(home.path));
    other.close();
    expect(result.stderr).toContain(`Port ${port}`);
    expect(result.code).toBe(1);
  });

  it("a store that cannot be written", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await mkdir(join(home.path, "emulator"), { recursive: true });
    // A file where the folder of credentials should be stops even a superuser.
    await writeFile(join(home.path, "emulator", "credentials"), "");
    const result = await attempt(emulator, home.path, (url) => consentAndReturn(url));
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/could not be written/);
  });

  it("an account outside the allowed domains", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    emulator.world.addAccount({ email: "eve@example.net" });
    const result = await attempt(
      emulator,
      home.path,
      (url) => consentAndReturn(url.replace(/&hd=[^&]*/, ""), { account: "eve@example.net" }),
      [],
      { GOOGLE_ALLOWED_DOMAINS: "example.com" },
    );
    expect(result.stderr).toMatch(/does not belong to a domain that may sign in here \(example.com\)/);
    expect(result.code).toBe(1);
    await expectNobodySignedIn(home.path);
  });

  it("a redirect with a wrong state changes nothing, and the right one still counts", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const result = await attempt(emulator, home.path, async (url) => {
      const target = await consent(url);
      const wrong = new URL(target);
      wrong.searchParams.set("state", "A".repeat(43));
      expect((await fetch(wrong)).status).toBe(400);
      expect((await fetch(target)).status).toBe(200);
    });
    expect(result.code).toBe(0);
  });

  it("interrupted", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const login = startCli(LOGIN, emulator.environment(home.path));
    await login.waitFor("stdout", /^http\S+$/m);
    login.child.kill("SIGINT");
    const result = await login.done;
    expect(result.stderr).toContain("interrupted");
    expect(result.code).toBe(1);
  });
});

describe("wrong usage ends with 2", () => {
  it.each([
    [["login", "--services", "gmail,telepathy"], /no service telepathy/],
    [["login", "--port", "99999"], /--port/],
    [["login", "--storage", "SAFE"], /--storage/],
    [["login", "--nonsense"], /unknown option/],
    [["status", "extra"], /too many arguments/],
    [["nonsense"], /unknown command|too many arguments/],
  ])("%j", async (args, says) => {
    await using home = await temporaryHome();
    const result = await runCli(args, { GOOGLE_MCP_HOME: home.path });
    expect(result.stderr).toMatch(says);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe("");
  });

  it.each([[[]], [["serve"]], [["login"]], [["logout"]], [["revoke"]], [["status"]]])(
    "%j --help has an example and the exit codes",
    async (args) => {
      await using home = await temporaryHome();
      const result = await runCli([...args, "--help"], { GOOGLE_MCP_HOME: home.path });
      expect(result.code).toBe(0);
      expect(result.stdout).toMatch(/Example:\n {2}groupon-google-mcp/);
      expect(result.stdout).toContain("Exit codes: 0 done, 1 failed, 2 wrong usage.");
    },
  );
});
