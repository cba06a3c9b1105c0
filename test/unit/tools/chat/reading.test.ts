import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { ALAN, GRACE, MARY, someone } from "./chat-world.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.faults.clear();
  emulator.chat.app.configured = true;
});

const at = (text: string) => Date.parse(text);
const rowsSchema = z.object({ spaces: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })) });

describe("chat_list_spaces", () => {
  it("shows spaces by name and conversations by who is in them, active last first", async () => {
    const { email, call } = someone(emulator);
    const space = emulator.chat.addSpace("SPACE", [email, GRACE], { displayName: "Cards", created: 0 });
    const group = emulator.chat.addSpace("GROUP_CHAT", [email, GRACE, MARY]);
    const dm = emulator.chat.addSpace("DIRECT_MESSAGE", [email, ALAN]);
    emulator.chat.addMessage(space, GRACE, "one", { created: at("2026-03-10T10:00:00Z") });
    emulator.chat.addMessage(group, GRACE, "two", { created: at("2026-03-10T11:00:00Z") });
    emulator.chat.addMessage(dm, ALAN, "three", { created: at("2026-03-10T12:00:00Z") });
    const { text, data } = await call("chat_list_spaces");
    expect(text).toContain(`|${dm.id}|users/100000000000000000203|direct message|Tue 2026-03-10 13:00|`);
    expect(rowsSchema.parse(data).spaces.map(({ name }) => name)).toEqual([
      "users/100000000000000000203",
      "Grace Example, Mary Example",
      "Cards",
    ]);
  });

  it("leaves conversations unnamed without the permission to see members, and asks for nothing more", async () => {
    const { email, call, sent } = someone(emulator);
    emulator.chat.addMessage(emulator.chat.addSpace("GROUP_CHAT", [email, GRACE, MARY]), GRACE, "hello");
    const requests = await sent(async () => {
      const { data, note } = await call("chat_list_spaces", {}, { scopes: ["chat.spaces.readonly"] });
      expect(note).toContain("chat.memberships.readonly");
      expect(rowsSchema.parse(data).spaces).toMatchObject([{ name: "", type: "group chat" }]);
    });
    expect(requests).toEqual(["chat.spaces.list"]);
  });

  it("shows one type alone, and goes on from page to page", async () => {
    const { call, space, email } = someone(emulator);
    space(GRACE);
    space(GRACE, MARY);
    emulator.chat.addMessage(emulator.chat.addSpace("DIRECT_MESSAGE", [email, GRACE]), GRACE, "hello");
    const first = await call("chat_list_spaces", { type: "space", page_size: 1 });
    const token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await call("chat_list_spaces", { type: "space", page_size: 1, page_token: token });
    const seen = [first, second].flatMap(({ data }) => rowsSchema.parse(data).spaces);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
    expect(second.note).toBeUndefined();
  });

  it("says when there is none", async () => {
    expect((await someone(emulator).call("chat_list_spaces")).text).toBe("No chat.");
  });

  it("lists what members cannot be seen of all the same", async () => {
    const { email, call } = someone(emulator);
    emulator.chat.addMessage(emulator.chat.addSpace("GROUP_CHAT", [email, GRACE, MARY]), GRACE, "hello");
    emulator.faults.add({ match: "chat.spaces.members.list", fault: { kind: "status", status: 400 } });
    expect(rowsSchema.parse((await call("chat_list_spaces")).data).spaces).toHaveLength(1);
  });

  it("says that the project needs a Chat app", async () => {
    emulator.chat.app.configured = false;
    await expect(someone(emulator).call("chat_list_spaces")).rejects.toMatchObject({
      code: "api_not_enabled",
      fix: expect.stringContaining("console.cloud.google.com"),
    });
  });
});

