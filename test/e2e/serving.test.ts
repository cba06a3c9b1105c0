import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadAllTools } from "../../src/tools/catalogue.ts";
import { consentAndReturn } from "../emulator/consent.ts";
import { runCli, startCli, temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn, signInByCli } from "../support/signed-in.ts";

const INITIALIZE = `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } } })}\n`;

/** The names of the tools that are served unless asked otherwise, in the catalogue's order. */
const coreTools = async () => (await loadAllTools()).filter(({ tier }) => tier === "core").map(({ name }) => name);

describe("signed out", () => {
  it("lists the default tools, and answers a call with what to do", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await using client = await connectClient("v1 SDK", emulator.environment(home.path));
    expect((await client.tools()).map(({ name }) => name)).toEqual(await coreTools());
    expect(client.instructions()).toContain("Nobody is signed in");
    const search = await client.call("gmail_search", {});
    expect(search.isError).toBe(true);
    expect(search.text).toContain("google_sign_in");
    expect(search.text).toContain("(not_signed_in)");
    expect((await client.call("google_accounts")).text).toContain("Nobody is signed in");
  });

  it("needs neither the client, the emulator nor a key to answer", async () => {
    await using home = await temporaryHome();
    await using client = await connectClient("v2 SDK, 2026-07-28", {
      GOOGLE_MCP_HOME: home.path,
      GOOGLE_MCP_EMULATOR_HOST: "127.0.0.1:9",
    });
    expect((await client.tools()).map(({ name }) => name)).toEqual(await coreTools());
  });
});

describe.each(CLIENT_KINDS)("what happens in a terminal reaches a running server (%s)", (kind) => {
  it("sign-in, logout and a second account, each without a restart", async () => {
    await using emulator = await testEmulator();
    emulator.world.addAccount({ email: "grace@example.com" });
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await using client = await connectClient(kind, environment);
    expect((await client.call("gmail_search", {})).text).toContain("(not_signed_in)");

    await signInByCli(environment, ["--services", "gmail", "--read-only"]);
    await client.toolsChanged;
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    const narrowed = (await client.tools()).map(({ name }) => name);
    expect(narrowed).toContain("gmail_search");
    expect(narrowed).not.toContain("gmail_send");
    expect(narrowed).not.toContain("drive_search");
    const refused = await client.call("gmail_send", { to: ["grace@example.com"], subject: "x", body: "y" });
    expect(refused.text).toContain("https://www.googleapis.com/auth/gmail.send");
    expect(refused.text).toContain("login --account ada@example.com --tools gmail_send");

    await signInByCli(environment, ["--account", "grace@example.com"], { account: "grace@example.com" });
    const search = (await client.tools()).find(({ name }) => name === "gmail_search");
    expect(search?.inputSchema.properties?.account).toEqual({
      type: "string",
      enum: ["ada@example.com", "grace@example.com"],
    });
    expect(search?.inputSchema.required).toContain("account");
    const sending = (await client.tools()).find(({ name }) => name === "gmail_send");
    expect(sending?.inputSchema.properties?.account).toMatchObject({ enum: ["grace@example.com"] });
    expect((await client.call("gmail_search", {})).text).toContain("account: missing");
    expect((await client.call("gmail_search", { account: "eve@example.net" })).text).toContain("is not signed in");
    const labels = await client.call("gmail_search", { account: "grace@example.com", query: "to:grace@example.com" });
    expect(labels.isError).toBe(false);

    expect((await runCli(["logout", "--all"], environment)).code).toBe(0);
    expect((await client.call("gmail_search", {})).text).toContain("(not_signed_in)");
  });
});

