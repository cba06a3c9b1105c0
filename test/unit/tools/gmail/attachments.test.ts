import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { gmailDownloadAttachment } from "../../../../src/tools/gmail/download-attachment.ts";
import { gmailGetAttachment } from "../../../../src/tools/gmail/get-attachment.ts";
import { docx, pdf, png } from "../../../emulator/drive/office-files.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";
import { received, seeded } from "./mailbox.ts";

let emulator: Emulator;
let exchange: string;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  emulator.faults.clear();
  emulator.requests.length = 0;
  if (exchange) await rm(exchange, { recursive: true, force: true });
  exchange = await mkdtemp(join(tmpdir(), "google-mcp-attached-"));
});
afterAll(() => rm(exchange, { recursive: true, force: true }));

const READ = ["gmail.readonly"];
const download = (input: Record<string, unknown>) =>
  runTool(emulator, gmailDownloadAttachment, input, { exchange, scopes: READ });
const get = (input: Record<string, unknown>) => runTool(emulator, gmailGetAttachment, input, { scopes: READ });

interface Part {
  name?: string;
  type: string;
  content: Buffer;
}

/** A message with those parts attached, the first as number 1. */
function withParts(...parts: Part[]): string {
  const attached = parts.map(({ name, type, content }) => {
    const named =
      name === undefined ? "" : `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}\n`;
    const base64 = content.toString("base64").replace(/.{76}/g, "$&\n");
    return `--z\nContent-Type: ${type}\n${named}Content-Transfer-Encoding: base64\n\n${base64}\n`;
  });
  const head =
    "From: b@example.org\nSubject: Files\nContent-Type: multipart/mixed; boundary=z\n\n--z\nContent-Type: text/plain\n\nHi\n";
  return received(emulator, `${head}${attached.join("")}--z--\n`).id;
}

const filesOf = (data: unknown) =>
  z.object({ files: z.array(z.object({ id: z.string(), path: z.string() })) }).parse(data).files;

describe("gmail_download_attachment", () => {
  it("saves all files but the pictures that the body shows", async () => {
    const { text, data } = await download({ message_id: seeded(emulator, "Photos and notes").id });
    const [file] = filesOf(data);
    expect(filesOf(data)).toHaveLength(1);
    expect(await readFile(file?.path ?? "", "utf8")).toBe("Zahnräder ölen.\n");
    expect(text).toBe(`Saved ${join(exchange, "Notizen für Ada.txt")} (18 B, text/plain).`);
  });

  it("saves those that are named by number or name, into a folder, over nothing", async () => {
    const message_id = withParts(
      { name: "a.txt", type: "text/plain", content: Buffer.from("one") },
      { name: "a.txt", type: "text/plain", content: Buffer.from("two") },
      { name: "b.bin", type: "application/zip", content: Buffer.from([0, 255]) },
    );
    await mkdir(join(exchange, "in"));
    await writeFile(join(exchange, "in", "a.txt"), "mine");
    const { data } = await download({ message_id, attachments: ["1", "2", "b.bin", "3"], folder: "in" });
    expect(filesOf(data).map(({ id }) => id)).toEqual(["1", "2", "3"]);
    const contents = await Promise.all(filesOf(data).map(({ path }) => readFile(path)));
    expect(contents).toEqual([Buffer.from("one"), Buffer.from("two"), Buffer.from([0, 255])]);
    expect(await readFile(join(exchange, "in", "a.txt"), "utf8")).toBe("mine");
    await expect(download({ message_id, attachments: ["a.txt"] })).rejects.toMatchObject({
      code: "invalid_input",
      fix: "Give one of the ids: 1 (a.txt), 2 (a.txt).",
    });
  });

  it("makes names from outside safe", async () => {
    const content = Buffer.from("x");
    const message_id = withParts(
      { name: "../../.bashrc", type: "text/plain", content },
      { name: "C:\\temp\\con.txt", type: "text/plain", content },
    );
    await download({ message_id });
    expect((await readdir(exchange)).sort()).toEqual(["_con.txt", "bashrc"]);
  });

  it("saves a large file as it comes, and tells how far it is", async () => {
    const content = randomBytes(4_000_000);
    const message_id = withParts({ name: "large.bin", type: "application/zip", content });
    const told: number[] = [];
    const { data } = await runTool(
      emulator,
      gmailDownloadAttachment,
      { message_id },
      { exchange, progress: (done) => told.push(done) },
    );
    const saved = await readFile(filesOf(data)[0]?.path ?? "");
    expect(createHash("sha256").update(saved).digest("hex")).toBe(createHash("sha256").update(content).digest("hex"));
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toBe(4_000_000);
  });

  it("saves a mail within the mail, which Gmail only takes apart", async () => {
    const inner = Buffer.from("From: c@example.org\r\nSubject: Inner\r\n\r\nHello");
    const message_id = received(
      emulator,
      `From: b@example.org\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\nHi\n--z\nContent-Type: message/rfc822\n\n${inner}\n--z--\n`,
    ).id;
    const { data } = await download({ message_id });
    const [file] = filesOf(data);
    expect(file?.path).toBe(join(exchange, "message.eml"));
    expect(await readFile(file?.path ?? "")).toEqual(inner);
  });

  it("keeps what was saved when another one fails, and leaves no half file", async () => {
    const content = Buffer.alloc(300_000, 1);
    const message_id = withParts(
      { name: "a.bin", type: "application/zip", content },
      { name: "b.bin", type: "application/zip", content },
    );
    emulator.faults.add({
      match: "gmail.users.messages.attachments.get",
      fault: { kind: "status", status: 403 },
      times: 1,
    });
    const { text, data } = await download({ message_id });
    expect(filesOf(data)).toHaveLength(1);
    expect(text).toContain("was not saved: ");
    expect(await readdir(exchange)).toHaveLength(1);
    emulator.faults.add({ match: "gmail.users.messages.attachments.get", fault: { kind: "status", status: 403 } });
    await expect(download({ message_id })).rejects.toMatchObject({ code: "permission_denied" });
    expect(await readdir(exchange)).toHaveLength(1);
  });

  it.each([
    ["a message that is not there", () => ({ message_id: "00000000deadbeef" }), "not_found"],
    ["a message without attachments", () => ({ message_id: seeded(emulator, "First sketch").id }), "not_found"],
    ["an attachment that is not there", () => ({ attachments: ["9"] }), "not_found"],
    ["a folder that is not allowed", () => ({ folder: "/etc" }), "file_refused"],
  ])("refuses %s", async (_, change, code) => {
    const input = { message_id: seeded(emulator, "Photos and notes").id, ...change() };
    await expect(download(input)).rejects.toMatchObject({ code });
  });
});

