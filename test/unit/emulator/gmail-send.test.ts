import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { headerValue } from "../../emulator/gmail/mime-tree.ts";
import { type GmailService, gmailService } from "../../emulator/gmail/service.ts";
import { type MailboxState, plainText, type StoredMessage } from "../../emulator/gmail/state.ts";
import { ADA, call, type DirectCall, GRACE, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const SEND = ["https://www.googleapis.com/auth/gmail.send"];
const sentSchema = z.strictObject({ id: z.string(), threadId: z.string(), labelIds: z.array(z.string()) });

let gmail: GmailService;
let state: MailboxState;
beforeEach(() => {
  gmail = gmailService(smallWorld());
  state = gmail.state(ADA.email);
});

const mail = (headers: Record<string, string>, body = "Hello") =>
  `${Object.entries(headers)
    .map((header) => header.join(": "))
    .join("\r\n")}\r\n\r\n${body}`;
const run = (given: DirectCall) =>
  call(gmail, "gmail.users.messages.send", { scopes: SEND, path: { userId: "me" }, ...given });
const send = (source: string, threadId?: string) =>
  run({ body: { raw: Buffer.from(source).toString("base64url"), ...(threadId !== undefined && { threadId }) } });
async function sent(source: string, threadId?: string): Promise<StoredMessage> {
  const { id } = jsonOf(await send(source, threadId), sentSchema);
  const message = state.messages.find((one) => one.id === id);
  if (!message) throw new Error("what was sent is not in the mailbox");
  return message;
}
const header = (message: StoredMessage | undefined, name: string) => headerValue(message?.payload.headers ?? [], name);
const invalid = (message: string) => ({ status: 400, reason: "invalidArgument", message });

describe("users.messages.send", () => {
  it("files the message under SENT and fills in what is missing", async () => {
    const message = await sent(mail({ To: "someone@example.org", Subject: "Hi" }));
    expect(message.labelIds).toEqual(["SENT"]);
    expect(message.threadId).toBe(message.id);
    expect(header(message, "From")).toBe(`Ada Example <${ADA.email}>`);
    expect(header(message, "Date")).toBe("Tue, 10 Mar 2026 12:00:00 +0000");
    expect(header(message, "Message-ID")).toMatch(/^<.+@.+>$/);
    expect(message.internalDate).toBe(NOW);
  });

  it("leaves what is there as it came", async () => {
    const source = mail({
      From: ADA.email,
      To: "a@example.org",
      Date: "Mon, 1 Jan 2024 00:00:00 +0000",
      "Message-ID": "<own@example.com>",
    });
    expect((await sent(source)).source.toString()).toBe(source);
  });

  it("delivers to accounts of the world, without the blind copy", async () => {
    const before = gmail.state(GRACE.email).messages.length;
    await sent(
      mail({
        To: "Other <other@example.org>",
        Cc: '"Hopper, Grace" <GRACE@example.com>',
        Bcc: "boss@example.org,\r\n next@example.org",
        Subject: "Hi",
      }),
    );
    const inbox = gmail.state(GRACE.email).messages;
    expect(inbox).toHaveLength(before + 1);
    expect(inbox.at(-1)?.labelIds).toEqual(["INBOX", "UNREAD"]);
    expect(header(inbox.at(-1), "Subject")).toBe("Hi");
    expect(inbox.at(-1)?.source.toString()).not.toMatch(/boss|next@/);
    expect(header(state.messages.at(-1), "Bcc")).toContain("boss@example.org");
  });

  it("splits addresses before it decodes names, which may hold commas", async () => {
    const before = gmail.state(GRACE.email).messages.length;
    const message = await sent(
      mail({ To: "=?utf-8?Q?M=C3=BCller=2C_J?= <j@example.org>, =?utf-8?Q?Hopper=2C_G?=\r\n <grace@example.com>" }),
    );
    expect(header(message, "To")).toBe("Müller, J <j@example.org>, Hopper, G <grace@example.com>");
    expect(gmail.state(GRACE.email).messages).toHaveLength(before + 1);
  });

  it("keeps one message of what one sends to oneself", async () => {
    const count = state.messages.length;
    expect((await sent(mail({ To: ADA.email }))).labelIds).toEqual(["SENT", "INBOX", "UNREAD"]);
    expect(state.messages).toHaveLength(count + 1);
  });

  it("takes uploaded content, with the thread in its metadata", async () => {
    const media = { mimeType: "message/rfc822", content: Buffer.from(mail({ To: "a@example.org" }, "Grüße")) };
    const { id } = jsonOf(await run({ media }), sentSchema);
    expect(state.messages.filter((message) => message.id === id).map(plainText)).toEqual(["Grüße"]);
    expect(await refusal(run({ media, body: { threadId: "00000000deadbeef" } }))).toMatchObject({ status: 404 });
    expect(await refusal(run({ media: { ...media, mimeType: "text/plain" } }))).toMatchObject({
      status: 400,
      message: "Media type 'text/plain' is not supported. Valid media types: [message/*]",
    });
    const huge = { ...media, content: Buffer.alloc(36_700_161) };
    expect(await refusal(run({ media: huge }))).toMatchObject({ status: 413 });
  });

  it.each([
    ["", "'raw' RFC822 payload message string or uploading message via /upload/* URL required"],
    [mail({ Subject: "nobody" }), "Recipient address required"],
    [mail({ To: "", Cc: " " }), "Recipient address required"],
    [mail({ To: "undisclosed-recipients:;" }), "Recipient address required"],
    [mail({ To: "not an address" }), "Invalid To header"],
    [mail({ To: "a@example.org, broken@" }), "Invalid To header"],
    [mail({ To: "a@example.org", Cc: "nobody" }), "Invalid Cc header"],
    [mail({ To: "a@example.org", Bcc: "<>" }), "Invalid Bcc header"],
    [mail({ To: "a@example.org", From: `${ADA.email}, grace@example.com` }), "Invalid From header"],
  ])("refuses %j", async (source, message) => {
    const count = state.messages.length;
    expect(await refusal(send(source))).toEqual(invalid(message));
    expect(state.messages).toHaveLength(count);
  });

  it("refuses a request without a message", async () => {
    expect(await refusal(run({ body: {} }))).toMatchObject({ status: 400 });
    expect(await refusal(run({}))).toMatchObject({ status: 400 });
  });

  it("sends as an alias that is verified, and in place of any other as the account itself", async () => {
    state.aliases.push(
      { sendAsEmail: "engine@example.com", displayName: "Engine", verificationStatus: "accepted" },
      { sendAsEmail: "later@example.com", displayName: "Later", verificationStatus: "pending" },
    );
    const from = (address: string) => mail({ From: `E <${address}>`, To: "a@example.org" });
    expect(header(await sent(from("engine@example.com")), "From")).toBe("E <engine@example.com>");
    for (const other of ["later@example.com", "someone@example.org"])
      expect(header(await sent(from(other)), "From")).toBe(`Ada Example <${ADA.email}>`);
  });
});

describe("threads of what is sent", () => {
  const fits = {
    To: "charles@example.com",
    Subject: "Re: Review on Thursday",
    References: "<review-1@mail.example.com>",
  };
  const thread = () =>
    state.messages.find((message) => header(message, "Message-ID") === "<review-1@mail.example.com>")?.threadId ?? "";

  it("joins a thread when subject and references fit", async () => {
    expect((await sent(mail(fits), thread())).threadId).toBe(thread());
    const { References: _, ...withoutReferences } = fits;
    const reply = { ...withoutReferences, "In-Reply-To": "<review-3@mail.example.com>" };
    expect((await sent(mail(reply), thread())).threadId).toBe(thread());
  });

  it.each([
    ["the subject", { ...fits, Subject: "Something else" }],
    ["the references", { ...fits, References: "<other@mail.example.com>" }],
    ["no references", { To: fits.To, Subject: fits.Subject }],
  ])("begins another thread when %s do not fit", async (_, headers) => {
    expect((await sent(mail(headers), thread())).threadId).not.toBe(thread());
  });

  it("refuses a thread that is not there", async () => {
    expect(await refusal(send(mail(fits), "00000000deadbeef"))).toMatchObject({ status: 404 });
    expect(await refusal(send(mail(fits), "none"))).toEqual(invalid("Invalid thread_id value"));
  });

  it("puts an answer into the recipient's own thread", async () => {
    const first = await sent(mail({ To: GRACE.email, Subject: "Cards" }));
    const received = gmail.state(GRACE.email).messages.at(-1);
    const answer = mail({
      To: ADA.email,
      Subject: "Re: Cards",
      References: header(received, "Message-ID") ?? "",
    });
    await run({ account: GRACE, body: { raw: Buffer.from(answer).toString("base64url") } });
    expect(state.messages.at(-1)).toMatchObject({ threadId: first.threadId, labelIds: ["INBOX", "UNREAD"] });
  });
});
