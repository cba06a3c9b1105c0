import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type GmailService, gmailService } from "../../emulator/gmail/service.ts";
import { addLabel, addMessage, type MailboxState, type StoredMessage } from "../../emulator/gmail/state.ts";
import type { ServiceWorld } from "../../emulator/world.ts";
import { ADA, call, type DirectCall, GRACE, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const AUTH = "https://www.googleapis.com/auth/gmail";
const MODIFY = [`${AUTH}.modify`];
const METADATA = [`${AUTH}.metadata`];

interface Part {
  partId: string;
  mimeType: string;
  filename: string;
  headers: { name: string; value: string }[];
  body: { size: number; data?: string | undefined; attachmentId?: string | undefined };
  parts?: Part[] | undefined;
}
const partSchema: z.ZodType<Part> = z.lazy(() =>
  z.strictObject({
    partId: z.string(),
    mimeType: z.string(),
    filename: z.string(),
    headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    body: z.strictObject({ size: z.number(), data: z.string().optional(), attachmentId: z.string().optional() }),
    parts: z.array(partSchema).optional(),
  }),
);
const messageSchema = z.object({ id: z.string(), snippet: z.string(), payload: partSchema });

let clock: number;
let gmail: GmailService;
let state: MailboxState;

beforeEach(() => {
  clock = NOW;
  const world: ServiceWorld = { ...smallWorld(), now: () => clock };
  gmail = gmailService(world);
  state = gmail.state(ADA.email);
});

const run = (method: string, given: DirectCall = {}) =>
  call(gmail, `gmail.users.${method}`, { scopes: MODIFY, ...given, path: { userId: "me", ...given.path } });
const get = (id: string, query: DirectCall["query"] = {}, scopes = MODIFY) =>
  run("messages.get", { path: { id }, query: query ?? {}, scopes });
const payloadOf = async (id: string) => jsonOf(await get(id), messageSchema).payload;
const NOT_FOUND = { status: 404, reason: "notFound", message: "Requested entity was not found." };
const invalid = (message: string) => ({ status: 400, reason: "invalidArgument", message });

function bySubject(subject: string): StoredMessage {
  const found = state.messages.find(({ payload }) =>
    payload.headers.some(({ name, value }) => name === "Subject" && value === subject),
  );
  if (!found) throw new Error(`no message about ${subject}`);
  return found;
}
const textOf = (part: Part | undefined) => Buffer.from(part?.body.data ?? "", "base64url").toString("utf8");

describe("users.messages.get", () => {
  it("gives the tree of parts with their numbers, names and sizes", async () => {
    const payload = await payloadOf(bySubject("Photos and notes").id);
    const outline = (part: Part): unknown => [
      part.partId,
      part.mimeType,
      part.filename,
      (part.parts ?? []).map(outline),
    ];
    expect(outline(payload)).toEqual([
      "",
      "multipart/mixed",
      "",
      [
        [
          "0",
          "multipart/related",
          "",
          [
            ["0.0", "text/html", "", []],
            ["0.1", "image/png", "engine.png", []],
          ],
        ],
        ["1", "text/plain", "Notizen für Ada.txt", []],
      ],
    ]);
    expect(payload.body).toEqual({ size: 0 });
    expect(payload.parts?.[1]?.body).toEqual({ size: 18, attachmentId: expect.any(String) });
  });

  it("keeps a part whose boundary begins like the outer one's", async () => {
    const source = `To: ${ADA.email}\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b2\n\n--b2\n\none\n--b2--\n--b\n\ntwo --b inside\n--b--\n`;
    const { id } = addMessage(state, { source, labelIds: [], internalDate: NOW });
    const { parts = [] } = await payloadOf(id);
    expect(parts.map(({ mimeType }) => mimeType)).toEqual(["multipart/alternative", "text/plain"]);
    expect(textOf(parts[0]?.parts?.[0])).toBe("one");
    expect(textOf(parts[1])).toBe("two --b inside");
  });

  it("decodes headers, and gives bodies in UTF-8 under the headers that came", async () => {
    const message = bySubject("Grüße aus Köln 🚀");
    const payload = await payloadOf(message.id);
    expect(textOf(payload)).toContain("Schöne Grüße aus Köln. Das Café hat wieder geöffnet.");
    expect(payload.headers).toContainEqual({ name: "From", value: "Zoë Müller <zoe@example.org>" });
    expect(payload.headers).toContainEqual({ name: "Content-Type", value: "text/plain; charset=ISO-8859-1" });
    expect(payload.body.size).toBe(Buffer.from(textOf(payload)).length);
  });

  it("escapes the snippet as HTML", async () => {
    const source = `To: ${ADA.email}\nContent-Type: text/html\n\n<style>p{}</style><p>a &lt;b&gt; &amp; "c" 'd'</p>`;
    const { id } = addMessage(state, { source, labelIds: [], internalDate: NOW });
    expect(jsonOf(await get(id), messageSchema).snippet).toBe("a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  });

  it("gives each format its fields", async () => {
    const message = bySubject("Re: Review on Thursday");
    const { json: minimal } = await get(message.id, { format: "minimal" });
    expect(minimal).toEqual({
      id: message.id,
      threadId: message.threadId,
      labelIds: message.labelIds,
      snippet: expect.any(String),
      sizeEstimate: message.source.length,
      historyId: String(message.historyId),
      internalDate: String(message.internalDate),
    });
    const { json: raw } = await get(message.id, { format: "raw" });
    expect(raw).toEqual({ ...z.looseObject({}).parse(minimal), raw: message.source.toString("base64url") });
    const { json: metadata } = await get(message.id, {
      format: "metadata",
      metadataHeaders: ["subject", "In-Reply-To"],
    });
    expect(metadata).toMatchObject({
      payload: {
        mimeType: "text/plain",
        headers: [
          { name: "Subject", value: "Re: Review on Thursday" },
          { name: "In-Reply-To", value: "<review-1@mail.example.com>" },
        ],
      },
    });
    const whole = jsonOf(await get(message.id, { metadataHeaders: "Subject" }), messageSchema);
    expect(whole.payload.headers.length).toBeGreaterThan(2);
  });

  it.each(["full", "raw"])("refuses %s with the metadata scope", async (format) => {
    expect(await refusal(get(state.messages[0]?.id ?? "", { format }, METADATA))).toEqual({
      status: 403,
      reason: "forbidden",
      message: `Metadata scope doesn't allow format ${format.toUpperCase()}`,
    });
    expect((await get(state.messages[0]?.id ?? "", { format: "metadata" }, METADATA)).json).toHaveProperty("payload");
  });

  it("refuses ids that are none, that are not there, and that are another account's", async () => {
    const theirs = gmail.state(GRACE.email).messages[0]?.id ?? "";
    expect(await refusal(get("not-an-id"))).toEqual(invalid("Invalid id value"));
    expect(await refusal(get("00000000deadbeef"))).toEqual(NOT_FOUND);
    expect(await refusal(get(theirs))).toEqual(NOT_FOUND);
  });

  it("refuses another person's mailbox", async () => {
    const answer = run("messages.list", { path: { userId: GRACE.email } });
    expect(await refusal(answer)).toMatchObject({ status: 403, message: `Delegation denied for ${ADA.email}` });
    expect((await run("getProfile", { path: { userId: ADA.email } })).json).toMatchObject({ emailAddress: ADA.email });
  });
});

describe("users.messages.attachments.get", () => {
  const attachment = (messageId: string, id: string) => run("messages.attachments.get", { path: { messageId, id } });
  const idIn = async (messageId: string) => (await payloadOf(messageId)).parts?.[1]?.body.attachmentId ?? "";

  it("gives the content for each id that was given out", async () => {
    const { id } = bySubject("Photos and notes");
    const [first, second] = [await idIn(id), await idIn(id)];
    expect(first).not.toBe(second);
    expect(first.length).toBeGreaterThan(300);
    for (const one of [first, second]) {
      const { json } = await attachment(id, one);
      expect(json).toEqual({ size: 18, data: Buffer.from("Zahnräder ölen.\n").toString("base64url") });
    }
  });

  it("refuses ids that are none, of another message, and that have expired", async () => {
    const { id } = bySubject("Photos and notes");
    const good = await idIn(id);
    const wrong = invalid("Invalid attachment token");
    expect(await refusal(attachment(id, "ANGjdJxyz"))).toEqual(wrong);
    expect(await refusal(attachment(bySubject("Engine Weekly: brass is back").id, good))).toEqual(wrong);
    expect(await refusal(attachment("00000000deadbeef", good))).toEqual(NOT_FOUND);
    clock += 3_600_000;
    expect(await refusal(attachment(id, good))).toEqual(wrong);
  });
});

describe("changing labels", () => {
  const modify = (id: string, body: unknown) => run("messages.modify", { path: { id }, body });

  it("adds and removes, and answers with the labels alone", async () => {
    const message = bySubject("Engine Weekly: brass is back");
    const { json } = await modify(message.id, { addLabelIds: ["STARRED"], removeLabelIds: ["UNREAD"] });
    expect(json).toEqual({
      id: message.id,
      threadId: message.threadId,
      labelIds: ["INBOX", "CATEGORY_PROMOTIONS", "STARRED"],
    });
    expect(message.historyId).toBe(state.historyId);
  });

  it.each([
    [{}, "No label add or removes specified"],
    [{ addLabelIds: [], removeLabelIds: [] }, "No label add or removes specified"],
    [{ addLabelIds: ["Nope"] }, "Invalid label: Nope"],
    [{ addLabelIds: ["Projects"] }, "Invalid label: Projects"],
    [{ removeLabelIds: ["SENT"] }, "Invalid label: SENT"],
    [{ addLabelIds: ["DRAFT"] }, "Invalid label: DRAFT"],
    [{ addLabelIds: ["CHAT"] }, "Invalid label: CHAT"],
    [{ addLabelIds: ["STARRED"], removeLabelIds: ["STARRED"] }, "Cannot both add and remove the same label: STARRED"],
    [{ addLabelIds: Array.from({ length: 101 }, () => "STARRED") }, "Number of labels cannot exceed 100"],
  ])("refuses %j", async (body, message) => {
    const { id, threadId, labelIds } = bySubject("Your parcel");
    const before = [...labelIds];
    expect(await refusal(modify(id, body))).toEqual(invalid(message));
    expect(await refusal(run("threads.modify", { path: { id: threadId }, body }))).toEqual(invalid(message));
    expect(await refusal(run("messages.batchModify", { body: { ids: [id], ...body } }))).toEqual(invalid(message));
    expect(bySubject("Your parcel").labelIds).toEqual(before);
  });

  it("changes many at once and passes over ids that are not there", async () => {
    const [first, second] = state.messages;
    const body = { ids: [first?.id, second?.id, "00000000deadbeef"], addLabelIds: ["STARRED"] };
    expect(await run("messages.batchModify", { body })).toEqual({});
    expect(first?.labelIds).toContain("STARRED");
    expect(second?.labelIds).toContain("STARRED");
  });

  it("refuses a batch of none and of more than 1000", async () => {
    const batch = (count: number) => {
      const ids = Array.from({ length: count }, () => state.messages[0]?.id);
      return run("messages.batchModify", { body: { ids, addLabelIds: ["STARRED"] } });
    };
    expect(await refusal(batch(0))).toMatchObject({ status: 400 });
    expect(await refusal(batch(1001))).toEqual(invalid("Number of ids cannot exceed 1000"));
    expect(await batch(1000)).toEqual({});
  });

  it("changes every message of a thread", async () => {
    const { threadId } = bySubject("Review on Thursday");
    const label = addLabel(state, "Reviews");
    const { json } = await run("threads.modify", { path: { id: threadId }, body: { addLabelIds: [label.id] } });
    const changed = z.object({ messages: z.array(z.object({ labelIds: z.array(z.string()) })) }).parse(json).messages;
    expect(changed).toHaveLength(3);
    expect(changed.every(({ labelIds }) => labelIds.includes(label.id))).toBe(true);
    const missing = run("threads.modify", { path: { id: "00000000deadbeef" }, body: { addLabelIds: [label.id] } });
    expect(await refusal(missing)).toEqual(NOT_FOUND);
  });

  it("trashes and brings back", async () => {
    const { id } = bySubject("Your parcel");
    const labels = async (method: string) =>
      z.object({ labelIds: z.array(z.string()) }).parse((await run(method, { path: { id } })).json).labelIds;
    expect(await labels("messages.trash")).toEqual(["UNREAD", "CATEGORY_UPDATES", "TRASH"]);
    expect(await labels("messages.untrash")).toEqual(["UNREAD", "CATEGORY_UPDATES"]);
    expect(await refusal(run("messages.trash", { path: { id: "00000000deadbeef" } }))).toEqual(NOT_FOUND);
    expect(await refusal(run("messages.untrash", { path: { id: "?" } }))).toEqual(invalid("Invalid id value"));
  });
});

describe("threads, labels, profile, aliases", () => {
  it("gives a thread with its messages, the oldest first", async () => {
    const { threadId } = bySubject("Review on Thursday");
    const thread = (query: DirectCall["query"], scopes = MODIFY, id = threadId) =>
      run("threads.get", { path: { id }, query: query ?? {}, scopes });
    expect((await thread({ format: "metadata", metadataHeaders: "Message-ID" })).json).toMatchObject({
      id: threadId,
      messages: ["review-1", "review-2", "review-3"].map((name) => ({
        payload: { headers: [{ name: "Message-ID", value: `<${name}@mail.example.com>` }] },
      })),
    });
    expect(await refusal(thread({}, METADATA))).toMatchObject({ status: 403 });
    expect(await refusal(thread({}, MODIFY, "00000000deadbeef"))).toEqual(NOT_FOUND);
    expect(await refusal(thread({}, MODIFY, "none"))).toEqual(invalid("Invalid id value"));
  });

  it("counts in one label alone", async () => {
    const listed = JSON.stringify((await run("labels.list")).json);
    expect(listed).toContain('"name":"Projects/Invoices"');
    expect(listed).not.toContain("messagesTotal");
    expect((await run("labels.get", { path: { id: "SPAM" } })).json).toEqual({
      id: "SPAM",
      name: "SPAM",
      type: "system",
      messagesTotal: 1,
      messagesUnread: 1,
      threadsTotal: 1,
      threadsUnread: 1,
    });
    expect(await refusal(run("labels.get", { path: { id: "Label_99" } }))).toEqual(NOT_FOUND);
  });

  it("counts the mailbox and lists who one can send as", async () => {
    state.aliases.push({ sendAsEmail: "engine@example.com", displayName: "Engine", verificationStatus: "accepted" });
    expect((await run("getProfile")).json).toMatchObject({
      messagesTotal: state.messages.length,
      threadsTotal: state.messages.length - 2,
    });
    expect((await run("settings.sendAs.list")).json).toMatchObject({
      sendAs: [
        { sendAsEmail: ADA.email, isPrimary: true, isDefault: true },
        { sendAsEmail: "engine@example.com", verificationStatus: "accepted" },
      ],
    });
  });

  it("starts with a believable mailbox", () => {
    const labels = state.messages.flatMap(({ labelIds }) => labelIds);
    expect(state.messages.length).toBeGreaterThan(12);
    expect(labels).toEqual(
      expect.arrayContaining(["UNREAD", "STARRED", "SENT", "SPAM", "TRASH", "CATEGORY_PROMOTIONS"]),
    );
    expect(new Set(state.messages.map(({ id }) => id)).size).toBe(state.messages.length);
  });
});
