import { once } from "node:events";
import { PassThrough } from "node:stream";
import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import { EARLIER_REVISIONS, giveFirstAnswers } from "../../../src/mcp/first-answers.ts";
import { introduce } from "../../../src/mcp/introduction.ts";
import { ResumedTransport } from "../../../src/mcp/resumed-transport.ts";
import { createServer } from "../../../src/mcp/server.ts";
import { ADA, GRACE, listed } from "./harness.ts";

const ACCOUNTS = [{ ...ADA, isDefault: true }, GRACE];
const { serving } = loadConfig({});

const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const initialize = (protocolVersion: unknown = "2025-06-18", more: object = {}) =>
  line({
    id: 1,
    method: "initialize",
    params: { protocolVersion, capabilities: {}, clientInfo: { name: "client", version: "1" }, ...more },
  });
const INITIALIZED = line({ method: "notifications/initialized" });
const LIST = line({ id: 2, method: "tools/list" });
const CALL = line({ id: 3, method: "tools/call", params: { name: "gmail_search", arguments: {} } });

/** Input and output of a connection, and what has been read from each. */
function connection() {
  const streams = { input: new PassThrough(), output: new PassThrough() };
  return {
    streams,
    /** What is left in the input for the SDK. */
    rest: () => String(streams.input.read() ?? ""),
    answers: () =>
      String(streams.output.read() ?? "")
        .split("\n")
        .filter((text) => text !== "")
        .map((text): unknown => JSON.parse(text)),
  };
}

async function firstAnswers(...chunks: (string | Buffer)[]) {
  const { streams, rest, answers } = connection();
  const done = giveFirstAnswers(streams, introduce(await listed(), serving, ACCOUNTS));
  for (const chunk of chunks) streams.input.write(chunk);
  return { answered: await done, rest: rest(), answers: answers() };
}

/** What the SDK alone answers. */
async function answersOfTheSdk(...messages: string[]) {
  const { streams, answers } = connection();
  await serveBySdk(streams, undefined);
  for (const message of messages) {
    streams.input.write(message);
    if (message !== INITIALIZED) await once(streams.output, "readable");
  }
  return answers();
}

async function serveBySdk(streams: Parameters<typeof giveFirstAnswers>[0], answered: string | number | undefined) {
  const { server } = await createServer({
    listing: await listed(),
    serving,
    records: async () => ACCOUNTS,
    callTool: async () => ({ content: [{ type: "text", text: "called" }] }),
    onActivity: () => {},
  });
  serveStdio(() => server, { transport: new ResumedTransport(streams, answered) });
  streams.input.resume();
}

describe("the answers", () => {
  it("know every revision that opens with initialize", () => {
    expect(EARLIER_REVISIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
  });

  it.each(EARLIER_REVISIONS)("are those of the SDK in %s", async (revision) => {
    const messages = [initialize(revision), INITIALIZED, LIST];
    const { answers } = await firstAnswers(...messages);
    expect(answers).toHaveLength(2);
    expect(answers).toEqual(await answersOfTheSdk(...messages));
  });

  it("are given once the message is there, in whatever pieces it comes", async () => {
    const whole = Buffer.from(initialize() + INITIALIZED + LIST + CALL);
    const pieces = Array.from(whole, (_byte, index) => whole.subarray(index, index + 1));
    const { answered, answers, rest } = await firstAnswers(...pieces);
    expect(answered).toBe(1);
    expect(answers).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect(rest).toBe(initialize() + INITIALIZED + CALL);
  });
});

describe("the SDK takes over", () => {
  it.each([
    ["another first message", LIST],
    ["the newest revision's first message", line({ id: 1, method: "server/discover", params: {} })],
    ["a revision that is not known", initialize("1999-01-01")],
    ["a revision that is no text", initialize(7)],
    ["an envelope", initialize("2025-06-18", { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } })],
    ["a client without a name", initialize("2025-06-18", { clientInfo: {} })],
    ["no capabilities", initialize("2025-06-18", { capabilities: null })],
    ["another protocol", '{"id":1,"method":"initialize"}\n'],
    ["what is no JSON", "hello\n"],
    ["a batch", `[${initialize().trim()}]\n`],
    ["an empty line", "\n"],
    ["a line without an end", "x".repeat(65 * 1024)],
  ])("at %s, with all of it", async (_what, text) => {
    const { answered, answers, rest } = await firstAnswers(text);
    expect(answered).toBeUndefined();
    expect(answers).toEqual([]);
    expect(rest).toBe(text);
  });

  it.each([
    ["a call", CALL],
    ["a list from a cursor", line({ id: 2, method: "tools/list", params: { cursor: "x" } })],
    ["a list without an id", line({ method: "tools/list" })],
    ["a second initialize", initialize()],
  ])("after initialize at %s", async (_what, text) => {
    const { answered, answers, rest } = await firstAnswers(initialize(), INITIALIZED, text);
    expect(answered).toBe(1);
    expect(answers).toMatchObject([{ id: 1 }]);
    expect(rest).toBe(initialize() + INITIALIZED + text);
  });

  it("answers what follows, and initialize not again", async () => {
    const { streams, answers } = connection();
    const done = giveFirstAnswers(streams, introduce(await listed(), serving, ACCOUNTS));
    streams.input.write(initialize() + INITIALIZED + LIST + CALL);
    const answered = await done;
    expect(answers()).toMatchObject([{ id: 1 }, { id: 2 }]);
    await serveBySdk(streams, answered);
    await once(streams.output, "readable");
    expect(answers()).toMatchObject([{ id: 3, result: { content: [{ text: "called" }] } }]);
    streams.input.write(line({ id: 1, method: "ping" }));
    await once(streams.output, "readable");
    expect(answers()).toEqual([{ jsonrpc: "2.0", id: 1, result: {} }]);
  });
});
