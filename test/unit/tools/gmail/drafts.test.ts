import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailCreateDraft } from "../../../../src/tools/gmail/create-draft.ts";
import { gmailDeleteDraft } from "../../../../src/tools/gmail/delete-draft.ts";
import { gmailListDrafts } from "../../../../src/tools/gmail/list-drafts.ts";
import { gmailSendDraft } from "../../../../src/tools/gmail/send-draft.ts";
import { gmailUpdateDraft } from "../../../../src/tools/gmail/update-draft.ts";
import { png } from "../../../emulator/drive/office-files.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { addMessage } from "../../../emulator/gmail/state.ts";
import { audienceOf, runTool } from "../../../support/tool-call.ts";
import { mailboxOf, parsed, seeded, storedOf } from "./mailbox.ts";

let emulator: Emulator;
let exchange: string;
beforeAll(async () => {
  emulator = await startEmulator();
  exchange = await mkdtemp(join(tmpdir(), "google-mcp-drafts-"));
  await writeFile(join(exchange, "a.txt"), "first");
  await writeFile(join(exchange, "b.txt"), "second");
  await writeFile(join(exchange, "large.bin"), Buffer.alloc(3_900_000, 7));
});
afterAll(async () => {
  await emulator.close();
  await rm(exchange, { recursive: true, force: true });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
  const state = mailboxOf(emulator);
  const kept = new Set(state.drafts.map(({ messageId }) => messageId));
  state.messages = state.messages.filter(({ id }) => !kept.has(id));
  state.drafts = [];
});

const kept = z.object({ id: z.string(), messageId: z.string(), threadId: z.string() });
const create = (input: Record<string, unknown>, scopes?: string[]) =>
  runTool(emulator, gmailCreateDraft, input, { exchange, ...(scopes && { scopes }) });
const update = (input: Record<string, unknown>) => runTool(emulator, gmailUpdateDraft, input, { exchange });
const messageOf = (data: unknown) => storedOf(emulator, data, "messageId");
const madeDraft = async (input: Record<string, unknown>) => kept.parse((await create(input)).data);

/** A draft as another program wrote it. */
function foreignDraft(source: string): string {
  const state = mailboxOf(emulator);
  const { id: messageId } = addMessage(state, { source, labelIds: ["DRAFT"], internalDate: Date.now() });
  state.drafts.push({ id: "r123", messageId });
  return "r123";
}

describe("gmail_create_draft", () => {
  it("keeps a mail with its files and sends nothing", async () => {
    const { text, data } = await create({
      to: ["Grace <grace@example.com>"],
      bcc: ["b@example.org"],
      subject: "Grüße",
      body: "**Hi**",
      attachments: ["a.txt"],
    });
    const message = messageOf(data);
    const mail = await parsed(message);
    expect(message.labelIds).toEqual(["DRAFT"]);
    expect([mail.subject, mail.to?.[0]?.name, mail.bcc?.[0]?.address]).toEqual(["Grüße", "Grace", "b@example.org"]);
    expect(mail.files.map(({ filename, content }) => [filename, content.toString()])).toEqual([["a.txt", "first"]]);
    expect(text).toContain(
      `Draft made: id ${kept.parse(data).id}, to grace@example.com; bcc b@example.org, with 1 file. Not sent.`,
    );
  });

  it("keeps an empty one", async () => {
    expect((await create({})).text).toMatch(/^Draft made: id r-?\d+\. Not sent\.\nMessage /);
  });

  it("keeps a reply in its thread, with whom it names besides", async () => {
    const original = seeded(emulator, "First sketch");
    const { data } = await create({ reply_to: original.id, body: "Better", to: ["alan@example.net"] });
    const message = messageOf(data);
    const mail = await parsed(message);
    expect(message.threadId).toBe(original.threadId);
    expect(mail.to?.map(({ address }) => address)).toEqual(["grace@example.com", "alan@example.net"]);
    expect([mail.subject, mail.inReplyTo]).toEqual(["Re: First sketch", "<sketch@mail.example.com>"]);
    expect(mail.text).toContain("> A first sketch of the engine");
  });

  it("goes through the upload path when it is large", async () => {
    const { data } = await create({ reply_to: seeded(emulator, "First sketch").id, attachments: ["large.bin"] });
    expect(emulator.requests.at(-1)?.path).toBe("/upload/gmail/v1/users/me/drafts");
    const message = messageOf(data);
    expect(message.threadId).toBe(seeded(emulator, "First sketch").threadId);
    expect((await parsed(message)).files[0]?.content.length).toBe(3_900_000);
  });

  it.each([
    ["a subject of its own for a reply", { reply_to: "abc", subject: "x" }, "invalid_input"],
    ["a reply to everyone without a message", { reply_all: true }, "invalid_input"],
    ["a message that is not there", { reply_to: "00000000deadbeef" }, "not_found"],
    ["a file that is not there", { attachments: ["nowhere"] }, "not_found"],
  ])("refuses %s", async (_, input, code) => {
    await expect(create(input)).rejects.toMatchObject({ code });
    expect(mailboxOf(emulator).drafts).toEqual([]);
  });

  it("works with the permission to write alone, but for replies", async () => {
    await create({ to: ["grace@example.com"], from: "ada@example.com" }, ["gmail.compose"]);
    const reply = create({ reply_to: seeded(emulator, "First sketch").id }, ["gmail.compose"]);
    await expect(reply).rejects.toMatchObject({ code: "missing_scope" });
  });
});