describe("tokens", () => {
  it("an access token that has expired is refreshed in silence, once for many calls", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signedIn(emulator, home.path);
    await using client = await connectClient("v2 SDK, 2026-07-28", environment);
    expect((await client.call("gmail_list_labels")).isError).toBe(false);
    emulator.oauth.expireAccessTokens();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.call("gmail_search", {})));
    expect(answers.every(({ isError }) => !isError)).toBe(true);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);
  });

  it("a revoked grant is told with its causes and what to do, and status shows it", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signedIn(emulator, home.path);
    await using client = await connectClient("v1 SDK", environment);
    emulator.oauth.revokeGrant("ada@example.com");
    const answer = await client.call("gmail_search", {});
    expect(answer.isError).toBe(true);
    for (const words of ["revoked", "password", "Testing", "seven days", "groupon-google-mcp login"])
      expect(answer.text).toContain(words);
    const status = await runCli(["status"], environment);
    expect(status.stdout).toContain("refused");
    await signedIn(emulator, home.path);
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    expect((await runCli(["status"], environment)).stdout).toContain("valid");
  });

  it("a network that is away is not taken for a revoked grant", async () => {
    await using home = await temporaryHome();
    let environment: Record<string, string> = {};
    {
      await using emulator = await testEmulator();
      environment = emulator.environment(home.path);
      await signedIn(emulator, home.path);
    }
    await using client = await connectClient("v1 SDK", environment);
    const answer = await client.call("calendar_create_event", { title: "x", start: "2027-01-01T10:00" });
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(/network_error|outcome_unknown/);
    const status = JSON.parse((await runCli(["status", "--json"], environment)).stdout);
    expect(status.accounts[0].token).toBe("valid");
  });
});

