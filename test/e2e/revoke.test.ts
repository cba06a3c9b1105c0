import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCli, temporaryHome } from "../support/cli.ts";
import { connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn, signInByCli } from "../support/signed-in.ts";

const EMAILS = ["ada@example.com", "grace@example.com", "alan@example.com"];

let emulator: Awaited<ReturnType<typeof testEmulator>>;
/** Where all of them are signed in; each test that needs that works on a copy. */
let template: Awaited<ReturnType<typeof temporaryHome>>;
let firstGrants: ReadonlySet<unknown>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string>;

beforeAll(async () => {
  emulator = await testEmulator();
  template = await temporaryHome();
  for (const email of EMAILS) {
    if (!emulator.world.account(email)) emulator.world.addAccount({ email });
    await signedIn(emulator, template.path, { account: email, services: ["gmail"], rememberClient: true });
  }
  firstGrants = new Set([...emulator.oauth.grants.refreshTokens.values()].map(({ grant }) => grant));
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await template[Symbol.asyncDispose]();
});
beforeEach(async () => {
  home = await temporaryHome();
  environment = emulator.environment(home.path);
});
afterEach(async () => {
  emulator.faults.clear();
  await home[Symbol.asyncDispose]();
});

/** As it was after the sign-ins, here and at Google. */
async function signInAll(): Promise<void> {
  for (const { grant } of emulator.oauth.grants.refreshTokens.values()) grant.revoked = !firstGrants.has(grant);
  await cp(template.path, home.path, { recursive: true });
}

/** How many grants stand at Google. */
const standing = () =>
  new Set(
    [...emulator.oauth.grants.refreshTokens.values()].flatMap(({ grant }) =>
      grant.revoked ? [] : grant.account.email,
    ),
  ).size;

const GOOGLE_IS_AWAY = { GOOGLE_MCP_EMULATOR_HOST: "127.0.0.1:9" };

