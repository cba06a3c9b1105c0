import type { IncomingMessage } from "node:http";

/** Bytes of a request body that the emulator reads at the most. */
const LARGEST_BODY = 128 * 1024 * 1024;

/** Reads a whole request body. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new Error("the request body is too large for the emulator");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Header values by lower-case name; of repeated ones the first. */
export function flatHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
