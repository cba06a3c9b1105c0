import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { readErrorAnswer, toToolError } from "./error-answer.ts";

/** Bytes of a picture that clients pass on to a model. */
const LARGEST_BYTES = 4_000_000;

/** A picture, with its type as the server told it. */
export interface Picture {
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/**
 * Fetches a picture from the address that an answer of an API named. Such an address is on Google's host for content,
 * where whoever has it may look: the request carries no token, and goes nowhere else.
 * @throws ToolError when it cannot be fetched, is no picture or too large
 */
export async function fetchPicture(transport: Transport, address: string, signal: AbortSignal): Promise<Picture> {
  const url = transport.contentAddress(address);
  try {
    const { data, headers } = await transport.http.request<ArrayBuffer>({
      url,
      responseType: "arraybuffer",
      maxContentLength: LARGEST_BYTES,
      redirect: "error",
      retry: false,
      signal,
    });
    const mimeType = headers.get("content-type")?.split(";")[0]?.trim() ?? "";
    if (!/^image\/(?:png|jpeg|gif|webp)$/.test(mimeType) || data.byteLength > LARGEST_BYTES)
      throw new ToolError(
        "google_error",
        "Google answered with something that is no picture",
        "Try again in a moment.",
      );
    return { mimeType, bytes: new Uint8Array(data) };
  } catch (error) {
    const status = readErrorAnswer(error).status;
    if (status !== undefined && !signal.aborted)
      throw new ToolError(
        "google_error",
        `Google did not hand out the picture (status ${status})`,
        "Try again in a moment.",
      );
    throw toToolError(error, true, signal);
  }
}