async function entries(event: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCli(["audit", "show", "--json", "--tool", event], environment);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

/** The header of the file that holds the one account's credential. */
async function saltOf(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8")).kdf.salt;
}

describe("revoke --all", () => {
  it("withdraws every grant, deletes everything, ends it in running servers, and leaves one critical entry", async () => {
    await signInAll();
    await using client = await connectClient("v1 SDK", environment);
    expect((await client.call("gmail_search", { account: "grace@example.com" })).isError).toBe(false);
    const clientFile = join(home.path, "emulator", "client.json");
    const salt = await saltOf(clientFile);
    const revoked = await runCli(["revoke", "--all"], environment);
    expect([revoked.code, revoked.stderr]).toEqual([0, expect.stringContaining("Revoked alan@example.com")]);
    expect(standing()).toBe(0);
    expect((await client.call("gmail_search", { account: "grace@example.com" })).isError).toBe(true);
    expect(JSON.parse((await runCli(["status", "--json"], environment)).stdout).accounts).toEqual([]);
    expect(await entries("revoke_all")).toEqual([expect.objectContaining({ severity: "critical", outcome: "ok" })]);
    expect(await entries("revoke")).toHaveLength(3);
    expect(await saltOf(clientFile)).not.toBe(salt);
  });

  it("with Google away: deletes here, says what is left, exits 1, and the next command withdraws it", async () => {
    await signInAll();
    const away = await runCli(["revoke", "--all"], { ...environment, ...GOOGLE_IS_AWAY });
    expect(away.code).toBe(1);
    for (const email of EMAILS) expect(away.stderr).toContain(`Deleted ${email} from this computer only`);
    expect(away.stderr).toContain("tried again with the next login or revoke");
    expect(away.stderr).toContain("https://myaccount.google.com/connections");
    expect(standing()).toBe(3);
    expect(await entries("revoke_all")).toEqual([
      expect.objectContaining({ severity: "critical", outcome: "incomplete" }),
    ]);
    const kept = await readFile(join(home.path, "emulator", "pending-revocations.json"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ encrypted: true });
    for (const token of emulator.oauth.grants.refreshTokens.keys()) expect(kept).not.toContain(token);

    const still = await runCli(["revoke", "--all"], { ...environment, ...GOOGLE_IS_AWAY });
    expect([still.code, still.stderr]).toEqual([1, expect.stringContaining("Not withdrawn at Google")]);
    const later = await runCli(["revoke", "--all"], environment);
    expect(later.code).toBe(0);
    expect(standing()).toBe(0);
    await expect(readFile(join(home.path, "emulator", "pending-revocations.json"))).rejects.toThrow("ENOENT");
  });

  it("and a login withdraws what is left as well, but not the grant that it makes anew", async () => {
    await signInAll();
    await runCli(["revoke", "--all"], { ...environment, ...GOOGLE_IS_AWAY });
    await signInByCli(environment, ["--services", "gmail"], { account: "ada@example.com" });
    expect(standing()).toBe(1);
    await using client = await connectClient("v1 SDK", environment);
    expect((await client.call("gmail_search")).isError).toBe(false);
  });

  it("with one of three failing at Google: the others are done all the same", async () => {
    await signInAll();
    emulator.faults.add({ match: "/revoke", fault: { kind: "status", status: 503 }, times: 1 });
    const revoked = await runCli(["revoke", "--all"], environment);
    expect(revoked.code).toBe(1);
    expect(revoked.stderr.match(/Revoked \S+@example\.com/g)).toHaveLength(2);
    expect(standing()).toBe(1);
    expect((await runCli(["revoke", "--all"], environment)).code).toBe(0);
    expect(standing()).toBe(0);
  });

  it("with a store that cannot be read: deletes it, does the others, and says where to withdraw by hand", async () => {
    await signInAll();
    const { accounts } = JSON.parse(await readFile(join(home.path, "emulator", "accounts.json"), "utf8"));
    const sub: string = accounts.find(({ email }: { email: string }) => email === "grace@example.com").sub;
    const file = await credentialFile(sub);
    await writeFile(file, "cut short");
    const revoked = await runCli(["revoke", "--all"], environment);
    expect(revoked.code).toBe(1);
    expect(revoked.stderr).toContain("Not withdrawn at Google: grace@example.com.");
    expect(revoked.stderr).toContain("https://myaccount.google.com/connections");
    expect(revoked.stderr.match(/Revoked \S+@example\.com/g)).toHaveLength(2);
    expect(JSON.parse((await runCli(["status", "--json"], environment)).stdout).accounts).toEqual([]);
    expect(await entries("revoke_all")).toEqual([expect.objectContaining({ outcome: "incomplete" })]);
  });

  it("says that nobody is signed in, and is done", async () => {
    const revoked = await runCli(["revoke", "--all"], environment);
    expect([revoked.code, revoked.stderr]).toEqual([0, expect.stringContaining("Nobody is signed in")]);
  });
});

async function credentialFile(sub: string): Promise<string> {
  const { accountKey } = await import("../../src/credentials/file-store.ts");
  return join(home.path, "emulator", "credentials", `${accountKey(sub)}.plain.json`);
}

describe("audit", () => {
  it("shows sign-ins and sign-outs, filtered, and says when nothing fits", async () => {
    await signInByCli(environment, ["--services", "gmail"]);
    expect((await runCli(["logout"], environment)).code).toBe(0);
    const shown = await runCli(["audit", "show", "--account", "ada@example.com"], environment);
    expect(shown.stdout).toMatch(/sign_in {2}ok {2}account [0-9a-f]{16}\n.*sign_out {2}ok/);
    const none = await runCli(["audit", "show", "--account", "grace@example.com"], environment);
    expect([none.code, none.stdout, none.stderr]).toEqual([0, "", expect.stringContaining("No entry fits")]);
    const wrong = await runCli(["audit", "show", "--since", "yesterday-ish"], environment);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--since: expected a day or time")]);
  });

  it("verify names the place of a change and exits 1", async () => {
    await signInByCli(environment, ["--services", "gmail"]);
    expect((await runCli(["audit", "verify"], environment)).stdout).toContain("The audit log is whole: 1 entries.");
    const log = join(home.path, "log", "emulator", "audit.jsonl");
    await writeFile(log, (await readFile(log, "utf8")).replace('"ok"', '"no"'));
    const verified = await runCli(["audit", "verify"], environment);
    expect([verified.code, verified.stdout]).toEqual([
      1,
      expect.stringContaining("audit.jsonl:1: this entry was changed"),
    ]);
  });

  it("notes a sign-in that failed", async () => {
    await expect(signInByCli(environment, ["--services", "gmail"], { deny: true })).rejects.toThrow(
      "login ended with 1",
    );
    expect(await entries("sign_in")).toEqual([expect.objectContaining({ outcome: "access_denied" })]);
  });
});
