import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailModifyLabels } from "../../../../src/tools/gmail/modify-labels.ts";
import { gmailSend } from "../../../../src/tools/gmail/send.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { addLabel, addMessage } from "../../../emulator/gmail/state.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
  emulator.world.addAccount({ email: "grace@example.com", name: "Grace" });
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
});

function sentMail(data: unknown) {
  const { id } = z.looseObject({ id: z.string() }).parse(data);
  const message = emulator.gmail.state("ada@example.com").messages.find((one) => one.id === id);
  if (!message) throw new Error("nothing was sent");
  return { message, parse: () => PostalMime.parse(message.source) };
}

describe("gmail_send", () => {
  it("sends Markdown as text and HTML to everyone named", async () => {
    const { text, data } = await runTool(emulator, gmailSend, {
      to: [
        "Grace Hopper <grace@example.com>",
        '"Hopper, Jane" <jane@example.net>',
        "Jürgen Müller <juergen@example.net>",
      ],
      cc: ["cc@example.net"],
      bcc: ["bcc@example.net"],
      subject: "Grüße 🚀",
      body: "**Hello**\n\n<script>x</script>",
    });
    const { message, parse } = sentMail(data);
    const mail = await parse();
    expect(mail.subject).toBe("Grüße 🚀");
    expect(mail.to?.map(({ name, address }) => `${name} ${address}`)).toEqual([
      "Grace Hopper grace@example.com",
      "Hopper, Jane jane@example.net",
      "Jürgen Müller juergen@example.net",
    ]);
    expect(mail.bcc?.[0]?.address).toBe("bcc@example.net");
    expect(mail.html).toContain("<strong>Hello</strong>");
    expect(mail.html).not.toContain("<script>");
    expect(text).toContain('Sent "Grüße 🚀" to Grace Hopper <grace@example.com>');
    expect(text).toContain(`Message ${message.id}, thread ${message.threadId}`);
    const [received] = emulator.gmail.state("grace@example.com").messages.slice(-1);
    expect(received?.source.toString("latin1")).not.toMatch(/^Bcc:/im);
  });

  it("sends plain text alone when asked", async () => {
    const { data } = await runTool(emulator, gmailSend, {
      to: ["grace@example.com"],
      subject: "x",
      body: "**not bold**",
      format: "plain",
    });
    const mail = await sentMail(data).parse();
    expect(mail.html).toBeUndefined();
    expect(mail.text?.trim()).toBe("**not bold**");
  });

  it.each([
    ["small mail in the request itself", 10, "/gmail/v1/users/me/messages/send"],
    ["large mail through the upload path", 200_000, "/upload/gmail/v1/users/me/messages/send"],
  ])("sends %s", async (_, words, path) => {
    const body = "日本 ".repeat(words);
    const { data } = await runTool(emulator, gmailSend, { to: ["grace@example.com"], subject: "x", body });
    expect(emulator.requests.map((request) => request.path)).toEqual([path]);
    expect((await sentMail(data).parse()).text?.trim()).toBe(body.trim());
  });

  it("sends as an alias that the account has, under its name", async () => {
    const { text, data } = await runTool(emulator, gmailSend, {
      to: ["grace@example.com"],
      subject: "x",
      body: "y",
      from: "ADA@example.com",
    });
    expect((await sentMail(data).parse()).from).toEqual({ name: "Ada Example", address: "ada@example.com" });
    expect(text).toContain("from ada@example.com");
  });

  it("sends nothing as an alias that the account has not", async () => {
    const failed = runTool(emulator, gmailSend, {
      to: ["grace@example.com"],
      subject: "x",
      body: "y",
      from: "eve@example.net",
    });
    await expect(failed).rejects.toMatchObject({ code: "not_found", fix: expect.stringContaining("ada@example.com") });
    expect(emulator.requests.map(({ methodId }) => methodId)).toEqual(["gmail.users.settings.sendAs.list"]);
  });

  it("is not sent twice when the answer is lost, and says that it may have been sent", async () => {
    emulator.faults.add({ match: "gmail.users.messages.send", fault: { kind: "drop", when: "after" } });
    const failed = runTool(emulator, gmailSend, { to: ["grace@example.com"], subject: "once", body: "y" });
    await expect(failed).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([
    ["a header injected by the subject", { subject: "a\r\nBcc: eve@example.net" }],
    ["a header injected by a name", { to: ["Eve\r\nBcc: x@example.net <grace@example.com>"] }],
    ["a header injected by an address", { to: ["grace@example.com\r\nBcc: x@example.net"] }],
    ["a line separator in the subject", { subject: "a\u2028b" }],
    ["two addresses in one", { to: ["grace@example.com, eve@example.net"] }],
    ["two addresses in angle brackets", { to: ["<grace@example.com> <eve@example.net>"] }],
    ["an address in the name's place", { to: ["grace@example.com>, <eve@example.net>"] }],
    ["unseen characters in an address", { to: ["gra\u200bce@example.com"] }],
    ["no address", { to: ["Grace"] }],
    ["an address with a comment", { to: ["grace@example.com (Grace)"] }],
    ["a group", { to: ["Friends: grace@example.com;"] }],
    ["too many recipients", { to: Array(501).fill("grace@example.com") }],
    ["NUL in the body", { body: "a\0b" }],
    ["an unknown field", { attachment: [] }],
    ["an alias that is no address", { from: "Ada <ada@example.com>" }],
  ])("refuses %s before anything is asked", async (_, change) => {
    const input = { to: ["grace@example.com"], subject: "x", body: "y", ...change };
    await expect(runTool(emulator, gmailSend, input)).rejects.toThrow(z.ZodError);
    expect(emulator.requests).toHaveLength(0);
  });

  it.each([
    ["nobody", { to: [] }],
    ["too many in all", { to: Array(300).fill("a@example.com"), bcc: Array(300).fill("b@example.com") }],
  ])("refuses mail to %s", async (_, change) => {
    const failed = runTool(emulator, gmailSend, { subject: "x", body: "y", ...change });
    await expect(failed).rejects.toMatchObject({ code: "invalid_input" });
    expect(emulator.requests).toHaveLength(0);
  });
});

describe("gmail_modify_labels", () => {
  function mailbox() {
    const state = emulator.gmail.state("ada@example.com");
    const put = (threadId?: string) =>
      addMessage(state, {
        source: "Subject: a\n\nb",
        labelIds: ["INBOX", "UNREAD"],
        internalDate: Date.now(),
        ...(threadId && { threadId }),
      });
    return { state, put };
  }

  it("adds and removes by name in any case, by id and by the name of a tab", async () => {
    const { state, put } = mailbox();
    const label = addLabel(state, "Later/Read me");
    const [one, two] = [put(), put()];
    const { text, data } = await runTool(emulator, gmailModifyLabels, {
      message_ids: [one.id, two.id, one.id],
      add: ["later/READ ME", "starred", "Promotions"],
      remove: ["inbox", "UNREAD"],
    });
    for (const { id } of [one, two]) {
      const labels = state.messages.find((message) => message.id === id)?.labelIds;
      expect(labels?.sort()).toEqual(["CATEGORY_PROMOTIONS", "STARRED", label.id].sort());
    }
    expect(text).toBe(
      "Added Later/Read me, STARRED, CATEGORY_PROMOTIONS and removed INBOX, UNREAD on 2 messages.\nGmail passes over message ids that do not exist.",
    );
    expect(data).toMatchObject({ messages: 2, threads: 0, failed: [] });
    expect(emulator.requests.map(({ methodId }) => methodId)).toEqual([
      "gmail.users.labels.list",
      "gmail.users.messages.batchModify",
    ]);
  });

  it("changes whole threads, tells of each that fails and keeps the rest", async () => {
    const { state, put } = mailbox();
    const first = put();
    const second = put(first.threadId);
    const { text, data } = await runTool(emulator, gmailModifyLabels, {
      thread_ids: [first.threadId, "00000000deadbeef"],
      remove: ["INBOX"],
    });
    for (const { id } of [first, second]) {
      expect(state.messages.find((message) => message.id === id)?.labelIds).toEqual(["UNREAD"]);
    }
    expect(text).toMatch(/^Removed INBOX on 1 thread\.\nThread 00000000deadbeef was not changed: /);
    expect(data).toMatchObject({ threads: 1, failed: [{ threadId: "00000000deadbeef" }] });
  });

  it("fails where nothing could be done", async () => {
    const failed = runTool(emulator, gmailModifyLabels, { thread_ids: ["00000000deadbeef"], add: ["STARRED"] });
    await expect(failed).rejects.toMatchObject({ code: "not_found" });
  });

  it("names the nearest labels for one that does not exist, and changes nothing", async () => {
    const { put } = mailbox();
    const failed = runTool(emulator, gmailModifyLabels, {
      message_ids: [put().id],
      add: ["Invoice"],
      remove: ["INBOX"],
    });
    await expect(failed).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no label "Invoice"',
      fix: expect.stringMatching(/^The nearest are: Projects\/Invoices, /),
    });
    expect(emulator.requests.map(({ verb }) => verb)).toEqual(["GET"]);
  });

  it.each([
    ["no ids", { add: ["STARRED"] }],
    ["no labels", { message_ids: ["abc123"] }],
    ["a label in both", { message_ids: ["abc123"], add: ["starred"], remove: ["STARRED"] }],
  ])("refuses %s", async (_, input) => {
    await expect(runTool(emulator, gmailModifyLabels, input)).rejects.toMatchObject({ code: "invalid_input" });
    expect(emulator.requests.every(({ verb }) => verb === "GET")).toBe(true);
  });

  it("tells Google's refusal of labels that cannot be changed", async () => {
    const { put } = mailbox();
    const failed = runTool(emulator, gmailModifyLabels, { message_ids: [put().id], add: ["SENT"] });
    await expect(failed).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("SENT") });
  });

  it.each([
    [{ message_ids: Array(1_001).fill("abc"), add: ["STARRED"] }],
    [{ thread_ids: ["a/b"], add: ["STARRED"] }],
    [{ message_ids: ["abc"], add: [""] }],
    [{ message_ids: ["abc"], add: ["a\nb"] }],
  ])("refuses input that does not fit", async (input) => {
    await expect(runTool(emulator, gmailModifyLabels, input)).rejects.toThrow(z.ZodError);
  });
});
