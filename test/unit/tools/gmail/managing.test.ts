import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailTools } from "../../../../src/tools/gmail/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { addLabel, addMessage } from "../../../emulator/gmail/state.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

let people = 0;

/** An account of its own, and calls for it. */
function fresh() {
  people += 1;
  const email = `keeper${people}@example.com`;
  emulator.world.addAccount({ email });
  const state = emulator.gmail.state(email);
  const call = (name: string, input: Record<string, unknown> = {}, options: ToolCallOptions = {}) => {
    const tool = gmailTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, { email, ...options });
  };
  const put = (threadId?: string) =>
    addMessage(state, {
      source: `From: alan@example.net\nTo: ${email}\nSubject: x\n\ny`,
      labelIds: ["INBOX", "UNREAD"],
      internalDate: emulator.world.now(),
      ...(threadId !== undefined && { threadId }),
    });
  const sent = async (work: () => Promise<unknown>) => {
    const before = emulator.requests.length;
    await work();
    return emulator.requests.slice(before).map(({ methodId }) => methodId);
  };
  return { email, state, call, put, sent };
}

describe("gmail_trash and gmail_untrash", () => {
  it("take messages and whole threads to the trash and out of it", async () => {
    const { call, put } = fresh();
    const [single, first] = [put(), put()];
    const second = put(first.threadId);
    const { text } = await call("gmail_trash", { message_ids: [single.id, single.id], thread_ids: [first.threadId] });
    expect(text).toBe("Moved 1 message and 1 thread to the trash.\nGmail passes over message ids that do not exist.");
    for (const { labelIds } of [single, first, second]) expect(labelIds).toEqual(["UNREAD", "TRASH"]);
    const back = await call("gmail_untrash", { message_ids: [single.id], thread_ids: [first.threadId] });
    expect(back.text).toBe("Took 1 message and 1 thread out of the trash.");
    for (const { labelIds } of [single, first, second]) expect(labelIds).toEqual(["UNREAD"]);
  });

  it("tell what could not be moved, and fail when nothing could", async () => {
    const { call, put } = fresh();
    const { id } = put();
    const { text } = await call("gmail_untrash", { message_ids: [id, "abc123"] });
    expect(text).toMatch(/^Took 1 message out of the trash\.\nabc123: .*found nothing/);
    await expect(call("gmail_trash", { thread_ids: ["abc123"] })).rejects.toMatchObject({ code: "not_found" });
    await expect(call("gmail_trash")).rejects.toMatchObject({ code: "invalid_input" });
    await expect(call("gmail_untrash", { message_ids: Array(101).fill("abc") })).rejects.toThrow(z.ZodError);
  });
});

