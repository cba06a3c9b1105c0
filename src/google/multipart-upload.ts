import { randomBytes } from "node:crypto";
import type { Transfer } from "./transfer.ts";

/** Content that goes with its metadata in one request. */
export interface MultipartUpload {
  method: "POST" | "PUT";
  /** Google's `/upload/` address with its query, but for `uploadType`. */
  url: string;
  /** The resource as JSON. */
  metadata: unknown;
  /** Of the content. */
  mimeType: string;
  /** Begins to read the content, anew each time the request is sent. What it throws as ToolError is what the call ends with. */
  content(): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}

/**
 * Uploads content by Google's multipart protocol (Drive API, "Upload file data", "Multipart upload"), without ever holding
 * the whole of it. Like every request it is sent again after Google has turned it away, and after an uncertain end only
 * when that is harmless.
 * @returns what the method answers
 * @throws ToolError
 */
export async function uploadMultipart(
  transfer: Transfer,
  { method, url, metadata, mimeType, content }: MultipartUpload,
): Promise<unknown> {
  const boundary = randomBytes(16).toString("hex");
  const address = new URL(url);
  address.searchParams.set("uploadType", "multipart");
  const json = `content-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}`;
  const answer = await transfer({
    method,
    url: address.href,
    headers: { "content-type": `multipart/related; boundary=${boundary}` },
    async body(write) {
      await write(Buffer.from(`--${boundary}\r\n${json}\r\n--${boundary}\r\ncontent-type: ${mimeType}\r\n\r\n`));
      for await (const chunk of content()) await write(Buffer.from(chunk));
      await write(Buffer.from(`\r\n--${boundary}--`));
    },
  });
  return answer.body;
}
