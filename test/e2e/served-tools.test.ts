import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingScopes } from "../../src/pipeline/scope-needs.ts";
import { SERVICE_SCOPES } from "../../src/scopes.ts";
import { loadAllTools } from "../../src/tools/catalogue.ts";
import type { AnyTool } from "../../src/tools/tool.ts";
import { runCli, temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, type ClientKind, connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn, signInByCli } from "../support/signed-in.ts";

const catalogue = await loadAllTools();

/** Names in the catalogue's order; the tools that manage accounts are always among them. */
const namesOf = (fits: (tool: AnyTool) => boolean) =>
  catalogue.filter((tool) => !tool.service || fits(tool)).map(({ name }) => name);

const named = ["gmail_search", "tasks_delete", "script_list_projects"];

/** Each way to say what is served, as an option and as a variable. */
const SETTINGS: readonly [option: string[], variable: Record<string, string>, expected: string[]][] = [
  [["--tier", "extended"], { GOOGLE_MCP_TIER: "extended" }, namesOf(({ tier }) => tier !== "complete")],
  [["--tier", "complete"], { GOOGLE_MCP_TIER: "complete" }, namesOf(() => true)],
  [
    ["--services", "gmail,tasks"],
    { GOOGLE_MCP_SERVICES: "gmail,tasks" },
    namesOf(({ tier, service }) => tier === "core" && (service === "gmail" || service === "tasks")),
  ],
  [["--tools", named.join(",")], { GOOGLE_MCP_TOOLS: named.join(",") }, namesOf(({ name }) => named.includes(name))],
  [
    ["--exclude-tools", "gmail_send,google_sign_in"],
    { GOOGLE_MCP_EXCLUDE_TOOLS: "gmail_send,google_sign_in" },
    namesOf(({ tier, name }) => tier === "core" && name !== "gmail_send").filter((name) => name !== "google_sign_in"),
  ],
  [["--read-only"], { GOOGLE_MCP_READ_ONLY: "true" }, namesOf(({ tier, kind }) => tier === "core" && kind === "read")],
];

describe("what a client is shown", () => {
  it.each(SETTINGS)("%j", async (args, variable, expected) => {
    await using home = await temporaryHome();
    const environment = { GOOGLE_MCP_HOME: home.path };
    await using byOption = await connectClient("v1 SDK", environment, { args });
    expect((await byOption.tools()).map(({ name }) => name)).toEqual(expected);
    await using byVariable = await connectClient("v2 SDK, 2026-07-28", { ...environment, ...variable });
    expect((await byVariable.tools()).map(({ name }) => name)).toEqual(expected);
  });

  it("takes the options with the command's name too, and says in its instructions what is served", async () => {
    await using home = await temporaryHome();
    await using client = await connectClient(
      "v2 SDK, 2025 era",
      { GOOGLE_MCP_HOME: home.path },
      { args: ["serve", "--services", "tasks,calendar", "--read-only"] },
    );
    expect(client.instructions()).toContain("Google account: Calendar and Tasks. Reading only.");
  });

  it.each([
    ["core", 7_500],
    ["complete", 22_000],
  ])("costs a model no more than its budget: %s", async (tier, most) => {
    await using home = await temporaryHome();
    await using client = await connectClient("v1 SDK", { GOOGLE_MCP_HOME: home.path, GOOGLE_MCP_TIER: tier });
    expect(encode(JSON.stringify(await client.tools())).length).toBeLessThanOrEqual(most);
  });

  it("is never a tool that the grant does not serve, whatever is set", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = { ...emulator.environment(home.path), SIGN_IN_ON_CALL: "false" };
    await signedIn(emulator, home.path, { services: ["gmail"], readOnly: true });
    const granted = namesOf(({ scopes }) => missingScopes(scopes, SERVICE_SCOPES.gmail.readOnly).length === 0);
    await using whole = await connectClient("v1 SDK", environment, { args: ["--tier", "complete"] });
    expect((await whole.tools()).map(({ name }) => name)).toEqual(granted);
    await using naming = await connectClient("v1 SDK", environment, { args: ["--tools", "gmail_send,tasks_list"] });
    expect((await naming.tools()).map(({ name }) => name)).toEqual(["google_accounts", "google_sign_in"]);
    const refused = await naming.call("gmail_send", { to: ["grace@example.com"], subject: "x", body: "y" });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining("(missing_scope)") });
  });
});