describe("labels", () => {
  it("are made with those above them, in the nearest colour of Gmail's palette", async () => {
    const { call, state } = fresh();
    const { text, data } = await call("gmail_create_label", { name: "Work/Invoices/2026", color: "#FF0000" });
    expect(text).toMatch(
      /^Created the label Work\/Invoices\/2026 \(Label_\d+, #ffffff on #cc3a21\)\. Made first: Work, Work\/Invoices\.$/,
    );
    const made = state.labels.filter(({ type }) => type === "user").map(({ name }) => name);
    expect(made.slice(-3)).toEqual(["Work", "Work/Invoices", "Work/Invoices/2026"]);
    expect(state.labels.at(-1)).toMatchObject({ id: data?.id, color: { textColor: "#ffffff" } });
  });

  it("of one level take one request", async () => {
    const { call, sent } = fresh();
    expect(await sent(() => call("gmail_create_label", { name: "Plain" }))).toEqual(["gmail.users.labels.create"]);
  });

  it("are renamed with those below them", async () => {
    const { call, state } = fresh();
    for (const name of ["Old", "Old/a", "Old/a/b", "Older"]) addLabel(state, name);
    const { text } = await call("gmail_update_label", { label: "old", name: "New", in_label_list: "if_unread" });
    expect(text).toMatch(/^Changed the label New \(Label_\d+\)\. Renamed with it: 2 below it\.$/);
    expect(state.labels.slice(-4).map(({ name }) => name)).toEqual(["New", "New/a", "New/a/b", "Older"]);
    expect(state.labels.at(-4)?.labelListVisibility).toBe("labelShowIfUnread");
  });

  it("are deleted from the mail, which stays", async () => {
    const { call, state, put } = fresh();
    const { id } = addLabel(state, "Gone");
    const message = put();
    message.labelIds.push(id);
    await call("gmail_delete_label", { label: "gone" });
    expect(message.labelIds).toEqual(["INBOX", "UNREAD"]);
    expect(state.labels.some(({ name }) => name === "Gone")).toBe(false);
  });

  it.each([
    ["gmail_create_label", { name: "taken" }, "precondition_failed", "a label of that name exists"],
    ["gmail_update_label", { label: "Other", name: "TAKEN" }, "precondition_failed", "a label of that name exists"],
    ["gmail_create_label", { name: "inbox" }, "invalid_input", "Invalid label name"],
    ["gmail_create_label", { name: "x", text_color: "#000000" }, "invalid_input", "expected color with it"],
    ["gmail_update_label", { label: "Taken" }, "invalid_input", "expected at least one of"],
    ["gmail_update_label", { label: "INBOX", name: "x" }, "invalid_input", "one of Gmail's own labels"],
    ["gmail_delete_label", { label: "STARRED" }, "invalid_input", "one of Gmail's own labels"],
    ["gmail_delete_label", { label: "Takn" }, "not_found", "There is no label"],
  ])("refuse %s %j", async (name, input, code, message) => {
    const { call, state } = fresh();
    addLabel(state, "Taken");
    addLabel(state, "Other");
    await expect(call(name, input)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it.each([
    ["gmail_create_label", { name: "a//b" }],
    ["gmail_create_label", { name: "/a" }],
    ["gmail_create_label", { name: " " }],
    ["gmail_create_label", { name: "x".repeat(226) }],
    ["gmail_create_label", { name: "a", color: "red" }],
    ["gmail_update_label", { label: "" }],
  ])("refuse %s %j by the schema", async (name, input) => {
    await expect(fresh().call(name, input)).rejects.toThrow(z.ZodError);
  });
});

describe("filters", () => {
  it("are made by label names, shown in words and deleted", async () => {
    const { call, state } = fresh();
    addLabel(state, "Bills");
    const { text, data } = await call("gmail_create_filter", {
      from: "billing@example.net",
      subject: "Invoice",
      query: "has:attachment -draft",
      add_labels: ["bills", "starred"],
      remove_labels: ["INBOX", "SPAM"],
    });
    const words =
      "from billing@example.net, subject “Invoice”, matching “has:attachment -draft”: label Bills, star it, skip the inbox, never send it to spam";
    expect(text).toContain(`${words}. Mail that is there already stays`);
    expect((await call("gmail_list_filters")).text).toBe(`- ${words} [id ${data?.id}]`);
    await call("gmail_delete_filter", { filter_id: data?.id });
    expect((await call("gmail_list_filters")).text).toBe("There is no filter.");
  });

  it("are told in words whatever they hold", async () => {
    const { call, state } = fresh();
    state.filters.push(
      {
        id: "f1",
        criteria: {
          to: "x@example.com",
          negatedQuery: "y",
          hasAttachment: true,
          size: 5_000_000,
          sizeComparison: "larger",
        },
        action: { removeLabelIds: ["UNREAD", "IMPORTANT"], addLabelIds: ["TRASH", "Label_99"] },
      },
      {
        id: "f2",
        criteria: { excludeChats: true, size: 10, sizeComparison: "smaller" },
        action: { forward: "a@example.com" },
      },
    );
    expect((await call("gmail_list_filters")).text.split("\n")).toEqual([
      "- to x@example.com, not matching “y”, with an attachment, larger than 5.0 MB: move it to the trash, label Label_99, mark it read, never mark it important [id f1]",
      "- smaller than 10 B, no chats: forward to a@example.com [id f2]",
    ]);
  });

  it("are served by ids where labels are out of reach", async () => {
    const { call, sent } = fresh();
    const scopes = ["gmail.settings.basic"];
    const input = { from: "a@example.com", remove_labels: ["INBOX"] };
    expect(await sent(() => call("gmail_create_filter", input, { scopes }))).toEqual([
      "gmail.users.settings.filters.create",
    ]);
    expect((await call("gmail_list_filters", {}, { scopes })).text).toContain("skip the inbox");
  });

  it("forward only to verified addresses, and reach them", async () => {
    const { call, state } = fresh();
    const input = { from: "a@example.com", forward_to: "grace@example.com" };
    await expect(call("gmail_create_filter", input)).rejects.toMatchObject({
      code: "precondition_failed",
      message: "forward_to: grace@example.com is no verified forwarding address of this account",
    });
    state.forwardingAddresses.push("grace@example.com");
    expect((await call("gmail_create_filter", input)).text).toContain("forward to grace@example.com");
    await expect(call("gmail_create_filter", input)).rejects.toMatchObject({ message: "Such a filter exists already" });
  });

  it("name whom a forwarding filter reaches", async () => {
    const tool = gmailTools.find(({ name }) => name === "gmail_create_filter");
    const audience = async (input: unknown) => {
      const prepared = tool?.prepare(input);
      return prepared?.ok ? await prepared.audience(Object.create(null)) : undefined;
    };
    expect(await audience({ from: "a@example.com", forward_to: "grace@example.com" })).toEqual({
      recipients: ["grace@example.com"],
      content: "Mail to come, from a@example.com: forward to grace@example.com",
    });
    expect(await audience({ from: "a@example.com", add_labels: ["x"] })).toMatchObject({ recipients: [] });
  });

  it.each([
    ["gmail_create_filter", { add_labels: ["STARRED"] }, "from: expected at least one of"],
    ["gmail_create_filter", { from: " ", add_labels: ["STARRED"] }, "from: expected at least one of"],
    ["gmail_create_filter", { from: "x" }, "add_labels: expected at least one of"],
    ["gmail_create_filter", { from: "x", add_labels: ["SENT"] }, "Invalid label in AddLabelIds"],
    ["gmail_create_filter", { from: "x", remove_labels: ["STARRED"] }, "Invalid label in RemoveLabelIds"],
  ])("refuse %s %j", async (name, input, message) => {
    await expect(fresh().call(name, input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it("refuse an id that no filter has", async () => {
    await expect(fresh().call("gmail_delete_filter", { filter_id: "x" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the vacation reply", () => {
  it("is set for whole days of the person's zone and keeps what is not named", async () => {
    const { call, state } = fresh();
    const { text } = await call("gmail_set_vacation", {
      on: true,
      subject: "Away",
      body: "Back in January.",
      first_day: "2026-12-24",
      last_day: "2026-12-31",
      contacts_only: true,
    });
    expect(text).toBe(
      [
        "The vacation reply is on.",
        "Days: from Thu 2026-12-24 to the end of Thu 2026-12-31 (Europe/Berlin)",
        "Goes to: contacts only",
        "Subject: Away",
        "",
        "Back in January.",
      ].join("\n"),
    );
    expect(state.vacation).toMatchObject({
      startTime: String(Date.parse("2026-12-24T00:00:00+01:00")),
      endTime: String(Date.parse("2027-01-01T00:00:00+01:00")),
    });
    await call("gmail_set_vacation", { on: false, last_day: "" });
    expect((await call("gmail_get_vacation")).text).toMatch(
      /^The vacation reply is off\.\nDays: from Thu 2026-12-24 \(Europe\/Berlin\)\n.*contacts only\nSubject: Away\n\nBack/s,
    );
  });

  it("puts a plain text in the place of the HTML one, which would win", async () => {
    const { call, state } = fresh();
    state.vacation = { enableAutoReply: true, responseBodyHtml: "<p>Old <b>text</b></p>" };
    expect((await call("gmail_get_vacation")).text).toContain("Old **text**");
    expect((await call("gmail_set_vacation", { on: true, body: "New" })).text).toMatch(/\n\nNew$/);
    expect(state.vacation).not.toHaveProperty("responseBodyHtml");
  });

  it("shows that there is none", async () => {
    expect((await fresh().call("gmail_get_vacation")).text).toBe(
      "The vacation reply is off.\nGoes to: everybody who writes\nSubject: (none)\nNo text.",
    );
  });

  it.each([
    [{ on: true }, "body: expected a subject or body"],
    [{ on: true, body: "x", first_day: "2026-12-02", last_day: "2026-12-01" }, "last_day: expected"],
    [{ on: true, body: "x", domain_only: true }, "only available for Google Workspace"],
  ])("refuses %j", async (input, message) => {
    await expect(fresh().call("gmail_set_vacation", input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
  });

  it("reaches anyone when it is turned on", async () => {
    const prepared = gmailTools.find(({ name }) => name === "gmail_set_vacation")?.prepare({ on: true, body: "x" });
    expect(prepared?.ok && (await prepared.audience(Object.create(null))).recipients).toEqual(["anyone"]);
  });
});

describe("gmail_set_signature", () => {
  it("writes Markdown as HTML, for the own address or an alias, and takes it away", async () => {
    const { call, state, email } = fresh();
    state.aliases.push({ sendAsEmail: "sales@example.com", displayName: "Sales", verificationStatus: "accepted" });
    const { text } = await call("gmail_set_signature", { signature: "**Ada**\n[site](https://example.com)" });
    expect(text).toBe(`${email} signs as:\n**Ada**\n[site](https://example.com)`);
    expect(state.signatures.get(email)).toContain("<strong>Ada</strong>");
    await call("gmail_set_signature", { signature: "Sales", alias: "sales@example.com" });
    expect((await call("gmail_list_send_as")).text).toContain("sales@example.com (Sales)\nSignature:\nSales");
    expect((await call("gmail_set_signature", { signature: "" })).text).toBe(`${email} has no signature now.`);
  });

  it("refuses an address that is no alias", async () => {
    const failed = fresh().call("gmail_set_signature", { signature: "x", alias: "eve@example.net" });
    await expect(failed).rejects.toMatchObject({
      code: "not_found",
      message: "This account cannot send as eve@example.net",
    });
  });
});

describe("gmail_list_history", () => {
  const historyId = z.object({ historyId: z.string() });

  it("gives where the mailbox is, and tells from there what came, went and was labelled", async () => {
    const { call, put, state } = fresh();
    addLabel(state, "Later");
    const { historyId: start } = historyId.parse((await call("gmail_list_history")).data);
    const [first, second] = [put(), put()];
    await call("gmail_modify_labels", { message_ids: [first.id, second.id], add: ["later"], remove: ["INBOX"] });
    await call("gmail_delete_permanently", { message_ids: [second.id] });
    const { text, note, data } = await call("gmail_list_history", { history_id: start });
    expect(text).toBe(
      [
        `Came:\n- ${first.id} [INBOX, UNREAD]\n- ${second.id} [INBOX, UNREAD]`,
        `Added Later: ${first.id}, ${second.id}`,
        `Removed INBOX: ${first.id}, ${second.id}`,
        `Deleted for good: ${second.id}`,
      ].join("\n\n"),
    );
    expect(note).toBe(`Ask next from history_id ${historyId.parse(data).historyId}`);
    expect((await call("gmail_list_history", { history_id: historyId.parse(data).historyId })).text).toBe(
      "Nothing changed.",
    );
  });

  it("goes page by page", async () => {
    const { call, put, state } = fresh();
    const start = String(state.historyId);
    const ids = [put(), put(), put()].map(({ id }) => id);
    const first = await call("gmail_list_history", { history_id: start, page_size: 2 });
    const page_token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await call("gmail_list_history", { history_id: start, page_size: 2, page_token });
    expect(`${first.text}${second.text}`.match(/[0-9a-f]{16}/g)).toEqual(ids);
  });

  it("says what to do when the id is too old", async () => {
    const { call, state } = fresh();
    state.historyFloor = state.historyId;
    await expect(call("gmail_list_history", { history_id: "1001" })).rejects.toMatchObject({
      code: "not_found",
      message: "history_id: Gmail no longer has the history since 1001; it keeps about a week",
      fix: expect.stringContaining("gmail_search"),
    });
  });
});

describe("gmail_delete_permanently", () => {
  it("deletes for good, with its own scope", async () => {
    const { call, put, state } = fresh();
    const [gone, kept] = [put(), put()];
    const { text } = await call(
      "gmail_delete_permanently",
      { message_ids: [gone.id, "abc"] },
      {
        scopes: ["https://mail.google.com/"],
      },
    );
    expect(text).toMatch(/^Deleted 2 messages for good/);
    expect(state.messages).toContain(kept);
    expect(state.messages).not.toContain(gone);
  });

  it("refuses to delete nothing", async () => {
    await expect(fresh().call("gmail_delete_permanently", {})).rejects.toMatchObject({ code: "invalid_input" });
  });
});
