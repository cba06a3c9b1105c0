import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { fetchAs, jsonBody } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const call = (path: string, init?: RequestInit) => fetchAs(emulator, ["gmail.modify", "drive", "calendar"], path, init);
const UPLOAD = "/upload/drive/v3/files";
const SEND = "/upload/gmail/v1/users/me/messages/send";
const fileSchema = z.object({ id: z.string(), name: z.string() });
const errorSchema = z.object({ error: z.looseObject({ message: z.string(), errors: z.array(z.looseObject({})) }) });

async function refusal(answer: Response) {
  const { error } = errorSchema.parse(await answer.json());
  return { http: answer.status, message: error.message, ...error.errors[0] };
}

const related = (...parts: string[]): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "multipart/related; boundary=b" },
  body: `${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--`,
});

describe("an upload", () => {
  it("of an unknown kind is refused", async () => {
    for (const query of ["", "?uploadType=", "?uploadType=fast"])
      expect(await refusal(await call(`${UPLOAD}${query}`, { method: "POST", body: "x" }))).toMatchObject({
        http: 400,
        reason: "badRequest",
      });
  });

  it.each([
    ["one part", ["Content-Type: application/json\r\n\r\n{}"]],
    ["three parts", ["Content-Type: application/json\r\n\r\n{}", "\r\n\r\na", "\r\n\r\nb"]],
    ["metadata that is no JSON", ["Content-Type: text/plain\r\n\r\n{}", "Content-Type: text/plain\r\n\r\na"]],
  ])("in %s is refused", async (_, parts) => {
    const answer = await call(`${UPLOAD}?uploadType=multipart`, related(...parts));
    expect(await refusal(answer)).toMatchObject({ http: 400, reason: "badContent" });
  });

  it("with an unknown field beside it is refused", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const parts = ['Content-Type: application/json\r\n\r\n{"title":"x"}', "Content-Type: text/plain\r\n\r\na"];
    const answer = await refusal(await call(`${UPLOAD}?uploadType=multipart`, related(...parts)));
    expect(answer).toMatchObject({ http: 400, message: expect.stringContaining('Unknown name "title"') });
  });

  it("of a kind that the method does not take, or too large, is refused", async ({ skip }) => {
    skip(!emulator.strict, "Google's API descriptions are not here");
    const send = (type: string, body: string | Buffer) =>
      call(`${SEND}?uploadType=media`, { method: "POST", headers: { "Content-Type": type }, body });
    expect(await refusal(await send("text/plain", "To: a@example.com\r\n\r\nx"))).toMatchObject({
      http: 400,
      reason: "badContent",
      message: "Media type 'text/plain' is not supported. Valid media types: [message/*]",
    });
    expect(await refusal(await send("message/rfc822", Buffer.alloc(36_700_161, 65)))).toMatchObject({
      http: 413,
      reason: "uploadTooLarge",
    });
    const start = await call(`${SEND}?uploadType=resumable`, {
      method: "POST",
      headers: { "X-Upload-Content-Type": "message/rfc822", "X-Upload-Content-Length": "36700161" },
    });
    expect(await refusal(start)).toMatchObject({ http: 413 });
  });
});

describe("a resumable upload", () => {
  const bytes = Buffer.alloc(600_000, 7);

  async function begin(): Promise<string> {
    const start = await call(`${UPLOAD}?uploadType=resumable&fields=id,name`, {
      ...jsonBody("POST", { name: "seven.bin" }),
      headers: { "Content-Type": "application/json", "X-Upload-Content-Type": "application/octet-stream" },
    });
    expect(start.status).toBe(200);
    const { pathname, search } = new URL(start.headers.get("Location") ?? "");
    return `${pathname}${search}`;
  }
  const put = (session: string, range: string | undefined, body: Buffer = Buffer.alloc(0)) =>
    call(session, { method: "PUT", headers: range === undefined ? {} : { "Content-Range": range }, body });

  it("takes pieces, tells what is there, and answers once it is whole, again when asked again", async () => {
    const session = await begin();
    const nothing = await put(session, "bytes */600000");
    expect([nothing.status, nothing.headers.get("Range")]).toEqual([308, null]);
    const first = await put(session, "bytes 0-262143/600000", bytes.subarray(0, 262_144));
    expect([first.status, first.headers.get("Range")]).toEqual([308, "bytes=0-262143"]);
    const asked = await put(session, "bytes */*");
    expect([asked.status, asked.headers.get("Range")]).toEqual([308, "bytes=0-262143"]);
    const last = await put(session, "bytes 262144-599999/600000", bytes.subarray(262_144));
    const file = await last.json();
    expect(file).toEqual({ id: expect.any(String), name: "seven.bin" });
    expect(await (await put(session, "bytes */600000")).json()).toEqual(file);
    const content = await call(`/drive/v3/files/${fileSchema.parse(file).id}?alt=media`);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("takes all at once, and nothing at all", async () => {
    expect((await put(await begin(), undefined, bytes)).status).toBe(200);
    expect((await put(await begin(), "bytes */0")).status).toBe(200);
  });

  it.each([
    ["a hole", "bytes 262144-524287/600000", 262_144],
    ["a piece that is no multiple of 256 KiB", "bytes 0-99999/600000", 100_000],
    ["a range that the piece does not fill", "bytes 0-262143/600000", 1000],
    ["more than was said", "bytes 0-262143/1000", 262_144],
    ["a broken range", "bytes 0/1", 1],
  ])("is refused with %s", async (_, range, size) => {
    const session = await begin();
    expect(await refusal(await put(session, range, bytes.subarray(0, size)))).toMatchObject({ http: 400 });
    expect((await put(session, "bytes */600000")).status).toBe(308);
  });

  it("keeps the whole units of a piece whose connection was cut", async () => {
    const session = await begin();
    emulator.faults.add({ match: ({ verb }) => verb === "PUT", fault: { kind: "cut", afterBytes: 300_000 }, times: 1 });
    await expect(put(session, "bytes 0-599999/600000", bytes)).rejects.toThrow("fetch failed");
    const asked = await put(session, "bytes */600000");
    expect([asked.status, asked.headers.get("Range")]).toEqual([308, "bytes=0-262143"]);
    const rest = await put(session, "bytes 262144-599999/600000", bytes.subarray(262_144));
    const content = await call(`/drive/v3/files/${fileSchema.parse(await rest.json()).id}?alt=media`);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("is forgotten like all others", async () => {
    const session = await begin();
    emulator.forgetUploads();
    expect((await put(session, "bytes */600000")).status).toBe(404);
  });

  it("needs its own session", async () => {
    const session = await begin();
    expect((await put(session.replace(/upload_id=\w+/, "upload_id=none"), undefined, bytes)).status).toBe(404);
    expect((await put(session.replace("/files", "/files/other"), undefined, bytes)).status).toBe(404);
  });
});
