import { expect, it } from "vitest";
import { runCli, temporaryHome } from "../support/cli.ts";
import { connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signInByCli } from "../support/signed-in.ts";

it("two accounts, one of them for reading only: named, chosen, by default, and told apart", async () => {
  await using emulator = await testEmulator();
  emulator.world.addAccount({ email: "grace@example.com" });
  await using home = await temporaryHome();
  const environment = { ...emulator.environment(home.path), CREDENTIAL_STORAGE_MODE: "FILE_PLAINTEXT" };
  const plain = ["--storage", "FILE_PLAINTEXT", "--services", "gmail"];
  await signInByCli(environment, [...plain, "--alias", "work", "--default"]);
  await signInByCli(environment, [...plain, "--read-only", "--account", "grace@example.com", "--alias", "home"], {
    account: "grace@example.com",
  });
  await using client = await connectClient("v1 SDK", environment);
  expect(client.instructions()).toContain("ada@example.com (“work”, the default), grace@example.com (“home”)");
  const tool = async (name: string) => (await client.tools()).find((one) => one.name === name)?.inputSchema;
  expect((await tool("gmail_search"))?.properties?.account).toEqual({
    type: "string",
    enum: ["work", "home"],
    default: "work",
  });
  expect((await tool("gmail_search"))?.required ?? []).not.toContain("account");
  expect((await tool("gmail_send"))?.properties?.account).toMatchObject({ enum: ["work"] });

  expect((await client.call("gmail_search", {})).text).toMatch(/Account: ada@example.com$/);
  expect((await client.call("gmail_search", { account: "home" })).isError).toBe(false);
  const mail = { to: ["alan@example.net"], subject: "Hello", body: "there" };
  expect((await client.call("gmail_send", { account: "home", ...mail })).text).toContain("(missing_scope)");
  expect((await client.call("google_accounts")).text).toContain("- ada@example.com “work” (default): gmail");

  const moved = await runCli(["account", "home", "--default", "--no-alias"], environment);
  expect([moved.code, moved.stderr]).toEqual([0, expect.stringContaining("grace@example.com: changed")]);
  await client.toolsChanged;
  expect((await tool("gmail_search"))?.properties?.account).toMatchObject({
    enum: ["work", "grace@example.com"],
    default: "grace@example.com",
  });
  expect((await client.call("gmail_search", {})).text).toMatch(/Account: grace@example.com$/);
  await signInByCli(environment, [...plain, "--account", "ada@example.com"]);
  expect((await runCli(["status"], environment)).stdout).toContain("ada@example.com “work”\n");
  const taken = await runCli(["account", "grace@example.com", "--alias", "work"], environment);
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("work is ada@example.com")]);
  expect((await runCli(["account", "work"], environment)).code).toBe(2);
  expect((await runCli(["logout", "work"], environment)).code).toBe(0);
});