describe("chat_list_messages", () => {
  it("shows the newest page, oldest first, with senders by name, mentions, links and what hangs on a message", async () => {
    const { email, name, call, space } = someone(emulator);
    const room = space(GRACE);
    const head = emulator.chat.addMessage(room, GRACE, `Dear <users/${email}>, see <https://example.com/a|the plan>`, {
      created: at("2026-03-10T12:00:00Z"),
      attachments: [
        { name: "a.txt", type: "text/plain", content: Buffer.from("a"), driveFileId: undefined },
        { name: "Plan", type: "application/vnd.google-apps.document", content: undefined, driveFileId: "drive1" },
      ],
      reactions: [
        { id: "r1", emoji: "👍", by: GRACE },
        { id: "r2", emoji: "👍", by: email },
      ],
    });
    const reply = emulator.chat.addMessage(room, email, "Thank you", {
      thread: head.thread,
      created: at("2026-03-10T12:05:00Z"),
      edited: at("2026-03-10T12:06:00Z"),
    });
    const { text, note } = await call("chat_list_messages", { space_id: room.id });
    expect(text).toBe(
      [
        `[Tue 2026-03-10 13:00] Grace Example — ${head.id}, thread ${head.thread}`,
        `Dear @${name}, see [the plan](https://example.com/a)`,
        "(attachment 1: a.txt, text/plain)",
        "(attachment 2: Plan, application/vnd.google-apps.document, Drive file drive1)",
        "(reactions: 👍 2)",
        "",
        `[Tue 2026-03-10 13:05] ${name} — ${reply.id}, reply in thread ${head.thread}, edited`,
        "Thank you",
      ].join("\n"),
    );
    expect(note).toBe("Times in Europe/Berlin.");
  });

  it("takes two requests at the most, and one without the permission for names, which it says", async () => {
    const { call, space, sent } = someone(emulator);
    const room = space(GRACE);
    emulator.chat.addMessage(room, GRACE, "hello");
    expect(await sent(() => call("chat_list_messages", { space_id: room.id }))).toHaveLength(2);
    const { text, note } = await call(
      "chat_list_messages",
      { space_id: `spaces/${room.id}` },
      { scopes: ["chat.messages.readonly"] },
    );
    expect(text).toContain("users/100000000000000000201");
    expect(note).toContain("directory.readonly");
  });

  it("shows messages without names when names cannot be had", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    emulator.chat.addMessage(room, GRACE, "hello");
    emulator.faults.add({ match: "people.people.getBatchGet", fault: { kind: "api-disabled" } });
    expect((await call("chat_list_messages", { space_id: room.id })).text).toContain("users/100000000000000000201");
  });

  it("keeps to a thread and to a range whose ends are taken in", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    const times = ["2026-03-09T22:59:59Z", "2026-03-09T23:00:00Z", "2026-03-10T22:59:59Z", "2026-03-10T23:00:00Z"];
    const [, , third] = times.map((time) => emulator.chat.addMessage(room, GRACE, `at ${time}`, { created: at(time) }));
    const { text } = await call("chat_list_messages", { space_id: room.id, from: "2026-03-10", to: "2026-03-10" });
    expect(text.match(/at \S+/g)).toEqual([`at ${times[1]}`, `at ${times[2]}`]);
    const thread = await call("chat_list_messages", { space_id: room.id, thread_id: third?.thread });
    expect(thread.text.match(/at \S+/g)).toEqual([`at ${times[2]}`]);
  });

  it("goes to older pages, and gives a long page in pieces", async () => {
    const { call, space } = someone(emulator);
    const room = space(GRACE);
    for (let number = 1; number <= 5; number += 1)
      emulator.chat.addMessage(room, GRACE, `number${number} ${"x".repeat(9000)}`, { created: number * 1000 });
    const newest = await call("chat_list_messages", { space_id: room.id, page_size: 2 });
    expect(newest.text.match(/number\d/g)).toEqual(["number4", "number5"]);
    const token = /page_token (\S+)/.exec(newest.note ?? "")?.[1];
    const older = await call("chat_list_messages", { space_id: room.id, page_size: 3, page_token: token });
    expect(older.text.length).toBeLessThanOrEqual(20_000);
    const offset = Number(/offset (\d+)/.exec(older.note ?? "")?.[1]);
    const rest = await call("chat_list_messages", { space_id: room.id, page_size: 3, page_token: token, offset });
    expect(`${older.text}${rest.text}`.match(/number\d/g)).toEqual(["number1", "number2", "number3"]);
  });

  it("says when there is no message, and refuses a space that this person is not in", async () => {
    const { call, space } = someone(emulator);
    expect((await call("chat_list_messages", { space_id: space().id })).text).toBe("No message.");
    const other = emulator.chat.addSpace("SPACE", [GRACE], { displayName: "Closed to others" });
    await expect(call("chat_list_messages", { space_id: other.id })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  it.each([
    { space_id: "a/../b" },
    { space_id: "ok", thread_id: "spaces/x/messages/y" },
    { space_id: "ok", from: "tomorrow" },
    { space_id: "ok", page_size: 101 },
  ])("refuses %j by its schema", async (input) => {
    await expect(someone(emulator).call("chat_list_messages", input)).rejects.toThrow(z.ZodError);
  });
});

describe("chat_get_space", () => {
  it("shows a space with its members, groups and people who were invited", async () => {
    const { email, name, call } = someone(emulator);
    const space = emulator.chat.addSpace("SPACE", [email, GRACE, "group:777", "app:Reminder"], {
      displayName: "Cards",
      description: "All about\ncards",
      guidelines: "Be kind",
      externalAllowed: true,
      created: at("2026-03-10T12:00:00Z"),
    });
    space.members.push({ who: ALAN, role: "ROLE_MEMBER", state: "INVITED", created: 0 });
    const { text } = await call("chat_get_space", { space_id: space.id });
    for (const part of [
      "# Cards",
      `- id: ${space.id}`,
      "- type: space",
      "- description: All about cards",
      "- members: 2 people, 1 groups",
      "- outside people: allowed",
      "- created: Tue 2026-03-10 13:00 (Europe/Berlin)",
      `|${name}|manager|users/`,
      "|Grace Example|member|users/100000000000000000201|",
      "|groups/777|Google group||",
      "|app|",
      "|users/100000000000000000203|member, invited|users/100000000000000000203|",
    ])
      expect(text).toContain(part);
  });

  it("does without members where they may not be seen, and says so", async () => {
    const { call, space } = someone(emulator);
    const { text, note } = await call("chat_get_space", { space_id: space().id }, { scopes: ["chat.spaces.readonly"] });
    expect(text).not.toContain("|member|");
    expect(note).toContain("chat.memberships.readonly");
  });

  it("tells a direct message with an app", async () => {
    const { email, call } = someone(emulator);
    const dm = emulator.chat.addSpace("DIRECT_MESSAGE", [email, "app:Reminder"]);
    expect((await call("chat_get_space", { space_id: dm.id })).text).toContain("direct message with an app");
  });

  it("refuses what is not there", async () => {
    await expect(someone(emulator).call("chat_get_space", { space_id: "AAAA" })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });
});

describe("chat_find_dm", () => {
  it("finds the direct message with a person, and says when there is none", async () => {
    const { email, call } = someone(emulator);
    expect((await call("chat_find_dm", { email: GRACE })).text).toContain("no direct message");
    const dm = emulator.chat.addSpace("DIRECT_MESSAGE", [email, GRACE]);
    expect((await call("chat_find_dm", { email: GRACE })).data).toEqual({ space_id: dm.id });
  });

  it("does not take a missing Chat app for a missing conversation", async () => {
    emulator.chat.app.configured = false;
    await expect(someone(emulator).call("chat_find_dm", { email: GRACE })).rejects.toMatchObject({
      code: "api_not_enabled",
    });
  });
});
