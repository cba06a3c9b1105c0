import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consentAndReturn } from "../emulator/consent.ts";
import { temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, type ClientOptions, connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

const MAIL = "gmail://message/{id}";
const PROMPTS = ["inbox_triage", "day_briefing", "prepare_meeting", "weekly_review", "reply_in_my_voice"];

let emulator: Awaited<ReturnType<typeof testEmulator>>;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let environment: Record<string, string | undefined>;

beforeAll(async () => {
  emulator = await testEmulator();
  home = await temporaryHome();
  environment = emulator.environment(home.path);
  await signedIn(emulator, home.path);
});
afterAll(async () => {
  await emulator[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

describe.each(CLIENT_KINDS)("resources and prompts (%s)", (kind) => {
  const connect = (options: ClientOptions = {}) => connectClient(kind, environment, options);

  it("are listed without a request to Google, and the server shows its face", async () => {
    const before = emulator.requests.length;
    await using client = await connect();
    expect((await client.templates()).map(({ uriTemplate }) => uriTemplate)).toEqual([
      MAIL,
      "drive://file/{id}",
      "calendar://event/{calendar}/{id}",
    ]);
    expect(await client.resources()).toEqual([]);
    expect((await client.prompts()).map(({ name }) => name)).toEqual(PROMPTS);
    expect(await client.prompt("day_briefing")).toContain("calendar_list_events");
    const [icon] = Object.values(client.server().icons ?? []);
    expect(icon).toMatchObject({
      mimeType: "image/svg+xml",
      src: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    });
    expect(emulator.requests.length).toBe(before);
  });

  it("complete, are read like tools are, and are listed once they were seen", async () => {
    const log = () => readFile(join(home.path, "log", "emulator", "audit.jsonl"), "utf8");
    const before = await log().catch(() => "");
    await using client = await connect();
    const [id = ""] = await client.complete(MAIL, "id", "invoice");
    const [message] = await client.read(`gmail://message/${id}`);
    expect(message).toMatchObject({ uri: `gmail://message/${id}`, mimeType: "text/plain" });
    expect(message?.text).toContain("written by others");
    expect(message?.text).toContain("Invoice 2026-117");

    const [event = ""] = await client.complete("prepare_meeting", "meeting", "design");
    const [shown] = await client.read(`calendar://event/primary/${event}`);
    expect(shown?.text).toContain("Design review");

    const listed = (await client.resources()).map(({ uri }) => uri);
    expect(listed).toContain(`gmail://message/${id}`);
    expect(listed).toContain(`calendar://event/primary/${event}`);
    const written = (await log()).slice(before.length);
    expect(written).toContain('"event":"gmail_get_message"');
    expect(written).toContain('"event":"calendar_get_event"');
  });

  it("fail with a sentence", async () => {
    await using client = await connect();
    await expect(client.read("gmail://message/18abcdef01234567")).rejects.toThrow("(not_found)");
    await expect(client.read("gmail://message/18ab?account=eve@example.net")).rejects.toThrow("is not signed in");
    await expect(client.read("file:///etc/passwd")).rejects.toThrow(`This server has ${MAIL}`);
  });

  it("log as much as the client has asked for", async () => {
    const logged: unknown[] = [];
    await using client = await connect({ onLog: (data) => logged.push(data) });
    await client.call("gmail_list_labels");
    expect(logged).toEqual([]);
    await client.logFrom("debug");
    await client.call("gmail_list_labels");
    await expect.poll(() => logged).toEqual([expect.stringMatching(/^gmail_list_labels: ok, \d+ ms$/)]);
    await client.logFrom("alert");
    await client.call("gmail_list_labels");
    expect(logged).toHaveLength(1);
  });
});

describe.each(CLIENT_KINDS)("signed out (%s)", (kind) => {
  it("completing starts nothing, and reading sends the person to sign in and goes on", async () => {
    await using elsewhere = await temporaryHome();
    const urls: string[] = [];
    const onUrl = (url: string) => {
      urls.push(url);
      void consentAndReturn(url);
      return "accept" as const;
    };
    const settings = { ...emulator.environment(elsewhere.path), CREDENTIAL_STORAGE_MODE: "FILE_PLAINTEXT" };
    await using client = await connectClient(kind, settings, { onUrl });
    expect(await client.complete(MAIL, "id", "")).toEqual([]);
    expect(urls).toEqual([]);
    await expect(client.read("drive://file/no-such-file")).rejects.toThrow("(not_found)");
    expect(urls).toHaveLength(1);
    expect((await client.complete(MAIL, "id", "invoice")).length).toBeGreaterThan(0);
  });
});

it("reading counts as having read what others wrote", async () => {
  await using other = await connectClient("v1 SDK", environment);
  const [id = ""] = await other.complete(MAIL, "id", "invoice");
  await using client = await connectClient("v1 SDK", { ...environment, GUARD_MODE: "strict" });
  expect(await client.read(`gmail://message/${id}`)).toHaveLength(1);
  const stranger = { to: ["stranger@example.org"], subject: "Hello", body: "x" };
  expect((await client.call("gmail_send", stranger)).text).toContain("(not_confirmed)");
});
