import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailGetMessage } from "../../../../src/tools/gmail/get-message.ts";
import { gmailListLabels } from "../../../../src/tools/gmail/list-labels.ts";
import { gmailSearch } from "../../../../src/tools/gmail/search.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { addLabel, addMessage } from "../../../emulator/gmail/state.ts";
import { itByDescription } from "../../../support/requires.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
});

let mailboxes = 0;

/** An account whose mailbox holds only what the test puts there. */
function freshMailbox() {
  mailboxes += 1;
  const email = `reader${mailboxes}@example.com`;
  emulator.world.addAccount({ email, name: "Reader", sub: `2${String(mailboxes).padStart(20, "0")}` });
  const state = emulator.gmail.state(email);
  state.messages.length = 0;
  const put = (source: string, more: { labelIds?: string[]; internalDate?: number; threadId?: string } = {}) =>
    addMessage(state, {
      source,
      labelIds: more.labelIds ?? ["INBOX"],
      internalDate: more.internalDate ?? Date.UTC(2026, 10, 24, 13, 5),
      ...(more.threadId && { threadId: more.threadId }),
    });
  return { email, state, put };
}

const rows = z.object({
  messages: z.array(z.looseObject({ id: z.string(), subject: z.string(), attachment: z.boolean() })),
  nextPageToken: z.string().optional(),
});

describe("gmail_search", () => {
  it("gives one row a message with everything that a reader needs", async () => {
    const { email, state, put } = freshMailbox();
    const label = addLabel(state, "Work/A|B");
    const message = put(
      `From: Grace <grace@example.com>\nTo: ${email}\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= | two\n\nIt's <late> & "cold"`,
      { labelIds: ["INBOX", "UNREAD", label.id] },
    );
    const { text, data } = await runTool(emulator, gmailSearch, { query: "from:grace" }, { email });
    expect(rows.parse(data).messages[0]).toEqual({
      id: message.id,
      threadId: message.threadId,
      date: "Tue 2026-11-24 14:05",
      from: "Grace <grace@example.com>",
      to: email,
      subject: "Grüße | two",
      snippet: `It's <late> & "cold"`,
      labels: ["INBOX", "UNREAD", "Work/A|B"],
      attachment: false,
    });
    expect(text).toContain("Europe/Berlin");
    expect(text).toContain("|Tue 2026-11-24 14:05|Grace <grace@example.com>|");
    expect(text).toContain("Grüße \\| two");
  });

  it("shows times in the person's zone", async () => {
    const { email, put } = freshMailbox();
    put("From: a@example.com\nSubject: x\n\ny", { internalDate: Date.UTC(2026, 10, 24, 23, 30) });
    const { text } = await runTool(emulator, gmailSearch, {}, { email, timeZone: "Asia/Tokyo" });
    expect(text).toContain("Wed 2026-11-25 08:30");
  });

  it("says which messages carry files, exactly", async () => {
    const { email, put } = freshMailbox();
    const part = (type: string, name: string) =>
      `--b\nContent-Type: ${type}; name="${name}"\nContent-Disposition: inline; filename="${name}"\n\nx\n`;
    const mixed = (subject: string, kind: string, inner: string) =>
      `From: a@example.com\nSubject: ${subject}\nContent-Type: multipart/${kind}; boundary="b"\n\n--b\nContent-Type: text/html\n\ntext\n${inner}--b--\n`;
    put(mixed("with file", "mixed", part("application/pdf", "a.pdf")));
    put(mixed("with picture in the text", "related", part("image/png", "logo.png")));
    put(mixed("list footer", "mixed", "--b\nContent-Type: text/plain\n\nfooter\n"));
    const { data } = await runTool(emulator, gmailSearch, {}, { email });
    const flags = Object.fromEntries(rows.parse(data).messages.map((row) => [row.subject, row.attachment]));
    expect(flags).toEqual({ "with file": true, "with picture in the text": false, "list footer": false });
  });

  it("pages through everything once", async () => {
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const input = { query: "subject:Build", page_size: 12, ...(token && { page_token: token }) };
      const { note, data } = await runTool(emulator, gmailSearch, input);
      const page = rows.parse(data);
      expect(page.messages.length).toBeLessThanOrEqual(12);
      if (page.nextPageToken) expect(note).toContain(`page_token ${page.nextPageToken}`);
      seen.push(...page.messages.map(({ id }) => id));
      token = page.nextPageToken;
    } while (token);
    expect(seen).toHaveLength(30);
    expect(new Set(seen).size).toBe(30);
  });

  it("asks for no body, in two batches: the list with the labels, then a request a message", async () => {
    await runTool(emulator, gmailSearch, { query: "subject:Build", page_size: 5 });
    const [first, list, labels, second, ...messages] = emulator.requests;
    expect([first?.path, second?.path]).toEqual(["/batch/gmail/v1", "/batch/gmail/v1"]);
    expect([list?.methodId, labels?.methodId]).toEqual(["gmail.users.messages.list", "gmail.users.labels.list"]);
    expect(messages.map(({ methodId }) => methodId)).toEqual(Array(5).fill("gmail.users.messages.get"));
    for (const request of messages) expect(request.query.get("fields")).not.toContain("body");
  });

  it("leaves spam out unless asked", async () => {
    const without = await runTool(emulator, gmailSearch, { query: "subject:won" });
    expect(without.text).toBe("No message matches the query.");
    const spam = await runTool(emulator, gmailSearch, { query: "subject:won", include_spam_trash: true });
    expect(spam.text).toContain("You won");
  });

  it("leaves out a message that is deleted meanwhile, and keeps the others", async () => {
    const { email, state, put } = freshMailbox();
    const gone = put("From: a@example.com\nSubject: gone\n\nx");
    put("From: a@example.com\nSubject: stays\n\nx");
    emulator.faults.add({
      match: ({ methodId }) => {
        if (methodId === "gmail.users.messages.get") state.messages = state.messages.filter(({ id }) => id !== gone.id);
        return false;
      },
      fault: { kind: "delay", ms: 0 },
    });
    const { data } = await runTool(emulator, gmailSearch, {}, { email });
    expect(rows.parse(data).messages.map(({ subject }) => subject)).toEqual(["stays"]);
  });

  it("stays within its bound with a hundred wordy messages", async () => {
    const { email, put } = freshMailbox();
    for (let number = 0; number < 100; number += 1) {
      put(
        `From: ${"Long Name ".repeat(20)}<a@example.com>\nTo: ${"b@example.com, ".repeat(100)}c@example.com\nSubject: ${"word ".repeat(100)}${number}\n\n${"text ".repeat(100)}`,
      );
    }
    const { text, data } = await runTool(emulator, gmailSearch, { page_size: 100 }, { email });
    expect(rows.parse(data).messages).toHaveLength(100);
    expect(text.length).toBeLessThan(25_000);
  });

  it("removes unseen characters from what others wrote", async () => {
    const { email, put } = freshMailbox();
    put("From: a@example.com\nSubject: a\u202eb\u200bc\u{e0041}d\n\nx");
    const { text } = await runTool(emulator, gmailSearch, {}, { email });
    expect(text).toContain("|abcd|");
  });

  it("tells Google's refusal of a page token", async () => {
    await expect(runTool(emulator, gmailSearch, { page_token: "nonsense" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("Invalid pageToken"),
    });
  });

  it.each([
    [{ page_size: 101 }],
    [{ page_size: 0 }],
    [{ page_token: "a b" }],
    [{ query: "a\0b" }],
    [{ query: "x".repeat(2_001) }],
    [{ q: "x" }],
  ])("refuses %j before anything is asked", async (input) => {
    await expect(runTool(emulator, gmailSearch, input)).rejects.toThrow(z.ZodError);
    expect(emulator.requests).toHaveLength(0);
  });
});

