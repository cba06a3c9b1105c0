import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type GmailService, gmailService } from "../../emulator/gmail/service.ts";
import { addLabel, addMessage, type MailboxState } from "../../emulator/gmail/state.ts";
import { ADA, call, type DirectCall, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const MODIFY = ["https://www.googleapis.com/auth/gmail.modify"];
const METADATA = ["https://www.googleapis.com/auth/gmail.metadata"];
const day = 86_400_000;

const listSchema = z.object({
  messages: z.array(z.object({ id: z.string(), threadId: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.number(),
});

let gmail: GmailService;
let state: MailboxState;
/** The name that each message has in these tests, by id. */
let names: Map<string, string>;

interface Sketch {
  headers?: Record<string, string>;
  body?: string;
  labelIds?: string[];
  at?: number;
  threadId?: string;
}

function put(name: string, { headers = {}, body = "", labelIds = ["INBOX"], at = NOW, threadId }: Sketch = {}) {
  const all = { From: "x@example.org", To: ADA.email, "Message-ID": `<${name}@example.org>`, ...headers };
  const source = `${Object.entries(all)
    .map((header) => header.join(": "))
    .join("\n")}\n\n${body}`;
  const message = addMessage(state, {
    source,
    labelIds,
    internalDate: at,
    ...(threadId !== undefined && { threadId }),
  });
  names.set(message.id, name);
  return message;
}

async function list(query: DirectCall["query"], scopes = MODIFY) {
  const given = { scopes, path: { userId: "me" }, query: query ?? {} };
  return jsonOf(await call(gmail, "gmail.users.messages.list", given), listSchema);
}
const refused = (query: DirectCall["query"], scopes = MODIFY) =>
  refusal(call(gmail, "gmail.users.messages.list", { scopes, path: { userId: "me" }, query: query ?? {} }));
async function found(query: DirectCall["query"]): Promise<string[]> {
  return (await list(query)).messages.map(({ id }) => names.get(id) ?? id).sort();
}

beforeEach(() => {
  gmail = gmailService(smallWorld());
  state = gmail.state(ADA.email);
  state.messages.length = 0;
  names = new Map();
});

describe("search operators", () => {
  beforeEach(() => {
    const label = addLabel(state, "Big Plans/Next");
    put("invoice", {
      headers: {
        From: "Grace Hopper <grace@example.com>",
        Subject: "Invoice for the engine",
        "Content-Type": 'multipart/mixed; boundary="b"',
        "Delivered-To": "ada+shop@example.com",
      },
      body: '--b\nContent-Type: text/plain\n\nPlease pay soon.\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="bill-7.pdf"\n\nx\n--b--\n',
      labelIds: ["INBOX", "UNREAD", "IMPORTANT", "CATEGORY_UPDATES", label.id],
      at: Date.parse("2026-03-09T20:00:00Z"),
    });
    put("lunch", {
      headers: {
        From: "alan@example.org",
        Cc: "grace@example.com",
        Subject: "Re: lunch plans",
        "List-Id": "<food.example.org>",
      },
      body: "Dinner or lunch on Friday at the Café? See https://docs.google.com/document/d/1/edit",
      labelIds: ["INBOX", "STARRED", "CATEGORY_PERSONAL"],
      at: Date.parse("2026-03-01T07:59:00Z"),
    });
    put("sent", {
      headers: { From: ADA.email, To: "alan@example.org", Bcc: "boss@example.org", Subject: "Dinner" },
      body: `Invoice attached later. ${"long ".repeat(3000)}`,
      labelIds: ["SENT"],
      at: NOW - 40 * day,
    });
    put("spam", { headers: { Subject: "Invoice now" }, labelIds: ["SPAM", "UNREAD"], at: NOW - 2 * day });
    put("trash", { headers: { Subject: "Lunch gone" }, labelIds: ["TRASH"], at: NOW - 800 * day });
    put("archived", { body: "nothing to see", labelIds: [], at: NOW - 400 * day });
  });

  it.each([
    ["", ["archived", "invoice", "lunch", "sent"]],
    ["invoice", ["invoice", "sent"]],
    ["INVOICE soon", ["invoice"]],
    ["invoic", []],
    ["cafe", ["lunch"]],
    ['"pay soon"', ["invoice"]],
    ['"soon pay"', []],
    ["+soon", ["invoice"]],
    ["from:grace", ["invoice"]],
    ["from:grace@example.com", ["invoice"]],
    ['from:"grace hopper"', ["invoice"]],
    ["from:gra", []],
    ["from:me", ["sent"]],
    ["to:alan@example.org", ["sent"]],
    ["to:grace", ["lunch"]],
    ["to:boss", ["sent"]],
    ["cc:grace", ["lunch"]],
    ["bcc:boss", ["sent"]],
    ["subject:lunch", ["lunch"]],
    ["subject:(the engine)", ["invoice"]],
    ["subject:{lunch dinner}", ["lunch", "sent"]],
    ["subject:(lunch OR engine)", ["invoice", "lunch"]],
    ["subject:(lunch -plans)", []],
    ['subject:"lunch plans"', ["lunch"]],
    ["subject:Lunch in:anywhere", ["lunch", "trash"]],
    ["label:big-plans-next", ["invoice"]],
    ['label:"Big Plans/Next"', ["invoice"]],
    ["label:Label_1", []],
    ["label:nothing", []],
    ["label:inbox", ["invoice", "lunch"]],
    ["in:inbox", ["invoice", "lunch"]],
    ["in:sent", ["sent"]],
    ["in:spam", ["spam"]],
    ["in:trash", ["trash"]],
    ["in:drafts", []],
    ["in:archive", ["archived"]],
    ["in:anywhere invoice", ["invoice", "sent", "spam"]],
    ["-in:spam invoice", ["invoice", "sent"]],
    ["-in:spam lunch", ["lunch"]],
    ["is:unread", ["invoice"]],
    ["is:read in:inbox", ["lunch"]],
    ["is:starred", ["lunch"]],
    ["is:important", ["invoice"]],
    ["is:nonsense", []],
    ["has:attachment", ["invoice"]],
    ["has:userlabels", ["invoice"]],
    ["has:nouserlabels in:inbox", ["lunch"]],
    ["has:drive", ["lunch"]],
    ["has:document", ["lunch"]],
    ["has:spreadsheet", []],
    ["has:yellow-star", ["lunch"]],
    ["filename:pdf", ["invoice"]],
    ["filename:bill-7.pdf", ["invoice"]],
    ["filename:bill", ["invoice"]],
    ["filename:doc", []],
    // Midnight of the Pacific: 08:00 UTC.
    ["after:2026/03/01", ["invoice"]],
    ["after:2026/02/28", ["invoice", "lunch"]],
    ["newer:03/01/2026", ["invoice"]],
    ["before:2026/03/01 older_than:5d in:inbox", ["lunch"]],
    ["before:2026-02-28 in:inbox", []],
    [`after:${Date.parse("2026-03-09T20:00:00Z") / 1000}`, ["invoice"]],
    [`after:${Date.parse("2026-03-09T20:00:01Z") / 1000}`, []],
    [`before:${Date.parse("2026-03-09T20:00:00Z") / 1000} in:inbox`, ["lunch"]],
    ["older:2026/02/10", ["archived", "sent"]],
    ["after:yesterday", []],
    ["newer_than:1d", ["invoice"]],
    ["newer_than:2m", ["invoice", "lunch", "sent"]],
    ["older_than:1y", ["archived"]],
    ["older_than:1m", ["archived", "sent"]],
    ["older_than:soon", []],
    ["larger:10K", ["sent"]],
    ["size:15000", ["sent"]],
    ["larger:1M", []],
    ["smaller:1K in:inbox", ["invoice", "lunch"]],
    ["rfc822msgid:<lunch@example.org>", ["lunch"]],
    ["rfc822msgid:lunch@example.org", ["lunch"]],
    ["rfc822msgid:unch@example.org", []],
    ["category:updates", ["invoice"]],
    ["category:primary", ["lunch"]],
    ["category:social", []],
    ["deliveredto:ada+shop@example.com", ["invoice"]],
    ["list:food.example.org", ["lunch"]],
    ["from:grace OR from:alan", ["invoice", "lunch"]],
    ["from:grace OR from:alan is:starred", ["lunch"]],
    ["{from:grace subject:dinner}", ["invoice", "sent"]],
    ["(from:grace invoice) OR (dinner friday)", ["invoice", "lunch"]],
    ["invoice AND soon", ["invoice"]],
    ["dinner AROUND 4 friday", ["lunch"]],
    ["dinner AROUND 3 friday", []],
    ["invoice -soon", ["sent"]],
    ["-from:grace in:inbox", ["lunch"]],
    ["-(from:grace OR from:alan) -in:sent", ["archived"]],
    ["-{from:grace from:alan} in:inbox", []],
    ["in:inbox -", ["invoice", "lunch"]],
    ["(invoice", ["invoice", "sent"]],
  ])("%s", async (q, expected) => {
    expect(await found({ q })).toEqual(expected);
  });

  it("takes label ids together, and spam and trash when they are asked for", async () => {
    expect(await found({ labelIds: ["INBOX", "UNREAD"] })).toEqual(["invoice"]);
    expect(await found({ labelIds: "TRASH" })).toEqual(["trash"]);
    expect(await found({ q: "invoice", includeSpamTrash: "true" })).toEqual(["invoice", "sent", "spam"]);
    expect(await found({ q: "is:unread", labelIds: "SPAM" })).toEqual(["spam"]);
  });

  it("refuses a label id that is not there", async () => {
    expect(await refused({ labelIds: ["INBOX", "Nope"] })).toEqual({
      status: 400,
      reason: "invalidArgument",
      message: "Invalid label: Nope",
    });
  });

  it("refuses a search with the metadata scope, and lists without one", async () => {
    expect(await refused({ q: "x" }, METADATA)).toEqual({
      status: 403,
      reason: "forbidden",
      message: "Metadata scope does not support 'q' parameter",
    });
    expect((await list({ labelIds: "INBOX" }, METADATA)).messages).toHaveLength(2);
  });
});

describe("pages", () => {
  beforeEach(() => {
    for (let index = 0; index < 250; index += 1) put(`m${index}`, { at: NOW - index });
  });

  it("goes through all messages once, the newest first", async () => {
    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const page = await list({ maxResults: "120", ...(pageToken !== undefined && { pageToken }) });
      seen.push(...page.messages.map(({ id }) => names.get(id) ?? ""));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => `m${index}`));
  });

  it("gives 100 unless asked, and only an estimate of many", async () => {
    const page = await list({});
    expect(page.messages).toHaveLength(100);
    expect(page.resultSizeEstimate).toBe(201);
    expect((await list({ q: "nothing" })).resultSizeEstimate).toBe(0);
  });

  it("leaves the list out where nothing is found", async () => {
    const answer = await call(gmail, "gmail.users.messages.list", {
      scopes: MODIFY,
      path: { userId: "me" },
      query: { q: "nothing" },
    });
    expect(answer.json).toEqual({ resultSizeEstimate: 0 });
  });

  it("refuses a page token that is none, and one of another search", async () => {
    const { nextPageToken = "" } = await list({ maxResults: "10" });
    const wrong = { status: 400, reason: "invalidArgument", message: "Invalid pageToken" };
    expect(nextPageToken).toMatch(/^\d{20}$/);
    expect(await refused({ pageToken: "abc" })).toEqual(wrong);
    expect(await refused({ pageToken: nextPageToken, q: "in:inbox" })).toEqual(wrong);
  });

  it.each(["0", "501", "-1", "x"])("refuses maxResults %s", async (maxResults) => {
    expect(await refused({ maxResults })).toMatchObject({ status: 400, reason: "invalidArgument" });
    expect((await list({ maxResults: "500" })).messages).toHaveLength(250);
  });
});

describe("users.threads.list", () => {
  const threads = async (query: DirectCall["query"], scopes = MODIFY) =>
    (await call(gmail, "gmail.users.threads.list", { scopes, path: { userId: "me" }, query: query ?? {} })).json;

  it("lists each thread once, by its newest match", async () => {
    const first = put("first", { at: NOW - 5, body: "one <b>" });
    put("reply", { at: NOW - 1, body: "two & three", threadId: first.threadId });
    const other = put("other", { at: NOW - 3, body: "one" });
    expect(await threads({})).toEqual({
      threads: [
        { id: first.threadId, snippet: "two &amp; three", historyId: String(first.historyId + 1) },
        { id: other.threadId, snippet: "one", historyId: String(other.historyId) },
      ],
      resultSizeEstimate: 2,
    });
    expect(await threads({ q: "three" })).toMatchObject({ threads: [{ id: first.threadId }], resultSizeEstimate: 1 });
    expect(await threads({ maxResults: "1" })).toMatchObject({ nextPageToken: expect.any(String) });
  });

  it("refuses as the list of messages does", async () => {
    expect(await refusal(threads({ q: "x" }, METADATA))).toMatchObject({ status: 403 });
    expect(await refusal(threads({ labelIds: "Nope" }))).toMatchObject({ status: 400 });
    expect(await refusal(threads({ pageToken: "x" }))).toMatchObject({ message: "Invalid pageToken" });
  });
});
