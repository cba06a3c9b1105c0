import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { headerValue } from "../../emulator/gmail/mime-tree.ts";
import { type GmailService, gmailService } from "../../emulator/gmail/service.ts";
import type { MailboxState } from "../../emulator/gmail/state.ts";
import { ADA, call, type DirectCall, GRACE, jsonOf, refusal, smallWorld } from "./direct-call.ts";

const COMPOSE = ["https://www.googleapis.com/auth/gmail.compose"];
const draftSchema = z.strictObject({
  id: z.string(),
  message: z.strictObject({ id: z.string(), threadId: z.string(), labelIds: z.array(z.string()) }),
});
const listSchema = z.object({
  drafts: z.array(z.object({ id: z.string(), message: z.object({ id: z.string() }) })).default([]),
  nextPageToken: z.string().optional(),
});

let gmail: GmailService;
let state: MailboxState;
beforeEach(() => {
  gmail = gmailService(smallWorld());
  state = gmail.state(ADA.email);
});

const run = (method: string, given: DirectCall = {}) =>
  call(gmail, `gmail.users.drafts.${method}`, { scopes: COMPOSE, ...given, path: { userId: "me", ...given.path } });
const raw = (source: string) => Buffer.from(source.replaceAll("\n", "\r\n")).toString("base64url");
const mail = "To: grace@example.com\nSubject: Hi\n\nHello";
const create = async (source = mail, threadId?: string) =>
  jsonOf(await run("create", { body: { message: { raw: raw(source), ...(threadId && { threadId }) } } }), draftSchema);
const messageOf = (id: string) => state.messages.find((message) => message.id === id);
const notFound = { status: 404, reason: "notFound", message: "Requested entity was not found." };

describe("users.drafts", () => {
  it("keeps a message under DRAFT, with an id of its own", async () => {
    const draft = await create();
    expect(draft.id).toMatch(/^r-?\d+$/);
    expect(draft.message.labelIds).toEqual(["DRAFT"]);
    expect(headerValue(messageOf(draft.message.id)?.payload.headers ?? [], "From")).toBe(`Ada Example <${ADA.email}>`);
    const read = await run("get", { path: { id: draft.id }, query: { format: "raw" } });
    expect(jsonOf(read, z.object({ message: z.object({ raw: z.string() }) })).message.raw.length).toBeGreaterThan(0);
  });

  it("takes a draft without recipients, and none with broken ones or without a message", async () => {
    await create("Subject: later\n\n");
    const refused = (body: unknown) => refusal(run("create", { body }));
    const invalid = { status: 400, reason: "invalidArgument" };
    expect(await refused({ message: { raw: raw("To: nobody\n\n") } })).toEqual({
      ...invalid,
      message: "Invalid To header",
    });
    expect(await refused({ message: { threadId: "1" } })).toEqual({ ...invalid, message: "Missing draft message" });
    expect(await refused({})).toEqual({ ...invalid, message: "Missing draft message" });
    expect(await refused({ message: { raw: raw(mail), threadId: "00000000deadbeef" } })).toEqual(notFound);
  });

  it("takes uploaded content with the thread in its metadata", async () => {
    const media = { mimeType: "message/rfc822", content: Buffer.from(mail) };
    await run("create", { media, body: { message: {} } });
    await run("create", { media });
    expect(state.drafts).toHaveLength(2);
    expect(await refusal(run("create", { media: { ...media, mimeType: "text/plain" } }))).toMatchObject({
      status: 400,
    });
  });

  it("replaces the message on update, which then has another id, and leaves the thread unless it is named", async () => {
    const review = state.messages.find(({ source }) => source.includes("<review-1@mail.example.com>"));
    const reply =
      "To: charles@example.com\nSubject: Re: Review on Thursday\nReferences: <review-1@mail.example.com>\n\nHi";
    const draft = await create(reply, review?.threadId);
    expect(draft.message.threadId).toBe(review?.threadId);
    const update = async (threadId?: string) =>
      jsonOf(
        await run("update", {
          path: { id: draft.id },
          body: { message: { raw: raw(reply), ...(threadId && { threadId }) } },
        }),
        draftSchema,
      );
    const kept = await update(review?.threadId);
    expect([kept.id, kept.message.threadId]).toEqual([draft.id, review?.threadId]);
    expect(kept.message.id).not.toBe(draft.message.id);
    expect(messageOf(draft.message.id)).toBeUndefined();
    expect((await update()).message.threadId).not.toBe(review?.threadId);
  });

  it("lists drafts by page and search", async () => {
    const [one, two] = [await create(), await create("Subject: Other\n\n")];
    const list = async (query: Record<string, string> = {}) => jsonOf(await run("list", { query }), listSchema);
    expect((await list()).drafts.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
    expect((await list({ q: "subject:Other" })).drafts.map(({ id }) => id)).toEqual([two.id]);
    const first = await list({ maxResults: "1" });
    const second = await list({ maxResults: "1", pageToken: first.nextPageToken ?? "" });
    expect([first.drafts.length, second.drafts.length, second.nextPageToken]).toEqual([1, 1, undefined]);
  });

  it("sends a draft as it is, which ends it, or with another message", async () => {
    const draft = await create();
    const count = gmail.state(GRACE.email).messages.length;
    const sent = jsonOf(await run("send", { body: { id: draft.id } }), draftSchema.shape.message);
    expect([sent.labelIds, sent.threadId]).toEqual([["SENT"], draft.message.threadId]);
    expect(gmail.state(GRACE.email).messages).toHaveLength(count + 1);
    expect([state.drafts, messageOf(draft.message.id)]).toEqual([[], undefined]);
    const other = await create("Subject: nobody\n\n");
    expect(await refusal(run("send", { body: { id: other.id } }))).toMatchObject({
      message: "Recipient address required",
    });
    await run("send", { body: { id: other.id, message: { raw: raw(mail) } } });
    expect(state.drafts).toEqual([]);
  });

  it("deletes a draft with its message", async () => {
    const draft = await create();
    expect(await run("delete", { path: { id: draft.id } })).toEqual({});
    expect(messageOf(draft.message.id)).toBeUndefined();
  });

  it.each(["get", "update", "delete"])("%s takes the draft's id, not its message's", async (method) => {
    const { message } = await create();
    expect(await refusal(run(method, { path: { id: message.id }, body: { message: { raw: raw(mail) } } }))).toEqual(
      notFound,
    );
  });

  it("sends no draft that is not there", async () => {
    const { message } = await create();
    expect(await refusal(run("send", { body: { id: message.id } }))).toEqual(notFound);
    expect(await refusal(run("send", { body: {} }))).toEqual(notFound);
  });
});