describe("sign-in from the chat", () => {
  it("starts the flow, waits once for two requests, and goes on without a restart", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await using client = await connectClient("v2 SDK, 2025 era", {
      ...emulator.environment(home.path),
      CREDENTIAL_STORAGE_MODE: "FILE_ENCRYPTED",
      BROWSER: "/nonexistent/browser",
    });
    const first = await client.call("google_sign_in", { services: ["gmail"], read_only: true });
    expect(first.isError).toBe(false);
    const url = /^http\S+$/m.exec(first.text)?.[0] ?? "";
    expect(new URL(url).searchParams.get("scope")).toBe("openid email https://www.googleapis.com/auth/gmail.readonly");
    const second = await client.call("google_sign_in", {});
    expect(second.text).toContain(url);
    expect((await client.call("google_accounts")).text).toContain("A sign-in waits");
    expect((await consentAndReturn(url)).status).toBe(200);
    await client.toolsChanged;
    expect((await client.call("google_accounts")).text).toContain("The last sign-in is done: ada@example.com");
    expect((await client.call("gmail_search", {})).isError).toBe(false);
  });

  it("opens the program that BROWSER names, with the address as its only argument", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const seen = join(home.path, "seen");
    const browser = join(home.path, "browser");
    await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > "${seen}.part" && mv "${seen}.part" "${seen}"\n`, {
      mode: 0o755,
    });
    await using client = await connectClient("v1 SDK", { ...emulator.environment(home.path), BROWSER: browser });
    const started = await client.call("google_sign_in", {});
    expect(started.text).toContain("A browser window has opened");
    await expect
      .poll(() => readFile(seen, "utf8").catch(() => ""))
      .toBe(`1\n${/^http\S+$/m.exec(started.text)?.[0]}\n`);
  });

  it("says what fails, and can be tried again", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await using client = await connectClient("v1 SDK", {
      ...emulator.environment(home.path),
      BROWSER: "/nonexistent/browser",
    });
    const url = /^http\S+$/m.exec((await client.call("google_sign_in", {})).text)?.[0] ?? "";
    await consentAndReturn(url, { deny: true });
    await expect
      .poll(async () => (await client.call("google_accounts")).text)
      .toContain("The last sign-in failed: The sign-in was refused");
    const again = /^http\S+$/m.exec((await client.call("google_sign_in", {})).text)?.[0];
    expect(again).not.toBe(url);
  });
});

describe("logout and revoke", () => {
  it("revoke withdraws at Google and deletes here", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signedIn(emulator, home.path);
    const revoked = await runCli(["revoke", "ada@example.com"], environment);
    expect(revoked.code).toBe(0);
    expect(revoked.stderr).toContain("withdrawn at Google and deleted");
    expect([...emulator.oauth.grants.refreshTokens.values()].every(({ grant }) => grant.revoked)).toBe(true);
    expect((await runCli(["status"], environment)).stdout).toContain("Nobody is signed in");
  });

  it("revoke deletes here even when Google cannot be reached, and says what is left", async () => {
    await using home = await temporaryHome();
    let environment: Record<string, string> = {};
    {
      await using emulator = await testEmulator();
      environment = emulator.environment(home.path);
      await signedIn(emulator, home.path);
    }
    const revoked = await runCli(["revoke", "--all"], environment);
    expect(revoked.code).toBe(1);
    expect(revoked.stderr).toContain("Deleted ada@example.com from this computer only");
    expect(revoked.stderr).toContain("https://myaccount.google.com/connections");
    expect((await runCli(["status"], environment)).stdout).toContain("Nobody is signed in");
  });

  it("asks which account where there are several, and refuses one that is not there", async () => {
    await using emulator = await testEmulator();
    emulator.world.addAccount({ email: "grace@example.com" });
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signedIn(emulator, home.path);
    await signedIn(emulator, home.path, { account: "grace@example.com" });
    const which = await runCli(["logout"], environment);
    expect(which.code).toBe(2);
    expect(which.stderr).toContain("ada@example.com, grace@example.com");
    const absent = await runCli(["logout", "eve@example.net"], environment);
    expect(absent.code).toBe(1);
    expect((await runCli(["logout", "ada@example.com"], environment)).code).toBe(0);
    expect(JSON.parse((await runCli(["status", "--json"], environment)).stdout).accounts).toHaveLength(1);
  });
});

describe("the process", () => {
  it("ends at once with 0 when stdin closes", async () => {
    await using home = await temporaryHome();
    const result = await runCli([], { GOOGLE_MCP_HOME: home.path }, INITIALIZE);
    expect(result.code).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends with 0 on %s", async (signal) => {
    await using home = await temporaryHome();
    const server = startCli([], { GOOGLE_MCP_HOME: home.path });
    server.child.stdin.write(INITIALIZE);
    await server.waitFor("stdout", /"id":1/);
    server.child.kill(signal);
    expect((await server.done).code).toBe(0);
  });

  it("writes nothing to stdout but MCP, whatever comes in", async () => {
    await using home = await temporaryHome();
    const server = startCli([], { GOOGLE_MCP_HOME: home.path });
    server.child.stdin.write(
      `${INITIALIZE}this is not JSON\n{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"nothing"}}\n`,
    );
    await server.waitFor("stdout", /"id":2/);
    server.child.stdin.end();
    const { stdout } = await server.done;
    for (const line of stdout.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  });

  it("answers each of the messages that come at once, and each once", async () => {
    await using home = await temporaryHome();
    const server = startCli([], { GOOGLE_MCP_HOME: home.path });
    const request = (id: number, method: string, params: object = {}) =>
      `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
    server.child.stdin.write(
      `${INITIALIZE}{"jsonrpc":"2.0","method":"notifications/initialized"}\n${request(2, "tools/list")}` +
        `${request(3, "tools/call", { name: "google_accounts" })}${request(4, "tools/list")}${request(5, "prompts/list")}`,
    );
    for (const id of [1, 2, 3, 4, 5]) await server.waitFor("stdout", new RegExp(`"id":${id}\\b`));
    server.child.stdin.end();
    const answers = (await server.done).stdout
      .trim()
      .split("\n")
      .map((line) => z.looseObject({ id: z.number(), result: z.unknown() }).parse(JSON.parse(line)));
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(answers.find(({ id }) => id === 2)?.result).toEqual(answers.find(({ id }) => id === 4)?.result);
  });

  it("tells a client that lists late of a sign-in since it has connected", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const server = startCli([], emulator.environment(home.path));
    server.child.stdin.write(`${INITIALIZE}{"jsonrpc":"2.0","method":"notifications/initialized"}\n`);
    await server.waitFor("stdout", /"id":1/);
    await signedIn(emulator, home.path, { services: ["gmail"], readOnly: true });
    server.child.stdin.write('{"jsonrpc":"2.0","id":2,"method":"tools/list"}\n');
    await server.waitFor("stdout", /notifications\/tools\/list_changed/);
    server.child.stdin.end();
    expect((await server.done).code).toBe(0);
  });

  it("says with each call that shows a time that the time zone is none", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await signedIn(emulator, home.path);
    const environment = { ...emulator.environment(home.path), GOOGLE_MCP_TIME_ZONE: "Mars/Olympus" };
    await using client = await connectClient("v1 SDK", environment);
    const answer = await client.call("calendar_list_events");
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain("GOOGLE_MCP_TIME_ZONE: expected an IANA time zone such as Europe/Berlin");
    expect((await client.call("gmail_list_labels")).isError).toBe(false);
  });

  it("refuses a setting that does not fit, and names it", async () => {
    await using home = await temporaryHome();
    const result = await runCli([], { GOOGLE_MCP_HOME: home.path, GOOGLE_MCP_EMULATOR_HOST: "example.com:80" });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("GOOGLE_MCP_EMULATOR_HOST");
    expect(result.stdout).toBe("");
  });
});
