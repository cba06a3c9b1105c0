import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ChatService, chatService } from "../../emulator/chat/service.ts";
import type { StoredSpace } from "../../emulator/chat/state.ts";
import { call, GRACE, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const ADA = "ada@example.com";
const MINUTE = 60_000;
const messagesSchema = z.object({ messages: z.array(z.object({ text: z.string() })).default([]) });

let chat: ChatService;
let room: StoredSpace;
beforeEach(() => {
  chat = chatService(smallWorld());
  room = chat.addSpace("SPACE", [ADA, "grace@example.com"], { displayName: "Room" });
  for (const minute of [1, 2, 3])
    chat.addMessage(room, ADA, `minute ${minute}`, { created: NOW - (4 - minute) * MINUTE });
});

const list = async (query: Record<string, string>) => {
  const answer = await call(chat, "chat.spaces.messages.list", { path: { parent: `spaces/${room.id}` }, query });
  return jsonOf(answer, messagesSchema).messages.map(({ text }) => text);
};
const setUp = (space: Record<string, unknown>, names: string[] = [], more: Record<string, unknown> = {}) =>
  call(chat, "chat.spaces.setup", {
    body: { space, memberships: names.map((name) => ({ member: { name: `users/${name}`, type: "HUMAN" } })), ...more },
  });
const at = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();

describe("the emulated list of messages", () => {
  it("has the oldest first unless asked otherwise", async () => {
    expect(await list({})).toEqual(["minute 1", "minute 2", "minute 3"]);
    for (const orderBy of ["createTime desc", "create_time DESC", "DESC"])
      expect(await list({ orderBy })).toEqual(["minute 3", "minute 2", "minute 1"]);
    expect(await list({ filter: `create_time > "${at(3)}" AND createTime < "${at(1)}"` })).toEqual(["minute 2"]);
  });

  it.each<Record<string, string>>([
    { orderBy: "sender desc" },
    { filter: `create_time >= "${at(3)}"` },
    { filter: 'create_time > "yesterday"' },
    { filter: "thread.name = spaces/other/threads/x" },
    { filter: "text = hello" },
    { filter: `create_time > "${at(3)}" OR create_time < "${at(1)}"` },
  ])("refuses %j", async (query) => {
    expect(await refusal(list(query))).toMatchObject({ status: 400 });
  });

  it("takes one thread", async () => {
    const [head] = room.messages;
    const thread = `thread.name = spaces/${room.id}/threads/${head?.thread}`;
    expect(await list({ filter: thread })).toEqual(["minute 1"]);
    expect(await refusal(list({ filter: `${thread} AND ${thread}` }))).toMatchObject({ status: 400 });
  });

  it("is empty JSON where there is nothing", async () => {
    const empty = chat.addSpace("SPACE", [ADA], { displayName: "Empty" });
    const path = { parent: `spaces/${empty.id}` };
    expect((await call(chat, "chat.spaces.messages.list", { path })).json).toEqual({});
  });
});

describe("the emulated set-up of spaces", () => {
  it.each([
    [{}, ["grace@example.com"]],
    [{ spaceType: "SPACE" }, []],
    [{ spaceType: "SPACE", displayName: "x".repeat(129) }, []],
    [{ spaceType: "SPACE", displayName: "x", spaceDetails: { description: "x".repeat(151) } }, []],
    [{ spaceType: "SPACE", displayName: "x" }, [ADA]],
    [{ spaceType: "SPACE", displayName: "x" }, ["100000000000000000203"]],
    [{ spaceType: "GROUP_CHAT" }, ["grace@example.com"]],
    [{ spaceType: "GROUP_CHAT", displayName: "x" }, ["grace@example.com", "mary@example.com"]],
    [{ spaceType: "DIRECT_MESSAGE" }, []],
    [{ spaceType: "DIRECT_MESSAGE", spaceDetails: { description: "x" } }, ["grace@example.com"]],
  ])("refuses %j with %j", async (space, names) => {
    expect(await refusal(setUp(space, names))).toMatchObject({ status: 400 });
  });

  it("makes one space for a request's id, and no second of the same name", async () => {
    const before = chat.spaces().length;
    const first = await setUp({ spaceType: "SPACE", displayName: "x" }, [], { requestId: "r1" });
    expect((await setUp({ spaceType: "SPACE", displayName: "x" }, [], { requestId: "r1" })).json).toEqual(first.json);
    expect(await refusal(setUp({ spaceType: "SPACE", displayName: "x" }))).toMatchObject({ status: 409 });
    expect(chat.spaces()).toHaveLength(before + 1);
  });
});

describe("the emulated rules of who may what", () => {
  it("does not list a conversation before its first message", async () => {
    const dm = chat.addSpace("DIRECT_MESSAGE", [ADA, "mary@example.com"]);
    const ids = async () => JSON.stringify((await call(chat, "chat.spaces.list")).json);
    expect(await ids()).not.toContain(dm.id);
    chat.addMessage(dm, ADA, "hello");
    expect(await ids()).toContain(dm.id);
  });

  it("names nobody to a person's own sign-in", async () => {
    const { json } = await call(chat, "chat.spaces.members.list", { path: { parent: `spaces/${room.id}` } });
    expect(JSON.stringify(json)).not.toContain("displayName");
  });

  it("refuses others' messages, reactions and spaces", async () => {
    const [message] = room.messages;
    message?.reactions.push({ id: "r1", emoji: "👍", by: ADA });
    const name = `spaces/${room.id}/messages/${message?.id}`;
    const asGrace = (method: string, path: Record<string, string>, more = {}) =>
      refusal(call(chat, method, { path, account: GRACE, ...more }));
    const patch = { query: { updateMask: "text" }, body: { text: "x" } };
    expect(await asGrace("chat.spaces.messages.patch", { name }, patch)).toMatchObject({ status: 403 });
    expect(await asGrace("chat.spaces.messages.delete", { name })).toMatchObject({ status: 403 });
    const reaction = { name: `${name}/reactions/r1` };
    expect(await asGrace("chat.spaces.messages.reactions.delete", reaction)).toMatchObject({ status: 403 });
    const closed = chat.addSpace("SPACE", [ADA], { displayName: "Closed" });
    expect(await asGrace("chat.spaces.get", { name: `spaces/${closed.id}` })).toMatchObject({ status: 403 });
  });

  it("takes text alone, not too much of it, and only with a mask", async () => {
    const path = { parent: `spaces/${room.id}` };
    for (const body of [{}, { text: " " }, { text: "x".repeat(32_001) }, { text: "x", cardsV2: [] }])
      expect(await refusal(call(chat, "chat.spaces.messages.create", { path, body }))).toMatchObject({ status: 400 });
    const name = `spaces/${room.id}/messages/${room.messages[0]?.id}`;
    const patch = call(chat, "chat.spaces.messages.patch", { path: { name }, body: { text: "x" } });
    expect(await refusal(patch)).toMatchObject({ status: 400 });
  });

  it.each([
    'emoji.unicode = "👍" AND emoji.unicode = "🙂"',
    'emoji.unicode = "👍" OR user.name = "users/1"',
    'emoji.unicode = "👍" OR emoji.unicode = "🙂" AND user.name = "users/1"',
    "emoji = 👍",
  ])("refuses the filter of reactions %s", async (filter) => {
    const path = { parent: `spaces/${room.id}/messages/${room.messages[0]?.id}` };
    const answer = call(chat, "chat.spaces.messages.reactions.list", { path, query: { filter } });
    expect(await refusal(answer)).toMatchObject({ status: 400 });
  });
});