describe("gmail_list_drafts", () => {
  const list = (input: Record<string, unknown> = {}, scopes?: string[]) =>
    runTool(emulator, gmailListDrafts, input, { ...(scopes && { scopes }) });

  it("lists drafts with recipients, subject and files, by pages and by search", async () => {
    expect((await list()).text).toBe("No drafts.");
    const first = await madeDraft({
      to: ["Grace <grace@example.com>"],
      cc: ["alan@example.net"],
      subject: "One",
      body: "Hello",
      attachments: ["a.txt"],
    });
    await madeDraft({ subject: "Two" });
    const { text, data } = await list({ query: "subject:One" });
    expect(data).toMatchObject({
      drafts: [
        {
          ...first,
          to: "Grace <grace@example.com>, alan@example.net",
          subject: "One",
          snippet: "Hello",
          files: 1,
          date: expect.any(String),
        },
      ],
    });
    expect(text).toContain(`|${first.id}|${first.messageId}|`);
    const page = await list({ page_size: 1 }, ["gmail.compose"]);
    const token = /page_token (\S+)$/.exec(page.note ?? "")?.[1];
    const rest = await list({ page_size: 1, page_token: token });
    expect(
      [page.text, rest.text]
        .join()
        .match(/One|Two/g)
        ?.sort(),
    ).toEqual(["One", "Two"]);
    expect(rest.note).toBeUndefined();
  });

  it("passes over a draft that went meanwhile, and tells other refusals", async () => {
    await madeDraft({ subject: "One" });
    emulator.faults.add({ match: "gmail.users.drafts.get", fault: { kind: "status", status: 404 } });
    expect((await list()).text).toBe("No drafts.");
    await expect(list({ page_token: "nonsense" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("gmail_update_draft", () => {
  it("changes what is named and keeps the rest", async () => {
    const draft = await madeDraft({
      to: ["Grace <grace@example.com>"],
      subject: "One",
      body: "Hello *you*",
      attachments: ["a.txt"],
    });
    const before = await parsed(messageOf(draft));
    const { text, data } = await update({ draft_id: draft.id, subject: "Zwei ü", cc: ["alan@example.net"] });
    const after = await parsed(messageOf(data));
    expect(kept.parse(data).id).toBe(draft.id);
    expect(mailboxOf(emulator).messages.some(({ id }) => id === draft.messageId)).toBe(false);
    expect([after.subject, after.cc?.[0]?.address, after.to]).toEqual(["Zwei ü", "alan@example.net", before.to]);
    expect([after.text?.trim(), after.html?.trim()]).toEqual([before.text?.trim(), before.html?.trim()]);
    expect(after.files).toEqual(before.files);
    expect(text).toContain("to grace@example.com; cc alan@example.net, with 1 file. Not sent.");
  });

  it("replaces the words above the quoted history, in the same thread", async () => {
    const original = seeded(emulator, "First sketch");
    const draft = await madeDraft({ reply_to: original.id, body: "Old words" });
    const { data } = await update({ draft_id: draft.id, body: "New **words**" });
    const mail = await parsed(messageOf(data));
    expect(messageOf(data).threadId).toBe(original.threadId);
    expect(mail.references).toBe("<sketch@mail.example.com>");
    expect(mail.text).toMatch(/^New \*\*words\*\*\s+On [\s\S]*> A first sketch of the engine/);
    expect(mail.html).toMatch(/<strong>words<\/strong>[\s\S]*gmail_quote[\s\S]*A first sketch/);
    expect(`${mail.text}${mail.html}`).not.toContain("Old words");
  });

  it("adds and removes files, and empties recipients", async () => {
    const draft = await madeDraft({ to: ["grace@example.com"], attachments: ["a.txt"], body: "Hi" });
    const { data } = await update({
      draft_id: draft.id,
      to: [],
      attachments: ["b.txt"],
      remove_attachments: ["a.txt"],
    });
    const mail = await parsed(messageOf(data));
    expect(mail.to ?? []).toEqual([]);
    expect(mail.files.map(({ filename, content }) => [filename, content.toString()])).toEqual([["b.txt", "second"]]);
  });

  it("keeps headers, pictures and odd files of a draft of another program", async () => {
    const id = foreignDraft(`From: Ada Example <ada@example.com>
To: =?UTF-8?Q?Zo=C3=AB=2C_M=C3=BCller?= <zoe@example.org>
Reply-To: Office <office@example.com>
Subject: =?UTF-8?B?R3LDvMOfZQ==?=
X-Priority: 1
X-Note: =?UTF-8?Q?=C3=BC?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Sch=F6n <img src=3D"cid:pic"></p>
--r
Content-Type: image/png; name=pic.png
Content-ID: <pic>
Content-Transfer-Encoding: base64

${png().toString("base64")}
--r--
--m
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
--m--
`);
    const { data } = await update({ draft_id: id, bcc: ["b@example.org"] });
    const message = messageOf(data);
    const mail = await parsed(message);
    expect(mail.to).toEqual([{ name: "Zoë, Müller", address: "zoe@example.org" }]);
    expect([mail.subject, mail.replyTo?.[0]?.address, mail.header("X-Priority"), mail.header("X-Note")]).toEqual([
      "Grüße",
      "office@example.com",
      "1",
      "=?UTF-8?Q?=C3=BC?=",
    ]);
    expect(mail.html?.trim()).toBe('<p>Schön <img src="cid:pic"></p>');
    expect(mail.files.map(({ mimeType, related }) => [mimeType, related])).toEqual([
      ["image/png", true],
      ["text/calendar", false],
    ]);
    expect(message.source.toString("latin1").match(/^(?:Message-ID|Date|MIME-Version):/gim)).toHaveLength(3);
  });

  it("goes through the upload path when it is large", async () => {
    const draft = await madeDraft({ subject: "One" });
    const { data } = await update({ draft_id: draft.id, attachments: ["large.bin"] });
    expect(emulator.requests.at(-1)).toMatchObject({
      verb: "PUT",
      path: `/upload/gmail/v1/users/me/drafts/${draft.id}`,
    });
    expect((await parsed(messageOf(data))).files).toHaveLength(1);
  });

  it("refuses what cannot be done, and changes nothing", async () => {
    const draft = await madeDraft({ subject: "One", attachments: ["a.txt"] });
    await expect(update({ draft_id: draft.id })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(update({ draft_id: draft.messageId, subject: "x" })).rejects.toMatchObject({
      code: "not_found",
      fix: expect.stringContaining("a message id is not one"),
    });
    await expect(update({ draft_id: draft.id, remove_attachments: ["b.txt"] })).rejects.toMatchObject({
      code: "not_found",
      fix: "It has: a.txt.",
    });
    await expect(update({ draft_id: draft.id, from: "eve@example.net" })).rejects.toMatchObject({ code: "not_found" });
    await expect(update({ draft_id: "a/b", subject: "x" })).rejects.toThrow(z.ZodError);
    expect(messageOf(draft).labelIds).toEqual(["DRAFT"]);
  });
});

describe("gmail_send_draft", () => {
  const send = (draft_id: string) => runTool(emulator, gmailSendDraft, { draft_id });

  it("sends the draft as it stands, and it is no draft any more", async () => {
    const draft = await madeDraft({
      to: ["Grace <grace@example.com>"],
      cc: ["alan@example.net"],
      subject: "One",
      body: "Hi",
      attachments: ["a.txt"],
    });
    const { text, data } = await send(draft.id);
    const message = storedOf(emulator, data);
    expect(message.labelIds).toEqual(["SENT"]);
    expect((await parsed(message)).files).toHaveLength(1);
    expect(text).toContain("Sent the draft to grace@example.com; cc alan@example.net, with 1 file.");
    expect(mailboxOf(emulator).drafts).toEqual([]);
    await expect(send(draft.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("tells the person who would get what", async () => {
    const draft = await madeDraft({
      to: ["grace@example.com"],
      bcc: ["b@example.org"],
      subject: "One",
      body: "Hi",
      attachments: ["a.txt"],
    });
    expect(await audienceOf(emulator, gmailSendDraft, { draft_id: draft.id })).toEqual({
      recipients: ["grace@example.com", "b@example.org"],
      content: "Subject: One\nAttached: a.txt\n\nHi",
    });
  });

  it("refuses a draft without recipients and one that is not there", async () => {
    const draft = await madeDraft({ subject: "One" });
    await expect(send(draft.id)).rejects.toMatchObject({
      code: "invalid_input",
      fix: expect.stringContaining("gmail_update_draft"),
    });
    await expect(send("r404")).rejects.toMatchObject({ code: "not_found" });
    expect(emulator.requests.some(({ methodId }) => methodId === "gmail.users.drafts.send")).toBe(false);
  });

  it("says that it may have been sent when the answer is lost", async () => {
    const draft = await madeDraft({ to: ["grace@example.com"] });
    emulator.faults.add({ match: "gmail.users.drafts.send", fault: { kind: "drop", when: "after" } });
    await expect(send(draft.id)).rejects.toMatchObject({
      code: "outcome_unknown",
      fix: expect.stringContaining("look in Sent"),
    });
  });
});

describe("gmail_delete_draft", () => {
  it("deletes a draft for good, and only a draft", async () => {
    const draft = await madeDraft({ subject: "One" });
    const remove = (draft_id: string) => runTool(emulator, gmailDeleteDraft, { draft_id });
    await expect(remove(draft.messageId)).rejects.toMatchObject({ code: "not_found" });
    expect((await remove(draft.id)).text).toBe(`Draft ${draft.id} is deleted.`);
    expect(mailboxOf(emulator).messages.some(({ id }) => id === draft.messageId)).toBe(false);
    await expect(remove(draft.id)).rejects.toMatchObject({ code: "not_found" });
  });
});