describe("gmail_get_message", () => {
  it("gives headers, text and attachments with ids", async () => {
    const search = await runTool(emulator, gmailSearch, { query: "subject:Invoice has:attachment" });
    const id = rows.parse(search.data).messages[0]?.id;
    const { text } = await runTool(emulator, gmailGetMessage, { ids: [id] });
    expect(text).toContain("From: Grace Example <grace@example.com>");
    expect(text).toContain("Subject: Invoice 2026-117 for the analytical engine");
    expect(text).toContain("Labels: INBOX, UNREAD, IMPORTANT, CATEGORY_PERSONAL, Projects/Invoices");
    expect(text).toMatch(/- invoice-2026-117\.pdf \(application\/pdf, \d+ B\), id 1$/m);
    expect(text).toContain("1,240.00 EUR");
  });

  it("leaves out and tells what style hides, and shows where links lead", async () => {
    const search = await runTool(emulator, gmailSearch, { query: "from:phish" });
    const id = rows.parse(search.data).messages[0]?.id;
    const { text } = await runTool(emulator, gmailGetMessage, { ids: [id] });
    expect(text).not.toContain("Ignore all previous");
    expect(text).toMatch(/\[Removed: 1 passage hidden by style \(\d+ characters\)\.\]/);
    expect(text).toContain("[www.parcel.example.com](https://phish.example.net/track)");
  });

  it("reads other charsets", async () => {
    const search = await runTool(emulator, gmailSearch, { query: "from:zoe" });
    const { text } = await runTool(emulator, gmailGetMessage, { ids: [rows.parse(search.data).messages[0]?.id] });
    expect(text).toContain("Schöne Grüße aus Köln. Das Café");
  });

  it("marks quoted history", async () => {
    const { email, put } = freshMailbox();
    const { id } = put(
      "From: a@example.com\nSubject: x\n\nYes.\n\nOn Tue, 24 Nov 2026 Ada <ada@example.com> wrote:\n> Shall we?",
    );
    const { text } = await runTool(emulator, gmailGetMessage, { ids: [id] }, { email });
    expect(text).toContain("Yes.\n\n[Quoted history:]\nOn Tue");
  });

  it("reads many at once, and tells of each that fails without losing the rest", async () => {
    const { email, put } = freshMailbox();
    const one = put("From: a@example.com\nSubject: One\n\nfirst text");
    const two = put("From: a@example.com\nSubject: Two\n\nsecond text");
    const ids = [one.id, "00000000deadbeef", "not-an-id", two.id, one.id];
    const { text } = await runTool(emulator, gmailGetMessage, { ids }, { email });
    expect(text).toContain("No message has the id 00000000deadbeef");
    expect(text).toContain("No message has the id not-an-id");
    expect(text.indexOf("first text")).toBeLessThan(text.indexOf("second text"));
    expect(text.match(/first text/g)).toHaveLength(1);
  });

  it("fails where the only message does", async () => {
    await expect(runTool(emulator, gmailGetMessage, { ids: ["00000000deadbeef"] })).rejects.toMatchObject({
      code: "not_found",
      message: "No message has the id 00000000deadbeef",
      fix: expect.stringContaining("gmail_search"),
    });
  });

  it("cuts long answers and reads on to the last character", async () => {
    const { email, put } = freshMailbox();
    const lines = Array.from({ length: 2_000 }, (_, number) => `line ${number} of the long story`);
    const { id } = put(`From: a@example.com\nSubject: Long\n\n${lines.join("\n")}`);
    let whole = "";
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const { text } = await runTool(emulator, gmailGetMessage, { ids: [id], offset }, { email });
      expect(text.length).toBeLessThan(20_200);
      const [piece = "", next] = text.split(/\n\n\[Cut: .* offset (\d+)\.\]$/);
      whole += piece;
      offset = next === undefined ? undefined : Number(next);
    }
    for (const line of lines) expect(whole).toContain(line);
  });

  it("fetches text that Gmail keeps apart for its size", async () => {
    const { email, put } = freshMailbox();
    const { id } = put(`From: a@example.com\nSubject: Huge\n\nBEGIN ${"0123456789 ".repeat(200_000)}`);
    const { text } = await runTool(emulator, gmailGetMessage, { ids: [id] }, { email });
    expect(text).toContain("BEGIN 0123456789");
  });

  itByDescription("fails as a whole when the sign-in does not serve it", async () => {
    const { email, put } = freshMailbox();
    const ids = [put("Subject: a\n\nb").id, put("Subject: c\n\nd").id];
    const failed = runTool(emulator, gmailGetMessage, { ids }, { email, scopes: ["gmail.send"] });
    await expect(failed).rejects.toMatchObject({ code: "missing_scope" });
  });

  it("fails as a whole when it is cancelled", async () => {
    const { email, put } = freshMailbox();
    const ids = [put("Subject: a\n\nb").id, put("Subject: c\n\nd").id];
    const failed = runTool(emulator, gmailGetMessage, { ids }, { email, signal: AbortSignal.abort() });
    await expect(failed).rejects.toMatchObject({ code: "cancelled" });
  });

  it.each([
    [{ ids: [] }],
    [{ ids: Array(51).fill("abc") }],
    [{ ids: ["../../drive"] }],
    [{ ids: [".."] }],
    [{ ids: ["a"], offset: -1 }],
    [{ ids: ["a"], max_characters: 100_001 }],
  ])("refuses %j", async (input) => {
    await expect(runTool(emulator, gmailGetMessage, input)).rejects.toThrow(z.ZodError);
  });
});

