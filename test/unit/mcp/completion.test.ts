import { describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { recentData } from "../../../src/mcp/recent-items.ts";
import { ADA, type Asked, connected, GRACE, type Options } from "./harness.ts";

const MESSAGES = [
  { id: "18a", subject: "Invoice 2026-117", from: "grace@example.com", date: "today" },
  { id: "18b", subject: "Your second invoice", from: "grace@example.com", date: "today" },
  { id: "19c", subject: "Lunch", from: "alan@example.net", date: "today" },
];
const EVENTS = [{ id: "e1", calendar: "team@example.com", title: "Design review", start: "Thu" }];
const CALENDARS = [{ id: "team@example.com", name: "Team" }];

const answer = ({ tool }: Asked) => {
  const data = { gmail_search: { messages: MESSAGES }, calendar_list_events: { events: EVENTS } };
  const found = Object.entries({ ...data, calendar_list_calendars: { calendars: CALENDARS } }).find(
    ([name]) => name === tool,
  );
  return { content: [], structuredContent: found?.[1] ?? {} };
};

const MAIL = "gmail://message/{id}";
const EVENT = "calendar://event/{calendar}/{id}";

async function complete(
  uri: string,
  name: string,
  value: string,
  options: Options = {},
  given?: Record<string, string>,
) {
  const { client, asked } = await connected({ answer, ...options });
  const ref = uri.includes("://") ? { type: "ref/resource" as const, uri } : { type: "ref/prompt" as const, name: uri };
  const { completion } = await client.complete({
    ref,
    argument: { name, value },
    ...(given && { context: { arguments: given } }),
  });
  return { values: completion.values, asked };
}

describe("ids complete", () => {
  it.each([
    ["", ["18a", "18b", "19c"]],
    ["inv", ["18a", "18b"]],
    ["  INVOICE ", ["18a", "18b"]],
    ["18", ["18a", "18b"]],
    ["voice", []],
  ])("by the start of a word of the subject, or of the id: %j", async (typed, expected) => {
    const { values, asked } = await complete(MAIL, "id", typed);
    expect(values).toEqual(expected);
    expect(asked).toEqual([{ tool: "gmail_search", input: { page_size: 50 }, unattended: true }]);
  });

  it("in the calendar and for the account that are named already", async () => {
    const given = { calendar: "team@example.com", account: "work" };
    const { values, asked } = await complete(`${EVENT}{?account}`, "id", "review", {}, given);
    expect(values).toEqual(["e1"]);
    expect(asked[0]?.input).toEqual({ calendar_ids: ["team@example.com"], page_size: 50, account: "work" });
  });

  it("of calendars by their name", async () => {
    expect((await complete(EVENT, "calendar", "te")).values).toEqual(["team@example.com"]);
    expect((await complete(EVENT, "calendar", "")).values).toEqual(["primary", "team@example.com"]);
  });

  it("of accounts, without a call", async () => {
    const accounts = [{ ...ADA, alias: "work" }, GRACE];
    const { values, asked } = await complete(MAIL, "account", "ada", { accounts });
    expect(values).toEqual(["work"]);
    expect(asked).toEqual([]);
  });

  it("for prompts, as words or as ids", async () => {
    expect((await complete("inbox_triage", "since", "2")).values).toEqual(["2d"]);
    expect((await complete("reply_in_my_voice", "message", "lunch")).values).toEqual(["19c"]);
    expect((await complete("prepare_meeting", "meeting", "design")).values).toEqual(["e1"]);
    expect((await complete("reply_in_my_voice", "say", "y")).values).toEqual([]);
  });

  it("with at most twenty", async () => {
    const messages = Array.from({ length: 45 }, (_, index) => ({ ...MESSAGES[0], id: `m${index}` }));
    const many = () => ({ content: [], structuredContent: { messages } });
    expect((await complete(MAIL, "id", "", { answer: many })).values).toHaveLength(20);
  });
});

describe("nothing completes", () => {
  it.each([
    ["signed out", { accounts: [] }],
    ["without the permission", { accounts: [{ ...ADA, scopes: [] }] }],
    ["where the service is not served", { serving: { services: "drive" } }],
  ])("%s, and no tool is run", async (_, options) => {
    expect(await complete(MAIL, "id", "inv", options)).toEqual({ values: [], asked: [] });
  });

  it("when the tool fails", async () => {
    const failing = () => Promise.reject(new ToolError("grant_revoked", "Google refuses it", ""));
    expect((await complete(MAIL, "id", "inv", { answer: failing })).values).toEqual([]);
  });

  it("for what is unknown, which is an error", async () => {
    await expect(complete("no_prompt", "x", "")).rejects.toThrow("Unknown prompt: no_prompt");
    await expect(complete("drive://folder/{id}", "id", "")).rejects.toThrow("Unknown resource template");
  });
});

describe("while somebody types", () => {
  it("one call serves several keys, a failed one is done again, and none outlives the accounts", async () => {
    let calls = 0;
    let time = 0;
    let fails = true;
    const runUnattended = async () => {
      calls += 1;
      if (fails) throw new ToolError("network_error", "No network", "");
      return { content: [], structuredContent: { messages: [] } };
    };
    const data = recentData({ runUnattended }, () => time);
    const [tool] = (await connected()).tools;
    if (!tool) throw new Error("there is no tool");
    const ask = (accounts = [ADA]) => data(tool, {}, accounts);
    await expect(ask()).rejects.toThrow("No network");
    fails = false;
    await Promise.all([ask(), ask()]);
    expect(calls).toBe(2);
    await ask([GRACE]);
    expect(calls).toBe(3);
    time = 60_000;
    await ask();
    expect(calls).toBe(4);
  });
});
