import { expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { uploadMultipart } from "../../../src/google/multipart-upload.ts";
import type { TransferRequest } from "../../../src/google/transfer.ts";

const target = {
  method: "POST",
  url: "https://www.googleapis.com/upload/drive/v3/files?fields=id",
  metadata: { name: "Grüße" },
  mimeType: "text/plain",
} as const;

async function textOf({ body }: TransferRequest): Promise<string> {
  if (typeof body !== "function") throw new Error("the body is made anew for each time");
  const pieces: Uint8Array[] = [];
  await body(async (piece) => void pieces.push(Uint8Array.from(piece)));
  return Buffer.concat(pieces).toString("utf8");
}

it("sends metadata and content in two parts, read anew each time", async () => {
  let begun = 0;
  const content = () => {
    begun += 1;
    return [`try ${begun}`];
  };
  const sent: string[] = [];
  const answer = await uploadMultipart(
    async (request) => {
      sent.push(await textOf(request), await textOf(request));
      const boundary = /boundary=(\S+)/.exec(request.headers?.["content-type"] ?? "")?.[1];
      expect(sent[0]).toBe(
        `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n{"name":"Grüße"}\r\n` +
          `--${boundary}\r\ncontent-type: text/plain\r\n\r\ntry 1\r\n--${boundary}--`,
      );
      expect(request.url).toBe(`${target.url}&uploadType=multipart`);
      return { status: 200, headers: new Headers(), body: { id: "1" } };
    },
    { ...target, content },
  );
  expect(answer).toEqual({ id: "1" });
});

it("ends with what was wrong with reading, and reads no further", async () => {
  const changed = new ToolError("file_refused", "was changed", "");
  let read = 0;
  async function* content() {
    read += 1;
    yield "half";
    throw changed;
  }
  const pass = async (request: TransferRequest) => ({
    status: 200,
    headers: new Headers(),
    body: await textOf(request),
  });
  await expect(uploadMultipart(pass, { ...target, content })).rejects.toBe(changed);
  expect(read).toBe(1);
});
