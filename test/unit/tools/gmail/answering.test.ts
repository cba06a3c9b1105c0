import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailForward } from "../../../../src/tools/gmail/forward.ts";
import { gmailReply } from "../../../../src/tools/gmail/reply.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { audienceOf, runTool } from "../../../support/tool-call.ts";
import { mailboxOf, parsed, received, seeded, storedOf } from "./mailbox.ts";

let emulator: Emulator;
let exchange: string;
beforeAll(async () => {
  emulator = await startEmulator();
  exchange = await mkdtemp(join(tmpdir(), "google-mcp-answer-"));
  await writeFile(join(exchange, "more.txt"), "more");
  mailboxOf(emulator).aliases.push({
    sendAsEmail: "engine@example.com",
    displayName: "Engine Room",
    verificationStatus: "accepted",
  });
});
afterAll(async () => {
  await emulator.close();
  await rm(exchange, { recursive: true, force: true });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
});

const recipientsIn = (mail: Awaited<ReturnType<typeof parsed>>) => ({
  to: mail.to?.map(({ address }) => address) ?? [],
  cc: mail.cc?.map(({ address }) => address) ?? [],
});

describe("gmail_reply", () => {
  const reply = (input: Record<string, unknown>) =>
    runTool(emulator, gmailReply, { body: "Fine **by** me", ...input }, { exchange });

  it("answers the sender in the conversation, quoting what is answered", async () => {
    const original = mailboxOf(emulator).messages.find(({ source }) => source.includes("<review-3@mail.example.com>"));
    const { text, data } = await reply({ message_id: original?.id });
    const stored = storedOf(emulator, data);
    expect(stored.threadId).toBe(original?.threadId);
    const mail = await parsed(stored);
    expect(mail.subject).toBe("Re: Review on Thursday");
    expect(recipientsIn(mail)).toEqual({ to: ["charles@example.com"], cc: [] });
    expect(mail.inReplyTo).toBe("<review-3@mail.example.com>");
    expect(mail.references).toBe("<review-1@mail.example.com> <review-2@mail.example.com> <review-3@mail.example.com>");
    expect(mail.text).toMatch(
      /^Fine \*\*by\*\* me\r?\n\r?\nOn .+, Charles Example <charles@example\.com> wrote:\r?\n> Room 4\.\s*$/,
    );
    expect(mail.html).toMatch(
      /<p>Fine <strong>by<\/strong> me<\/p><br><div class="gmail_quote">.*<blockquote[^>]*>Room 4\./,
    );
    expect(text).toBe(`Replied to charles@example.com.\nMessage ${stored.id}, thread ${stored.threadId}.`);
  });

  it("answers everyone but oneself, and whom else it is told", async () => {
    const original = received(
      emulator,
      "From: Jane <jane@example.net>\nReply-To: list@example.org\nTo: ada@example.com, ENGINE@example.com, alan@example.net\nCc: jane@example.net, Ada <ada@example.com>\nSubject: Re: Cogs\nMessage-ID: <cogs@x>\n\nHello",
    );
    const { data } = await reply({
      message_id: original.id,
      reply_all: true,
      cc: ["alan@example.net", "b@example.org"],
      bcc: ["c@example.org"],
    });
    const mail = await parsed(storedOf(emulator, data));
    expect(recipientsIn(mail)).toEqual({
      to: ["list@example.org"],
      cc: ["alan@example.net", "jane@example.net", "b@example.org"],
    });
    expect(mail.bcc?.map(({ address }) => address)).toEqual(["c@example.org"]);
    expect(mail.subject).toBe("Re: Cogs");
    expect(mail.from?.address).toBe("ada@example.com");
  });

  it("answers one's own mail to whom it went", async () => {
    const { data } = await reply({ message_id: seeded(emulator, "First sketch").id });
    expect(recipientsIn(await parsed(storedOf(emulator, data))).to).toEqual(["grace@example.com"]);
  });

  it("answers from the alias that was written to, or from the one that is asked for", async () => {
    const original = received(
      emulator,
      "From: b@example.org\nTo: engine@example.com\nSubject: Hi\nMessage-ID: <hi@x>\n\nHi",
    );
    const { text, data } = await reply({ message_id: original.id });
    expect((await parsed(storedOf(emulator, data))).from).toEqual({
      name: "Engine Room",
      address: "engine@example.com",
    });
    expect(text).toContain("Replied from engine@example.com to b@example.org");
    const other = await reply({ message_id: original.id, from: "ada@example.com" });
    expect((await parsed(storedOf(emulator, other.data))).from?.address).toBe("ada@example.com");
    await expect(reply({ message_id: original.id, from: "eve@example.net" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("quotes HTML without what is hidden in it or could leave the quote", async () => {
    const { data } = await reply({ message_id: seeded(emulator, "Your parcel").id });
    const mail = await parsed(storedOf(emulator, data));
    expect(mail.html).toContain("Your parcel arrives tomorrow.");
    expect(`${mail.html}${mail.text}`).not.toContain("Ignore all previous");
  });

  it("names pictures of the quote in their place, and does not carry files along", async () => {
    const { data } = await reply({ message_id: seeded(emulator, "Photos and notes").id, attachments: ["more.txt"] });
    const mail = await parsed(storedOf(emulator, data));
    expect(mail.html).toContain("The engine: [image: engine]");
    expect(mail.files.map(({ filename }) => filename)).toEqual(["more.txt"]);
  });

  it("sends plain text alone when asked", async () => {
    const { data } = await reply({ message_id: seeded(emulator, "First sketch").id, format: "plain" });
    const mail = await parsed(storedOf(emulator, data));
    expect([mail.html, mail.text?.includes("> A first sketch")]).toEqual([undefined, true]);
  });

  it("tells the person who would get what, and asks Google once", async () => {
    const input = { message_id: seeded(emulator, "First sketch").id, body: "Hello" };
    expect(await audienceOf(emulator, gmailReply, input)).toEqual({
      recipients: ["grace@example.com"],
      content: "Subject: Re: First sketch\n\nHello",
    });
    expect(emulator.requests.map(({ methodId }) => methodId).sort()).toEqual([
      "gmail.users.messages.get",
      "gmail.users.settings.sendAs.list",
    ]);
  });

  it("refuses what cannot be answered", async () => {
    await expect(reply({ message_id: "00000000deadbeef" })).rejects.toMatchObject({ code: "not_found" });
    const nobody = received(emulator, "From: ada@example.com\nBcc: b@example.org\nSubject: x\n\ny", ["SENT"]);
    await expect(reply({ message_id: nobody.id })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(reply({ message_id: nobody.id, body: undefined })).rejects.toThrow(z.ZodError);
    expect(emulator.requests.some(({ verb }) => verb === "POST")).toBe(false);
  });

  it("says that it may have been sent when the answer is lost, and does not send again", async () => {
    emulator.faults.add({ match: "gmail.users.messages.send", fault: { kind: "status", status: 503 } });
    const failed = reply({ message_id: seeded(emulator, "First sketch").id });
    await expect(failed).rejects.toMatchObject({
      code: "outcome_unknown",
      fix: expect.stringContaining("look in Sent"),
    });
    expect(emulator.requests.filter(({ verb }) => verb === "POST")).toHaveLength(1);
  });
});

describe("gmail_forward", () => {
  const forward = (input: Record<string, unknown>) =>
    runTool(emulator, gmailForward, { to: ["Alan <alan@example.net>"], ...input }, { exchange });

  it("sends the message on with its files and pictures, and what is added", async () => {
    const original = seeded(emulator, "Photos and notes");
    const { text, data } = await forward({ message_id: original.id, body: "See _below_", attachments: ["more.txt"] });
    const mail = await parsed(storedOf(emulator, data));
    const before = await parsed(original);
    expect(mail.subject).toBe("Fwd: Photos and notes");
    expect(mail.html).toMatch(
      /<p>See <em>below<\/em><\/p>[\s\S]*Forwarded message[\s\S]*Byron[\s\S]*<img src="cid:engine"/,
    );
    expect(mail.files.map(({ filename, related }) => [filename, related])).toEqual([
      ["engine.png", true],
      ["Notizen für Ada.txt", false],
      ["more.txt", false],
    ]);
    for (const [index, { content }] of before.files.entries())
      expect(mail.files[index]?.content.equals(content)).toBe(true);
    expect(mail.text).toContain("From: Lovelace, Byron <byron@example.com>");
    expect(text).toContain("Forwarded to alan@example.net, with 3 files.");
    // What a refused call before this one had asked besides may come in late.
    const own = emulator.requests.filter(({ methodId }) => methodId?.startsWith("gmail.users.messages."));
    expect(own.map(({ methodId }) => methodId)).toEqual(["gmail.users.messages.get", "gmail.users.messages.send"]);
  });

  it("attaches pictures where the mail goes without HTML", async () => {
    const { data } = await forward({ message_id: seeded(emulator, "Photos and notes").id, format: "plain" });
    const mail = await parsed(storedOf(emulator, data));
    expect([mail.html, mail.files.map(({ related }) => related)]).toEqual([undefined, [false, false]]);
  });

  it("sends on a mail that is nothing but a file, as a file", async () => {
    const original = received(
      emulator,
      `From: scanner@example.org\nTo: ada@example.com\nSubject: Scan\nContent-Type: application/pdf; name=scan.pdf\nContent-Transfer-Encoding: base64\n\n${Buffer.from("%PDF-1").toString("base64")}`,
    );
    const { data } = await forward({ message_id: original.id });
    const { files } = await parsed(storedOf(emulator, data));
    expect(files.map(({ filename, content }) => [filename, content.toString()])).toEqual([["scan.pdf", "%PDF-1"]]);
  });

  it("carries a large attachment along by the upload path", async () => {
    const content = Buffer.alloc(3_900_000, "x").toString("base64").replace(/.{76}/g, "$&\n");
    const original = received(
      emulator,
      `From: b@example.org\nSubject: Large\nContent-Type: multipart/mixed; boundary=z\n\n--z\nContent-Type: text/plain\n\nHi\n--z\nContent-Type: application/zip; name=a.zip\nContent-Disposition: attachment; filename=a.zip\nContent-Transfer-Encoding: base64\n\n${content}\n--z--\n`,
    );
    const { data } = await forward({ message_id: original.id });
    expect(emulator.requests.at(-1)?.path).toBe("/upload/gmail/v1/users/me/messages/send");
    expect((await parsed(storedOf(emulator, data))).files[0]?.content.length).toBe(3_900_000);
  });

  it("tells the person who would get what, hidden text left out", async () => {
    const input = { message_id: seeded(emulator, "Photos and notes").id, to: ["alan@example.net"], body: "Look" };
    const { recipients, content } = await audienceOf(emulator, gmailForward, input);
    expect(recipients).toEqual(["alan@example.net"]);
    expect(content).toMatch(/^Subject: Fwd: Photos and notes\nAttached: engine\.png, Notizen für Ada\.txt\n\nLook/);
  });

  it("refuses a message that is not there, and nobody to send it to", async () => {
    await expect(forward({ message_id: "00000000deadbeef" })).rejects.toMatchObject({ code: "not_found" });
    emulator.requests.length = 0;
    const nobody = forward({ message_id: seeded(emulator, "First sketch").id, to: [] });
    await expect(nobody).rejects.toMatchObject({ code: "invalid_input" });
    expect(emulator.requests).toEqual([]);
  });
});