describe("a tool that is left out cannot be called by its name either", () => {
  let emulator: Awaited<ReturnType<typeof testEmulator>>;
  let home: Awaited<ReturnType<typeof temporaryHome>>;

  beforeAll(async () => {
    emulator = await testEmulator();
    home = await temporaryHome();
    await signedIn(emulator, home.path);
  });

  afterAll(async () => {
    await emulator[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  it.each<[kind: ClientKind, args: string[], why: string]>([
    ...CLIENT_KINDS.map((kind): [ClientKind, string[], string] => [kind, ["--read-only"], "--read-only"]),
    ["v1 SDK", ["--read-only", "--tools", "gmail_send"], "--read-only"],
    ["v1 SDK", ["--services", "drive"], "--services drive"],
    ["v1 SDK", ["--tools", "gmail_search"], "--tools"],
    ["v1 SDK", ["--tools", "gmail_send", "--exclude-tools", "gmail_send"], "--exclude-tools"],
  ])("%s %j", async (kind, args, why) => {
    const before = emulator.requests.length;
    await using client = await connectClient(kind, emulator.environment(home.path), { args });
    const call = client.call("gmail_send", { to: ["grace@example.com"], subject: "x", body: "y" });
    await expect(call).rejects.toThrow(`Unknown tool: gmail_send (this server is set not to serve it: ${why})`);
    await expect(client.call("gmail_telepathy")).rejects.toThrow("Unknown tool: gmail_telepathy");
    expect(emulator.requests.length).toBe(before);
  });
});

describe("a sign-in from the chat asks for no more than the server serves", () => {
  const scopesAsked = (text: string) => new URL(/^http\S+$/m.exec(text)?.[0] ?? "").searchParams.get("scope");

  it("of the services, for reading alone, and for no tool that is left out", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await using client = await connectClient(
      "v1 SDK",
      { ...emulator.environment(home.path), BROWSER: "/nonexistent/browser" },
      { args: ["--read-only", "--services", "gmail,tasks"] },
    );
    const drive = await client.call("google_sign_in", { services: ["gmail", "drive"] });
    expect(drive).toMatchObject({ isError: true, text: expect.stringContaining("does not serve drive") });
    const send = await client.call("google_sign_in", { tools: ["gmail_send"] });
    expect(send).toMatchObject({ isError: true, text: expect.stringContaining("There is no tool gmail_send") });
    const started = await client.call("google_sign_in", { read_only: false });
    const reading = [...SERVICE_SCOPES.gmail.readOnly, ...SERVICE_SCOPES.tasks.readOnly];
    expect(scopesAsked(started.text)).toBe(["openid", "email", ...reading].join(" "));
  });
});

describe("login --tools", () => {
  it("grants what a refused call has named, and the tool is served at once", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = { ...emulator.environment(home.path), SIGN_IN_ON_CALL: "false" };
    await signedIn(emulator, home.path, { services: ["gmail", "chat"] });
    await using client = await connectClient("v1 SDK", environment, { args: ["--tier", "complete"] });
    const listed = async () => (await client.tools()).map(({ name }) => name);
    expect(await listed()).not.toContain("chat_manage_members");
    const input = { space_id: "AAAAnoSuchSpace", add: ["grace@example.com"] };
    const refused = await client.call("chat_manage_members", input);
    const login = /`groupon-google-mcp login ([^`]+)`/.exec(refused.text)?.[1] ?? "";
    expect(login).toBe("--account ada@example.com --tools chat_manage_members");
    await signInByCli(environment, login.split(" "));
    await client.toolsChanged;
    expect(await listed()).toEqual(expect.arrayContaining(["chat_manage_members", "gmail_send", "chat_list_spaces"]));
    expect((await client.call("chat_manage_members", input)).text).not.toContain("missing_scope");
  });

  it("names the nearest tool for one that does not exist", async () => {
    await using home = await temporaryHome();
    const { code, stderr } = await runCli(["login", "--tools", "gmail_sent"], { GOOGLE_MCP_HOME: home.path });
    expect(code).toBe(2);
    expect(stderr).toContain("There is no tool gmail_sent");
    expect(stderr).toContain("gmail_send");
  });
});

describe("the command tools", () => {
  it("shows what would be served and what each costs, for people and as JSON, by the same settings", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    const out = JSON.parse((await runCli(["tools", "--json", "--tier", "complete"], environment)).stdout);
    expect(out.tools.map(({ name }: { name: string }) => name)).toEqual(namesOf(() => true));
    expect(out).toMatchObject({ accounts: [], notGranted: [] });

    await signedIn(emulator, home.path, { services: ["tasks"], readOnly: true });
    const settings = { ...environment, GOOGLE_MCP_SERVICES: "tasks,drive" };
    const json = JSON.parse((await runCli(["tools", "--json"], settings)).stdout);
    await using client = await connectClient("v1 SDK", settings);
    const served = (await client.tools()).map(({ name }) => name);
    expect(json.tools.map(({ name }: { name: string }) => name)).toEqual(served);
    expect(json.tools).toContainEqual({
      name: "tasks_list",
      service: "tasks",
      tier: "core",
      kind: "read",
      tokens: expect.any(Number),
    });
    const sum = json.tools.reduce((total: number, { tokens }: { tokens: number }) => total + tokens, 0);
    expect(json.tokens).toBe(sum);
    expect(json.accounts).toEqual(["ada@example.com"]);
    expect(json.notGranted).toContain("tasks_create");

    const text = await runCli(["tools"], settings);
    expect(text.code).toBe(0);
    for (const name of served) expect(text.stdout).toMatch(new RegExp(`^${name} +\\w+ +\\w+ +\\d+$`, "m"));
    expect(text.stdout).toContain(`${served.length} tools, ${sum.toLocaleString("en")} tokens`);
    expect(text.stderr).toContain("tasks_create");
  });

  it.each([
    [["tools", "--tier", "extnded"], {}, 2, "--tier: there is no tier extnded"],
    [["--services", "gmial"], {}, 2, "The nearest is gmail"],
    [["serve", "--tools", "gmail_serch"], {}, 2, "The nearest is gmail_search"],
    [["--exclude-tools", "gmail_sent"], {}, 2, "--exclude-tools: there is no tool gmail_sent"],
    [[], { GOOGLE_MCP_TOOLS: "gmail_serch" }, 1, "GOOGLE_MCP_TOOLS: there is no tool gmail_serch"],
    [[], { GOOGLE_MCP_READ_ONLY: "perhaps" }, 1, "GOOGLE_MCP_READ_ONLY"],
  ])("refuses what it does not know, as the server does: %j %j", async (args, variables, code, words) => {
    await using home = await temporaryHome();
    const result = await runCli(args, { GOOGLE_MCP_HOME: home.path, ...variables });
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toContain(words);
  });
});