describe("gmail_get_attachment", () => {
  const one = async (part: Part, more: Record<string, unknown> = {}) =>
    get({ message_id: withParts(part), attachment: "1", ...more });

  it.each([
    ["text in UTF-8", { name: "a.txt", type: "text/plain", content: Buffer.from("Grüße") }, "Grüße"],
    [
      "text in another charset",
      { name: "a.txt", type: "text/plain; charset=iso-8859-1", content: Buffer.from("Gr\xfc\xdfe", "latin1") },
      "Grüße",
    ],
    [
      "HTML as it reads",
      { name: "a.html", type: "text/html", content: Buffer.from("<h1>A</h1><p hidden>no</p><p>b</p>") },
      "# A\n\nb",
    ],
    ["a PDF", { name: "a.pdf", type: "application/pdf", content: pdf(["Invoice 7"]) }, "Invoice 7"],
    [
      "a PDF that is declared as anything",
      { name: "a.PDF", type: "application/octet-stream", content: pdf(["Invoice 8"]) },
      "Invoice 8",
    ],
    [
      "a Word file",
      { name: "a.docx", type: "application/octet-stream", content: docx(["First", "Second"]) },
      "First\n",
    ],
    ["a table", { name: "a.csv", type: "application/octet-stream", content: Buffer.from("a,b\n1,2") }, "a,b\n1,2"],
    [
      "a mail",
      {
        name: "a.eml",
        type: "application/octet-stream",
        content: Buffer.from("From: c@example.org\nSubject: =?utf-8?Q?=C3=BC?=\n\nHello"),
      },
      "From: c@example.org\nSubject: ü\n\nHello",
    ],
    ["nothing", { name: "a.txt", type: "text/plain", content: Buffer.alloc(0) }, "(empty)"],
  ])("reads %s", async (_, part, expected) => {
    const { text } = await one(part);
    expect(text).toContain(`${part.name} (`);
    expect(text).toContain(expected);
    expect(text).not.toContain("no\n");
  });

  it("shows pictures", async () => {
    const { text, images } = await get({
      message_id: seeded(emulator, "Photos and notes").id,
      attachment: "engine.png",
    });
    expect(images).toEqual([{ mimeType: "image/png", data: png().toString("base64") }]);
    expect(text).toMatch(/^engine\.png \(image\/png, \d+ B\)$/);
  });

  it("is bounded, with a way to read on", async () => {
    const message_id = withParts({ name: "a.txt", type: "text/plain", content: Buffer.from("line\n".repeat(9_000)) });
    const first = await get({ message_id, attachment: "1" });
    const next = Number(/offset (\d+)\.$/.exec(first.note ?? "")?.[1]);
    expect(first.text.length).toBeLessThan(20_100);
    const last = await get({ message_id, attachment: "1", offset: next + 20_000 });
    expect(last.note).toBeUndefined();
  });

  it.each([
    [
      "what is neither text nor a picture",
      { name: "a.zip", type: "application/zip", content: Buffer.from("PK") },
      "invalid_input",
    ],
    [
      "a picture that is too large",
      { name: "a.png", type: "image/png", content: Buffer.alloc(4_000_001) },
      "invalid_input",
    ],
    ["a broken PDF", { name: "a.pdf", type: "application/pdf", content: Buffer.from("nonsense") }, "invalid_input"],
  ])("refuses %s", async (_, part, code) => {
    await expect(one(part)).rejects.toMatchObject({ code });
  });

  it("names the attachments there are for one that is not", async () => {
    const message_id = seeded(emulator, "Photos and notes").id;
    await expect(get({ message_id, attachment: "x.pdf" })).rejects.toMatchObject({
      code: "not_found",
      fix: "It has: 0.1 (engine.png), 1 (Notizen für Ada.txt).",
    });
    await expect(get({ message_id, attachment: "" })).rejects.toThrow(z.ZodError);
  });

  it("tells when the content broke off on its way", async () => {
    const message_id = withParts({ name: "a.txt", type: "text/plain", content: Buffer.alloc(200_000, "x") });
    emulator.faults.add({ match: "gmail.users.messages.attachments.get", fault: { kind: "cut", afterBytes: 100_000 } });
    await expect(get({ message_id, attachment: "1" })).rejects.toMatchObject({ code: "network_error" });
  });
});