describe("gmail_list_labels", () => {
  const labels = z.object({
    labels: z.array(z.looseObject({ id: z.string(), name: z.string(), type: z.string(), hidden: z.boolean() })),
  });

  it("lists system labels first, then own ones by name, with counts", async () => {
    const { email, state, put } = freshMailbox();
    const work = addLabel(state, "AAA");
    work.labelListVisibility = "labelHide";
    put("Subject: a\n\nb", { labelIds: ["INBOX", "UNREAD", work.id] });
    put("Subject: c\n\nd", { labelIds: ["INBOX"] });
    const { text, data } = await runTool(emulator, gmailListLabels, {}, { email });
    const listed = labels.parse(data).labels;
    expect(listed.slice(0, 3).map(({ id }) => id)).toEqual(["INBOX", "UNREAD", "STARRED"]);
    expect(listed[0]).toMatchObject({ type: "system", unread: 1, messages: 2, hidden: false });
    expect(listed.filter(({ type }) => type === "user").map(({ name }) => name)).toEqual([
      "AAA",
      "Projects",
      "Projects/Invoices",
    ]);
    expect(text).toContain(`|AAA|${work.id}|1|1|hidden|`);
    expect(text).toContain("|INBOX|=|1|2||");
  });

  it("works with the scope for labels alone", async () => {
    const { data } = await runTool(emulator, gmailListLabels, {}, { scopes: ["gmail.labels"] });
    expect(labels.parse(data).labels.length).toBeGreaterThan(10);
  });

  it("counts no more labels than it may take requests for", async () => {
    const { email, state } = freshMailbox();
    for (let number = 0; number < 320; number += 1) addLabel(state, `Label ${number}`);
    const { text, data } = await runTool(emulator, gmailListLabels, {}, { email });
    expect(labels.parse(data).labels).toHaveLength(state.labels.length);
    expect(emulator.requests.filter(({ methodId }) => methodId === "gmail.users.labels.get")).toHaveLength(300);
    expect(text).toContain("the first 300");
  });
});
