import { createHash, randomBytes } from "node:crypto";
import { truncateSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { gmailSend } from "../../../../src/tools/gmail/send.ts";
import { pdf, png } from "../../../emulator/drive/office-files.ts";
import { addFile, DOCUMENT, FOLDER, SHORTCUT } from "../../../emulator/drive/state.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import type { FaultKind } from "../../../emulator/faults.ts";
import { audienceOf, runTool } from "../../../support/tool-call.ts";
import { parsed, storedOf } from "./mailbox.ts";

let emulator: Emulator;
let exchange: string;
beforeAll(async () => {
  emulator = await startEmulator();
  exchange = await mkdtemp(join(tmpdir(), "google-mcp-mail-"));
});
afterAll(async () => {
  await emulator.close();
  await rm(exchange, { recursive: true, force: true });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.length = 0;
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const mail = { to: ["grace@example.net"], subject: "Files", body: "See **these**" };
const send = (input: Record<string, unknown>, scopes?: string[]) =>
  runTool(emulator, gmailSend, { ...mail, ...input }, { exchange, ...(scopes && { scopes }) });
const digest = (bytes: Buffer | undefined) =>
  createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
const sentCount = () => emulator.gmail.state("ada@example.com").messages.length;

async function local(name: string, content: Buffer | string): Promise<string> {
  await writeFile(join(exchange, name), content);
  return name;
}

function inDrive(name: string, mimeType: string, more: { content?: Buffer; targetId?: string } = {}): string {
  const state = emulator.drive.state("ada@example.com");
  return addFile(state, { name, mimeType, modifiedTime: Date.now(), ...more }).id;
}

describe("gmail_send with files", () => {
  it("attaches local files beside text and HTML, whatever they are called", async () => {
    const names = [
      await local("Grüße & mehr.txt", "Zahnräder"),
      await local("empty.bin", ""),
      await local("x.png", png()),
    ];
    const { text, data } = await send({ attachments: names });
    const sent = await parsed(storedOf(emulator, data));
    expect(sent.files.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ["Grüße & mehr.txt", "text/plain"],
      ["empty.bin", "application/octet-stream"],
      ["x.png", "image/png"],
    ]);
    expect(sent.files.map(({ content }) => digest(content))).toEqual(
      [Buffer.from("Zahnräder"), Buffer.alloc(0), png()].map(digest),
    );
    expect(sent.html).toContain("<strong>these</strong>");
    expect(text).toContain("to grace@example.net, with 3 files.");
  });

  it("attaches files of Drive, Google's own as PDF, and what a shortcut points to", async () => {
    const report = pdf(["Report"]);
    const file = inDrive("report.pdf", "application/pdf", { content: report });
    const shortcut = inDrive("Shortcut", SHORTCUT, { targetId: file });
    const plan = emulator.drive.state("ada@example.com").files.find(({ mimeType }) => mimeType === DOCUMENT);
    const { data } = await send({ attachments: [`drive:${file}`, `drive:${shortcut}`, `drive:${plan?.id}`] });
    const { files } = await parsed(storedOf(emulator, data));
    expect(files.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ["report.pdf", "application/pdf"],
      ["report.pdf", "application/pdf"],
      [`${plan?.name}.pdf`, "application/pdf"],
    ]);
    expect(digest(files[0]?.content)).toBe(digest(report));
    expect(files[2]?.content.subarray(0, 5).toString()).toBe("%PDF-");
  });

  it("streams a large mail through the upload path, byte for byte", async () => {
    const content = randomBytes(9_000_000);
    const { data } = await send({ attachments: [await local("large.bin", content)] });
    expect(emulator.requests.map(({ path, query }) => `${path} ${query.get("uploadType")}`)).toEqual([
      "/upload/gmail/v1/users/me/messages/send multipart",
    ]);
    expect(emulator.requests[0]?.headers["transfer-encoding"]).toBe("chunked");
    const { files } = await parsed(storedOf(emulator, data));
    expect(digest(files[0]?.content)).toBe(digest(content));
  });

  it("sends 25 MB and refuses more before anything is sent", async () => {
    const whole = await local("whole.bin", Buffer.alloc(25 * 1024 * 1024, 7));
    const { data } = await send({ attachments: [whole] });
    expect(storedOf(emulator, data).source.length).toBeGreaterThan(35_000_000);
    const before = sentCount();
    await expect(send({ attachments: [whole, await local("one.txt", "1")] })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("attachments: larger than"),
    });
    expect(sentCount()).toBe(before);
  }, 30_000);

  it.each([
    ["a file that is not there", () => ["nowhere.txt"], "not_found"],
    ["a file outside the allowed folders", () => ["/etc/hostname"], "file_refused"],
    ["a Drive file that is not there", () => ["drive:1nowhere"], "not_found"],
    ["a Drive folder", () => [`drive:${inDrive("Folder", FOLDER)}`], "invalid_input"],
    [
      "a large Drive file",
      () => [`drive:${inDrive("b", "video/mp4", { content: Buffer.alloc(27_000_000) })}`],
      "invalid_input",
    ],
  ])("sends nothing with %s", async (_, attachments, code) => {
    await expect(send({ attachments: attachments() })).rejects.toMatchObject({ code });
    expect(emulator.requests.filter(({ verb }) => verb === "POST")).toEqual([]);
  });

  it("says which permission a Drive file takes", async () => {
    const failed = send({ attachments: ["drive:1abc"] }, ["gmail.send"]);
    await expect(failed).rejects.toMatchObject({ code: "missing_scope" });
    expect(emulator.requests).toEqual([]);
  });

  it.each([[["drive:"]], [["drive:a/b"]], [[""]], [Array(51).fill("a.txt")]])("refuses %j", async (attachments) => {
    await expect(send({ attachments })).rejects.toThrow(z.ZodError);
  });

  it("does not send a large mail twice when the answer is lost, and says where to look", async () => {
    emulator.faults.add({ match: "gmail.users.messages.send", fault: { kind: "drop", when: "after" } });
    const failed = send({ attachments: [await local("large.bin", randomBytes(5_000_000))] });
    await expect(failed).rejects.toMatchObject({
      code: "outcome_unknown",
      fix: expect.stringContaining("look in Sent"),
    });
    expect(emulator.requests).toHaveLength(1);
  });

  it.each<[string, FaultKind, number]>([
    ["refuses the token", { kind: "status", status: 401 }, 1],
    ["asks to slow down", { kind: "status", status: 429 }, 2],
    ["says that this account was too fast", { kind: "too-fast", reason: "userRateLimitExceeded" }, 2],
  ])("sends a large mail again, whole and once, when Google %s", async (_, fault, times) => {
    const content = randomBytes(4_000_000);
    const before = sentCount();
    emulator.faults.add({ match: "gmail.users.messages.send", fault, times });
    const { data } = await send({ attachments: [await local("again.bin", content)] });
    const { files } = await parsed(storedOf(emulator, data));
    expect(digest(files[0]?.content)).toBe(digest(content));
    expect([sentCount(), emulator.requests.length]).toEqual([before + 1, times + 1]);
  });

  it.each<FaultKind>([
    { kind: "status", status: 500 },
    { kind: "status", status: 503, retryAfter: "0" },
    { kind: "drop", when: "before" },
  ])("does not send a large mail again when Google may have sent it: %j", async (fault) => {
    emulator.faults.add({ match: "gmail.users.messages.send", fault, times: 1 });
    const failed = send({ attachments: [await local("maybe.bin", randomBytes(4_000_000))] });
    await expect(failed).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(emulator.requests).toHaveLength(1);
  });

  it.each([
    ["small", 1_000],
    ["large", 4_000_000],
  ])("sends no %s mail with a file that is cut off while it is read", async (_, bytes) => {
    const name = await local("growing.bin", Buffer.alloc(bytes, 7));
    const cut = () => {
      truncateSync(join(exchange, name), 10);
      return false;
    };
    emulator.faults.add({ match: cut, fault: { kind: "drop", when: "before" } });
    const before = sentCount();
    const failed = send({
      attachments: [name, `drive:${inDrive("x.txt", "text/plain", { content: Buffer.from("x") })}`],
    });
    await expect(failed).rejects.toMatchObject({
      code: "file_refused",
      message: expect.stringContaining("growing.bin"),
    });
    expect(sentCount()).toBe(before);
  });

  it("tells the person what would go along", async () => {
    const audience = await audienceOf(emulator, gmailSend, { ...mail, bcc: ["b@example.org"], attachments: ["a.txt"] });
    expect(audience).toEqual({
      recipients: ["grace@example.net", "b@example.org"],
      content: "Subject: Files\nAttached: a.txt\n\nSee **these**",
    });
  });
});

describe("gmail_send as an alias", () => {
  it("takes the alias as it is where aliases cannot be seen, and says so", async () => {
    const { text, data } = await send({ from: "engine@example.com" }, ["gmail.send"]);
    expect(text).toContain("If engine@example.com is no alias of this account, Gmail used its own address.");
    expect((await parsed(storedOf(emulator, data))).from?.address).toBe("ada@example.com");
  });
});
