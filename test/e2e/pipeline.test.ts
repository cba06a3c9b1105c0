import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addFile, FOLDER, ownerPermission } from "../emulator/drive/state.ts";
import { runCli, startCli, temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, type ClientKind, type ClientOptions, connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

let emulator: Awaited<ReturnType<typeof testEmulator>>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string>;

beforeAll(async () => {
  emulator = await testEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

/** Each test has a log and a sign-in of its own. */
beforeEach(async () => {
  home = await temporaryHome();
  environment = emulator.environment(home.path);
  await signedIn(emulator, home.path, { services: ["gmail", "drive"] });
});
afterEach(async () => {
  emulator.faults.clear();
  await home[Symbol.asyncDispose]();
});

const connect = (kind: ClientKind, more: Record<string, string> = {}, options: ClientOptions = {}) =>
  connectClient(kind, { ...environment, ...more }, options);

const sentTo = (address: string) =>
  emulator.gmail.state("ada@example.com").messages.filter(({ source }) => source.includes(`To: ${address}`)).length;

/** The lines of this test's audit log. */
async function auditLog(): Promise<string[]> {
  return (await readFile(join(home.path, "log", "emulator", "audit.jsonl"), "utf8")).trim().split("\n");
}

/** What the guard has decided of each mail, by the audit log, which names no recipient. */
async function decisions(): Promise<string[]> {
  const lines = await auditLog();
  expect(lines.join()).not.toContain("example.net");
  const entries = lines.map((line) => JSON.parse(line));
  return entries.filter(({ event }) => event === "gmail_send").map(({ guard }) => guard);
}

const mail = (to: string) => ({ to: [to], subject: "Hello", body: "the plan" });

describe.each(CLIENT_KINDS)("mail to a stranger after reading what others wrote (%s)", (kind) => {
  const address = (name: string) => `${name}-${CLIENT_KINDS.indexOf(kind)}@example.net`;

  it("is put to the person, and goes out once when they agree", async () => {
    const questions: string[] = [];
    const onQuestion = (message: string) => {
      questions.push(message);
      return "accept" as const;
    };
    await using client = await connect(kind, {}, { onQuestion });
    await client.call("gmail_search", {});
    const sent = await client.call("gmail_send", mail(address("stranger")));
    expect(sent.text).toContain("Sent");
    expect(sent.isError).toBe(false);
    expect(questions).toEqual([expect.stringContaining(address("stranger"))]);
    expect(questions[0]).toContain("the plan");
    expect(sentTo(address("stranger"))).toBe(1);
    expect(await decisions()).toEqual(["asked", "confirmed"]);
    const verified = await runCli(["audit", "verify"], environment);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("is whole")]);
  });

  it("does not go out when they decline", async () => {
    await using client = await connect(kind, {}, { onQuestion: () => "decline" });
    await client.call("gmail_search", {});
    const declined = await client.call("gmail_send", mail(address("unwanted")));
    expect(declined.isError).toBe(true);
    expect(declined.text).toContain("The person declined");
    expect(sentTo(address("unwanted"))).toBe(0);
    expect(await decisions()).toEqual(["asked", "declined"]);
  });

  it("goes out and says so where the client cannot ask, and is refused in strict mode", async () => {
    await using client = await connect(kind);
    await client.call("gmail_search", {});
    expect((await client.call("gmail_send", mail(address("silent")))).text).toContain("without being confirmed");
    await using strict = await connect(kind, { GUARD_MODE: "strict" });
    await strict.call("gmail_search", {});
    expect((await strict.call("gmail_send", mail(address("strict")))).text).toContain("(not_confirmed)");
    expect([sentTo(address("silent")), sentTo(address("strict"))]).toEqual([1, 0]);
    expect(await decisions()).toEqual(["unconfirmed", "refused"]);
  });

  it("goes out unasked when the person named the recipient before", async () => {
    const asked: string[] = [];
    const onQuestion = (message: string) => {
      asked.push(message);
      return "decline" as const;
    };
    await using client = await connect(kind, {}, { onQuestion });
    await client.call("gmail_search", { query: `from:${address("named")}` });
    expect((await client.call("gmail_send", mail(address("named")))).isError).toBe(false);
    expect(asked).toEqual([]);
    expect(await decisions()).toEqual(["known"]);
  });
});

it("a move into a folder that others see is stopped as sharing would be, and asked about by their names", async () => {
  const tier = { GOOGLE_MCP_TIER: "extended" };
  const state = emulator.drive.state("ada@example.com");
  const made = { modifiedTime: 0, madeBy: emulator.world.defaultClient.clientId };
  const eve = { id: "66", type: "user", role: "reader", emailAddress: "eve@example.net" } as const;
  const permissions = [ownerPermission(state.account), eve];
  const open = addFile(state, { ...made, name: "Open", mimeType: FOLDER, permissions });
  const own = addFile(state, { ...made, name: "Own", mimeType: FOLDER });
  const plan = addFile(state, { ...made, name: "plan.txt", mimeType: "text/plain" });
  const move = (folder: { id: string }) => ({ file_id: plan.id, folder_id: folder.id });
  await using strict = await connect("v2 SDK, 2026-07-28", { ...tier, GUARD_MODE: "strict" });
  await strict.call("drive_search", { name: "plan" });
  expect((await strict.call("drive_update_file", move(open))).text).toContain("(not_confirmed)");
  expect((await strict.call("drive_update_file", move(own))).isError).toBe(false);
  expect(plan.parents).toEqual([own.id]);
  const questions: string[] = [];
  const onQuestion = (message: string) => {
    questions.push(message);
    return "accept" as const;
  };
  await using client = await connect("v2 SDK, 2026-07-28", tier, { onQuestion });
  await client.call("drive_search", { name: "plan" });
  expect((await client.call("drive_update_file", move(open))).isError).toBe(false);
  expect(questions).toEqual([expect.stringMatching(/eve@example\.net[\s\S]*Move “plan\.txt” into “Open”/)]);
  expect(plan.parents).toEqual([open.id]);
});

describe("what reaches the client", () => {
  it("is fenced where others wrote it, and is not where they did not", async () => {
    await using client = await connect("v2 SDK, 2026-07-28");
    const search = await client.call("gmail_search", { page_size: 1 });
    expect(search.text).toMatch(/<<untrusted [0-9a-f]{12}>>[\s\S]*<<end [0-9a-f]{12}>>\n\nMore: page_token \S+$/);
    expect((await client.call("gmail_list_labels", {})).text).not.toContain("<<untrusted");
  });
});

describe("limits", () => {
  it("a rate limit says when to try again", async () => {
    await using client = await connect("v1 SDK", { RATE_LIMIT_PER_TOOL_MINUTE: "2" });
    await client.call("gmail_list_labels");
    await client.call("gmail_list_labels");
    const refused = await client.call("gmail_list_labels");
    expect(refused.text).toMatch(
      /limit of 2 calls of gmail_list_labels a minute is reached\. Try again in \d+ seconds?\. \(rate_limited\)/,
    );
  });

  it("a call that Google does not answer ends after its time", async () => {
    await using client = await connect("v1 SDK", { CALL_TIMEOUT_SECONDS: "1" });
    emulator.faults.add({ match: "gmail.users.labels.list", fault: { kind: "delay", ms: 20_000 }, times: 1 });
    const ended = await client.call("gmail_list_labels");
    expect(ended.text).toContain("gmail_list_labels was ended after 1 seconds");
    expect(ended.text).toContain("(timed_out)");
  });

  it.each(CLIENT_KINDS)("a call that its client cancels lets go of the request to Google (%s)", async (kind) => {
    await using client = await connect(kind);
    await client.call("gmail_list_labels");
    emulator.faults.add({ match: "gmail.users.labels.list", fault: { kind: "delay", ms: 20_000 }, times: 1 });
    const before = emulator.requests.length;
    const cancelling = new AbortController();
    const cancelled = client.call("gmail_list_labels", {}, cancelling.signal).catch((error: unknown) => error);
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(before);
    cancelling.abort();
    expect(await cancelled).toBeInstanceOf(Error);
    await expect
      .poll(auditLog)
      .toContainEqual(expect.stringMatching(/"event":"gmail_list_labels".*"outcome":"cancelled"/));
  });
});

describe("alerts", () => {
  it("reach stderr, the client, the audit log and status", async () => {
    const logged: unknown[] = [];
    await using client = await connect("v1 SDK", { GUARD_MODE: "off" }, { onLog: (data) => logged.push(data) });
    await client.call("gmail_send", mail("nobody"));
    for (let count = 0; count < 21; count += 1) await client.call("gmail_send", mail("ada@example.com"));
    expect(client.stderr()).toContain("Alert (critical): 21 destructive or outgoing calls within a minute.");
    await expect.poll(() => logged).toContain("Alert (critical): 21 destructive or outgoing calls within a minute.");
    const { stdout } = await runCli(["status"], environment);
    expect(stdout).toContain("21 destructive or outgoing calls within a minute");
    expect(stdout).toContain("Last 24 hours: 22 calls, not all served (invalid_input 1)");
    expect((await auditLog()).join()).toContain('"event":"alert","severity":"critical","outcome":"outgoing_burst"');
  });
});

it("a crash prints no secret, and ends with 1", async () => {
  const token = ["ya29", "a0crashcrashcrashcrash"].join(".");
  const crash = `setTimeout(() => { throw new Error("Bearer ${token} in " + process.env.GOOGLE_CLIENT_SECRET); }, 500)`;
  const server = startCli([], {
    ...environment,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crash)}`,
  });
  const { code, stdout, stderr } = await server.done;
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("ended because of a fault: Bearer [redacted] in [redacted]");
  expect(stderr).not.toMatch(/ya29|GOCSPX|\bat .*:\d+:\d+/);
});
