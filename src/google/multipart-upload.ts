import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { ToolError } from "../errors.ts";
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
  let body: Readable | undefined;
  /** What went wrong with reading, if anything: an HTTP client tells it as a fault of the connection. */
  let fault: ToolError | undefined;
  async function* parts() {
    const json = `content-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}`;
    yield Buffer.from(`--${boundary}\r\n${json}\r\n--${boundary}\r\ncontent-type: ${mimeType}\r\n\r\n`);
    try {
      for await (const chunk of content()) yield Buffer.from(chunk);
    } catch (error) {
      if (error instanceof ToolError) fault = error;
      throw error;
    }
    yield Buffer.from(`\r\n--${boundary}--`);
  }
  const open = () => {
    if (fault) throw fault;
    body?.destroy();
    body = Readable.from(parts(), { objectMode: false });
    return body;
  };
  try {
    const headers = { "content-type": `multipart/related; boundary=${boundary}` };
    const answer = await transfer({ method, url: address.href, headers, body: open, answer: "json" });
    return answer.body;
  } catch (error) {
    throw fault ?? error;
  } finally {
    body?.destroy();
  }
}
