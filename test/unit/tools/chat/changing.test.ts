import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { ALAN, GRACE, MARY, sentSchema, someone } from "./chat-world.ts";

let emulator: Emulator;
let exchange: string;
beforeAll(async () => {
  emulator = await startEmulator();
  exchange = await mkdtemp(join(tmpdir(), "google-mcp-chat-"));
});
afterAll(async () => {
  await emulator.close();
  await rm(exchange, { recursive: true, force: true });
});
beforeEach(() => emulator.faults.clear());

describe("chat_send_message", () => {
  it("sends to a space, and into a thread of it", async () => {
    const { call, space, email } = someone(emulator);
    const room = space(GRACE);
    const first = sentSchema.parse((await call("chat_send_message", { space_id: room.id, text: "*Hello*" })).data);
    expect(first).toMatchObject({ space: room.id, id: `${first.thread}.${first.thread}` });
    const reply = sentSchema.parse(
      (await call("chat_send_message", { space_id: room.id, thread_id: first.thread, text: "again" })).data,
    );
    expect(reply.thread).toBe(first.thread);
    expect(room.messages.map(({ sender, markup }) => [sender, markup])).toEqual([
      [email, "*Hello*"],
      [email, "again"],
    ]);
  });

  it("sends to a person, in one direct message however often", async () => {
    const { call } = someone(emulator);
    const first = sentSchema.parse((await call("chat_send_message", { to: GRACE, text: "one" })).data);
    const second = sentSchema.parse((await call("chat_send_message", { to: GRACE, text: "two" })).data);
    expect(second.space).toBe(first.space);
    expect(emulator.chat.spaces().find(({ id }) => id === first.space)?.messages).toHaveLength(2);
  });

  it("sends once when the answer is lost on the way", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    const fault = { kind: "drop", when: "after" } as const;
    emulator.faults.add({ match: "chat.spaces.messages.create", fault, times: 1 });
    await call("chat_send_message", { space_id: room.id, text: "once" });
    expect(room.messages).toHaveLength(1);
  });

  it("is known again by its request id", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    await call("chat_send_message", { space_id: room.id, text: "one" });
    await call("chat_send_message", { space_id: room.id, text: "one" });
    const ids = emulator.requests
      .filter(({ path }) => path === `/v1/spaces/${room.id}/messages`)
      .map(({ query }) => query.get("requestId"));
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });

  it.each([
    [{ text: "x" }, "expected either space_id or to"],
    [{ text: "x", space_id: "a", to: GRACE }, "expected either space_id or to"],
    [{ text: "x", to: GRACE, thread_id: "t" }, "goes with space_id only"],
  ])("refuses %j before anything is sent", async (input, message) => {
    const { call, sent } = someone(emulator);
    const requests = await sent(() =>
      expect(call("chat_send_message", input)).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining(message),
      }),
    );
    expect(requests).toEqual([]);
  });

  it("needs the permission for spaces to begin a direct message", async () => {
    await expect(
      someone(emulator).call("chat_send_message", { to: GRACE, text: "x" }, { scopes: ["chat.messages.create"] }),
    ).rejects.toMatchObject({ code: "missing_scope" });
  });

  it("refuses a thread and a person that are not there", async () => {
    const { call, space } = someone(emulator);
    await expect(
      call("chat_send_message", { space_id: space().id, thread_id: "none", text: "x" }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(call("chat_send_message", { to: "nobody@example.org", text: "x" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it.each([{ text: "  " }, { text: "ä".repeat(16_001) }, { text: "a\0b" }])("refuses text %#", async ({ text }) => {
    await expect(someone(emulator).call("chat_send_message", { space_id: "a", text })).rejects.toThrow(z.ZodError);
  });
});

describe("own messages", () => {
  it("are changed and deleted", async () => {
    const { call, space, email } = someone(emulator);
    const room = space(GRACE);
    const message = emulator.chat.addMessage(room, email, "old");
    await call("chat_update_message", { space_id: room.id, message_id: message.id, text: "new" });
    expect(message).toMatchObject({ markup: "new", edited: expect.any(Number) });
    await call("chat_delete_message", { space_id: room.id, message_id: `spaces/${room.id}/messages/${message.id}` });
    expect(message.deleted).toBeDefined();
    await expect(call("chat_delete_message", { space_id: room.id, message_id: message.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("go with their replies only when that is said", async () => {
    const { call, space, email } = someone(emulator);
    const room = space(GRACE);
    const head = emulator.chat.addMessage(room, email, "head");
    const reply = emulator.chat.addMessage(room, GRACE, "reply", { thread: head.thread });
    const input = { space_id: room.id, message_id: head.id };
    await expect(call("chat_delete_message", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("replies"),
    });
    await call("chat_delete_message", { ...input, with_replies: true });
    expect([head.deleted, reply.deleted]).not.toContain(undefined);
  });

  it("are all that may be changed", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    const message = emulator.chat.addMessage(room, GRACE, "hers");
    const input = { space_id: room.id, message_id: message.id };
    await expect(call("chat_update_message", { ...input, text: "mine" })).rejects.toMatchObject({
      code: "permission_denied",
    });
    await expect(call("chat_delete_message", input)).rejects.toMatchObject({ code: "permission_denied" });
  });
});

describe("chat_react", () => {
  it("adds once, and takes back only an own reaction", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    const message = emulator.chat.addMessage(room, GRACE, "hello", {
      reactions: [{ id: "r", emoji: "👍", by: GRACE }],
    });
    const input = { space_id: room.id, message_id: message.id, emoji: "👍" };
    expect((await call("chat_react", input)).text).toBe("Reacted with 👍.");
    expect((await call("chat_react", input)).text).toContain("already");
    expect(message.reactions).toHaveLength(2);
    expect((await call("chat_react", { ...input, remove: true })).text).toBe("Took back 👍.");
    expect((await call("chat_react", { ...input, remove: true })).text).toContain("no 👍 of yours");
    expect(message.reactions.map(({ by }) => by)).toEqual([GRACE]);
  });

  it.each(["❤️", "❤", "👩‍🚀", "🇩🇪", "1️⃣", "👍🏽"])("takes %s", async (emoji) => {
    const { call, space } = someone(emulator);
    const room = space();
    const message = emulator.chat.addMessage(room, GRACE, "hello");
    await call("chat_react", { space_id: room.id, message_id: message.id, emoji });
    expect(message.reactions).toHaveLength(1);
  });

  it.each(["", "x", "👍👍", ":smile:", "1"])("refuses %j", async (emoji) => {
    await expect(someone(emulator).call("chat_react", { space_id: "a", message_id: "b", emoji })).rejects.toThrow(
      z.ZodError,
    );
  });

  it("refuses a message that is not there", async () => {
    const { call, space } = someone(emulator);
    await expect(call("chat_react", { space_id: space().id, message_id: "no", emoji: "👍" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("chat_create_space", () => {
  const find = (data: unknown) => {
    const { id } = z.object({ id: z.string(), link: z.string() }).parse(data);
    const space = emulator.chat.spaces().find((one) => one.id === id);
    if (!space) throw new Error("the space was not made");
    return space;
  };

  it("makes a named space, to which outsiders are invited where that is allowed", async () => {
    const { call, email } = someone(emulator);
    const input = { name: `Plans of ${email}`, members: [GRACE, ALAN], description: "Plans" };
    const open = find((await call("chat_create_space", { ...input, allow_external: true })).data);
    expect(open.members.map(({ who, role, state }) => [who, role, state])).toEqual([
      [email, "ROLE_MANAGER", "JOINED"],
      [GRACE, "ROLE_MEMBER", "JOINED"],
      [ALAN, "ROLE_MEMBER", "INVITED"],
    ]);
    const closed = find((await call("chat_create_space", { ...input, name: `Closed of ${email}` })).data);
    expect(closed.members.map(({ who }) => who)).toEqual([email, GRACE]);
  });

  it("makes a group chat of at least two others", async () => {
    const { call } = someone(emulator);
    const group = find((await call("chat_create_space", { members: [GRACE, MARY] })).data);
    expect(group).toMatchObject({ type: "GROUP_CHAT", displayName: undefined });
    await expect(call("chat_create_space", { members: [GRACE] })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(call("chat_create_space", { members: [GRACE, MARY], description: "x" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("tells that the name is taken", async () => {
    const { call, space } = someone(emulator);
    const { displayName } = space();
    await expect(call("chat_create_space", { name: displayName })).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("display name"),
    });
  });
});

describe("chat_manage_members", () => {
  it("adds and removes, says what was so already, and what could not be done", async () => {
    const { call, email } = someone(emulator);
    const room = emulator.chat.addSpace("SPACE", [email, GRACE], {
      displayName: `Members ${email}`,
      externalAllowed: true,
    });
    const { text, data } = await call("chat_manage_members", {
      space_id: room.id,
      add: [MARY, ALAN, email, "nobody@example.org"],
      remove: [GRACE, "ada@example.com"],
    });
    expect(text.split("\n")).toEqual([
      `- ${MARY}: added`,
      `- ${ALAN}: invited`,
      `- ${email}: was in it already`,
      expect.stringContaining("- nobody@example.org: not done: "),
      `- ${GRACE}: removed`,
      "- ada@example.com: was not in it",
    ]);
    expect(data).toEqual({ done: 5, failed: 1 });
    expect(room.members.map(({ who }) => who)).toEqual([email, MARY, ALAN]);
  });

  it("fails when nothing could be done", async () => {
    const { call, space } = someone(emulator);
    await expect(call("chat_manage_members", { space_id: space().id, add: [ALAN] })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("does not let a member remove a manager", async () => {
    const { call, email } = someone(emulator);
    const room = emulator.chat.addSpace("SPACE", [GRACE, email], { displayName: `Managed ${email}` });
    await expect(call("chat_manage_members", { space_id: room.id, remove: [GRACE] })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  it.each([{}, { add: [GRACE], remove: [GRACE] }])("refuses %j before anything is sent", async (input) => {
    const { call, sent } = someone(emulator);
    const requests = await sent(() =>
      expect(call("chat_manage_members", { space_id: "a", ...input })).rejects.toMatchObject({ code: "invalid_input" }),
    );
    expect(requests).toEqual([]);
  });
});

describe("chat_download_attachment", () => {
  const withFiles = (email: string) => {
    const room = emulator.chat.addSpace("SPACE", [email], { displayName: `Files of ${email}` });
    const message = emulator.chat.addMessage(room, email, "files", {
      attachments: [
        { name: "../tables.txt", type: "text/plain", content: Buffer.from("forty gears"), driveFileId: undefined },
        { name: "Plan", type: "application/vnd.google-apps.document", content: undefined, driveFileId: "drive1" },
      ],
    });
    return { space_id: room.id, message_id: message.id };
  };

  it("saves what was uploaded into the exchange folder, under a harmless name", async () => {
    const { call, email } = someone(emulator);
    const { data } = await call("chat_download_attachment", withFiles(email), { exchange });
    const { path, bytes } = z.object({ path: z.string(), bytes: z.number() }).parse(data);
    expect(path.startsWith(exchange)).toBe(true);
    expect(path).toMatch(/tables[^/]*\.txt$/);
    expect(bytes).toBe(11);
    expect(await readFile(path, "utf8")).toBe("forty gears");
  });

  it("points to Drive for a file that is there, and names what there is", async () => {
    const { call, email } = someone(emulator);
    const input = withFiles(email);
    await expect(call("chat_download_attachment", { ...input, attachment: 2 }, { exchange })).rejects.toMatchObject({
      code: "invalid_input",
      fix: expect.stringContaining("file drive1"),
    });
    await expect(call("chat_download_attachment", { ...input, attachment: 3 }, { exchange })).rejects.toMatchObject({
      code: "not_found",
      fix: expect.stringContaining("2. Plan"),
    });
  });

  it("begins anew when the connection breaks, and saves a whole file once", async () => {
    const { call, email } = someone(emulator);
    const folder = await mkdtemp(join(exchange, "broken-"));
    emulator.faults.add({ match: "chat.media.download", fault: { kind: "cut", afterBytes: 5 }, times: 1 });
    const { data } = await call("chat_download_attachment", withFiles(email), { exchange: folder });
    expect(data).toMatchObject({ bytes: 11, type: "text/plain" });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("leaves nothing behind when the download fails", async () => {
    const { call, email } = someone(emulator);
    const input = withFiles(email);
    const folder = await mkdtemp(join(exchange, "failing-"));
    emulator.faults.add({ match: "chat.media.download", fault: { kind: "status", status: 403 } });
    await expect(call("chat_download_attachment", input, { exchange: folder })).rejects.toMatchObject({
      code: "permission_denied",
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
