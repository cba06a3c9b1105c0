import { Readable } from "node:stream";
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

function opened({ body }: TransferRequest): Readable {
  if (typeof body !== "function") throw new Error("the body is made anew for each time");
  return body();
}

async function textOf(request: TransferRequest): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of opened(request)) pieces.push(Buffer.from(piece));
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
      // What was left of the first try is given up.
      const first = opened(request);
      sent.push(await textOf(request));
      expect(first.destroyed).toBe(true);
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

it("ends with what was wrong with reading, and reads no further time", async () => {
  let begun = 0;
  const content = () => {
    begun += 1;
    return Readable.from(
      (async function* () {
        yield "half";
        throw new ToolError("file_refused", "was changed", "");
      })(),
    );
  };
  const twice = async (request: TransferRequest) => {
    await textOf(request).catch(() => {});
    await textOf(request);
    return { status: 200, headers: new Headers(), body: {} };
  };
  await expect(uploadMultipart(twice, { ...target, content })).rejects.toMatchObject({ code: "file_refused" });
  expect(begun).toBe(1);
});
