import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { openVault } from "../../src/credentials/file-vault.ts";
import { runCli, temporaryHome } from "../support/cli.ts";
import { connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

/** Longer than an access token lives, and than a session may be idle. */
const NIGHT_MS = 8 * 3_600_000;
/** Shorter than both, but for too long to trust a connection. */
const LUNCH_MS = 20 * 60_000;

/**
 * Runs before the server in its process: with SIGUSR2 its clock goes on, as on a computer that slept, and each wait between
 * two tries is told on stderr and cut short by the factor.
 */
const sleeper = (sleepMs: number, factor: number) => `
  import { syncBuiltinESMExports } from "node:module";
  import timers from "node:timers/promises";
  const { now } = Date;
  let slept = 0;
  Date.now = () => now() + slept;
  process.on("SIGUSR2", () => {
    slept += ${sleepMs};
    process.stderr.write("The computer has slept.\\n");
  });
  const wait = timers.setTimeout;
  timers.setTimeout = (ms, ...more) => {
    process.stderr.write("The server waits.\\n");
    return wait(ms / ${factor}, ...more);
  };
  syncBuiltinESMExports();
`;

/** A laptop with a server at work, which has used its sign-in before. */
async function laptop({ sleepMs = NIGHT_MS, waitsCutBy = 1 } = {}) {
  const emulator = await testEmulator();
  const home = await temporaryHome();
  await signedIn(emulator, home.path);
  const environment = emulator.environment(home.path);
  const preload = `--import=data:text/javascript,${encodeURIComponent(sleeper(sleepMs, waitsCutBy))}`;
  const client = await connectClient("v1 SDK", { ...environment, NODE_OPTIONS: preload });
  emulator.oauth.expireAccessTokens();
  expect((await client.call("gmail_list_labels")).isError).toBe(false);
  const before = emulator.oauth.tokenRequests.refresh_token;
  return {
    emulator,
    client,
    environment,
    refreshes: () => emulator.oauth.tokenRequests.refresh_token - before,
    /** No time passes but on the clocks, Google's among them. */
    async sleep() {
      emulator.world.advance(sleepMs);
      client.signal("SIGUSR2");
      await expect.poll(client.stderr).toContain("The computer has slept.");
    },
    async stored() {
      const vault = openVault(loadConfig(environment));
      const [record] = await vault.accounts();
      const credential = await vault.read(record?.sub ?? "");
      vault.dispose();
      return { refreshToken: credential.refreshToken, refusedBecause: record?.refusedBecause };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await emulator[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const MAIL = { to: ["ada@example.com"], subject: "Good morning", body: "to myself" };

describe("a laptop that wakes", () => {
  it("without a network says so at each call, signs nobody out, raises no alert, and answers once it is back", async () => {
    await using the = await laptop({ waitsCutBy: 100 });
    const before = await the.stored();
    await the.emulator.network.goAway();
    await the.sleep();
    // More failed refreshes of one account than an alert needs.
    for (const name of Array(6).fill("gmail_list_labels")) {
      const failed = await the.client.call(name);
      expect(failed).toMatchObject({ isError: true, text: expect.stringContaining("(network_error)") });
      expect(failed.text).toContain("Google's sign-in service could not be reached. Check the network connection");
    }
    // Nothing was sent, so that it is known not to have been done.
    expect((await the.client.call("gmail_send", MAIL)).text).toContain("(network_error)");

    expect(await the.stored()).toEqual(before);
    expect((await the.client.call("google_accounts")).text).toContain("ada@example.com");
    expect((await the.client.tools()).map(({ name }) => name)).toContain("gmail_send");
    const log = await runCli(["audit", "show", "--json"], the.environment);
    const entries = log.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries.filter(({ event }) => event === "refresh").map(({ outcome }) => outcome)).toEqual(
      Array(7).fill("network_error"),
    );
    expect(entries.filter(({ event }) => event === "alert")).toEqual([]);
    expect(the.client.stderr()).not.toContain("Alert");

    await the.emulator.network.comeBack();
    const answers = await Promise.all([the.client.call("gmail_list_labels"), the.client.call("gmail_send", MAIL)]);
    expect(answers.map(({ isError }) => isError)).toEqual([false, false]);
    expect(the.refreshes()).toBe(1);
    expect((await the.stored()).refreshToken).toBe(before.refreshToken);
  });

  it.each([
    ["has expired", NIGHT_MS, 1],
    ["still is good", LUNCH_MS, 0],
  ])("answers a call that was made before the network was back, when its token %s", async (_is, sleepMs, refreshes) => {
    await using the = await laptop({ sleepMs });
    await the.emulator.network.goAway();
    await the.sleep();
    const call = the.client.call("gmail_list_labels");
    await expect.poll(the.client.stderr, { interval: 10 }).toContain("The server waits.");
    await the.emulator.network.comeBack();
    expect((await call).isError).toBe(false);
    expect(the.refreshes()).toBe(refreshes);
  });

  it.each([
    ["gmail_list_labels", {}],
    ["gmail_send", MAIL],
  ])("does not trust the connections from before, which may be forgotten at Google: %s", async (name, input) => {
    await using the = await laptop({ sleepMs: LUNCH_MS });
    the.emulator.network.forgetConnections();
    await the.sleep();
    expect(await the.client.call(name, input)).toMatchObject({ isError: false });
    expect(the.client.stderr()).not.toContain("The server waits.");
  });
});

it.each([
  ["reads", "gmail_list_labels", {}],
  ["sends", "gmail_send", MAIL],
])(
  "a process that was stopped %s when it goes on, though its token and connections have ended",
  async (_does, name, input) => {
    await using the = await laptop();
    the.client.signal("SIGSTOP");
    the.emulator.oauth.expireAccessTokens();
    the.emulator.network.closeConnections();
    const call = the.client.call(name, input);
    the.client.signal("SIGCONT");
    expect(await call).toMatchObject({ isError: false });
    expect(the.refreshes()).toBe(1);
  },
);
