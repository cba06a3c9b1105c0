import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { consentAndReturn } from "../emulator/consent.ts";
import { runCli, temporaryHome } from "../support/cli.ts";
import { connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signInByCli } from "../support/signed-in.ts";

describe("many servers on one account", () => {
  it("ten whose access token has expired make one refresh, and all ten answer", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signInByCli(environment);
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectClient("v1 SDK", environment)));
    emulator.oauth.expireAccessTokens();
    const answers = await Promise.all(clients.map((client) => client.call("calendar_list_calendars")));
    expect(answers.map(({ isError }) => isError)).toEqual(Array(10).fill(false));
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);

    const status = JSON.parse((await runCli(["status", "--json"], environment)).stdout);
    expect(status.accounts[0].sessions).toBe(10);
    await using eleventh = await connectClient("v1 SDK", environment);
    const refused = await eleventh.call("calendar_list_calendars");
    expect(refused.text).toContain("(too_many_sessions)");
    await clients[0]?.close();
    await expect.poll(async () => (await eleventh.call("calendar_list_calendars")).isError).toBe(false);
    for (const client of clients.slice(1)) await client.close();
  });
});

describe("MEMORY_ONLY", () => {
  it("works from google_sign_in alone and leaves no byte on the disk", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = {
      ...emulator.environment(home.path),
      CREDENTIAL_STORAGE_MODE: "MEMORY_ONLY",
      BROWSER: "/nonexistent/browser",
    };
    {
      await using client = await connectClient("v2 SDK, 2026-07-28", environment);
      const url = /^http\S+$/m.exec((await client.call("google_sign_in")).text)?.[0] ?? "";
      expect((await consentAndReturn(url)).status).toBe(200);
      await client.toolsChanged;
      expect((await client.call("gmail_search", {})).isError).toBe(false);
      expect((await client.call("google_accounts")).text).toContain("kept in MEMORY_ONLY");
      const files = await readdir(home.path, { recursive: true, withFileTypes: true });
      expect(files.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
    }
    expect((await runCli(["status"], environment)).stdout).toContain("Nobody is signed in");
  });

  it("is refused by login, which says what to do instead", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const result = await runCli(["login", "--no-browser", "--storage", "MEMORY_ONLY"], emulator.environment(home.path));
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("google_sign_in");
  });
});

describe("storage commands", () => {
  it("move a sign-in and give it a new key, while a server goes on with it", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signInByCli(environment);
    await using client = await connectClient("v1 SDK", environment);
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    const moved = await runCli(["storage", "migrate", "--to", "MEMORY_WITH_BACKUP"], environment);
    expect(moved.stderr).toContain("moved from FILE_ENCRYPTED to MEMORY_WITH_BACKUP");
    const rotated = await runCli(["storage", "rotate-key"], environment);
    expect(rotated.code).toBe(0);
    expect(rotated.stderr).toContain("ada@example.com: encrypted anew");
    emulator.oauth.expireAccessTokens();
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    expect((await runCli(["storage", "migrate", "--to", "MEMORY_ONLY"], environment)).code).toBe(2);
  });

  it("a sign-in in plain text is told at every start of a server", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    await signInByCli(environment, ["--storage", "FILE_PLAINTEXT"]);
    const served = await runCli([], environment);
    expect(served.stderr).toContain("ada@example.com is kept unencrypted");
  });
});
