import { createHash } from "node:crypto";
import { ToolError } from "../errors.ts";
import type { GiveContent } from "../net/content-request.ts";
import { toToolError } from "./error-answer.ts";
import { GoogleApiError } from "./google-api-error.ts";
import {
  backOff,
  inSteps,
  isPassing,
  MOST_FAULTS,
  STALL_MS,
  type Transfer,
  type TransferAnswer,
  type TransferOptions,
} from "./transfer.ts";

/** Content that can be read from any position, more than once. */
export interface UploadSource {
  /** Bytes. */
  readonly size: number;
  /**
   * Reads bytes from a position on.
   * @returns how many were read into the memory; 0 at the end
   */
  read(into: Uint8Array, position: number): Promise<number>;
}

/** What the content becomes. */
export interface UploadTarget {
  method: "POST" | "PATCH";
  /** Google's `/upload/` address with its query, but for `uploadType`. */
  url: string;
  /** The resource as JSON. */
  metadata: unknown;
  mimeType: string;
}

/** A finished upload. */
export interface Uploaded {
  /** What the method answers. */
  answer: unknown;
  /** SHA-256 of the bytes that were sent, in hexadecimal: processors compute it faster than MD5. */
  sha256: string;
}

/** Bytes that are read from the source and sent at once. */
const READ_BYTES = 512 * 1024;

/** Sessions that are begun for one upload, when Google forgets one. */
const MOST_SESSIONS = 3;

/** How far a session has come: bytes that Google has, or its answer when it has all. */
type Progress = { received: number } | { answer: unknown };

/**
 * Uploads content by Google's resumable protocol, read from the source as it is sent, in one request, as Google advises
 * (Drive API, "Upload file data", "Resumable upload"). After a fault Google is asked what it has, and the upload goes on
 * from there; a session that Google has forgotten is begun anew.
 * @throws ToolError
 */
export async function uploadResumable(
  transfer: Transfer,
  target: UploadTarget,
  source: UploadSource,
  { signal, progress }: TransferOptions,
): Promise<Uploaded> {
  const sent = new SentContent(source);
  const tell = inSteps(source.size, progress);
  let session = await begin(transfer, target, source.size);
  let sessions = 1;
  let at = 0;
  let furthest = 0;
  let faults = 0;
  for (;;) {
    try {
      const state = faults > 0 ? await ask(transfer, session, source.size) : undefined;
      if (state && "received" in state) at = state.received;
      const next = state && "answer" in state ? state : await sendRest(transfer, session, sent, at, tell);
      if ("answer" in next) return { answer: next.answer, sha256: sent.digest() };
      at = next.received;
      if (at <= furthest) throw new Error("the upload does not get on");
      furthest = at;
      faults = 0;
    } catch (error) {
      if (signal.aborted) throw toToolError(error, true, signal);
      if (isGone(error) && sessions < MOST_SESSIONS) {
        session = await begin(transfer, target, source.size);
        sessions += 1;
        at = 0;
        furthest = 0;
        faults = 0;
        continue;
      }
      faults += 1;
      // Content is not sent again with another token by itself, as other requests are.
      const passing = isPassing(error) || (faults === 1 && isUnauthorized(error));
      if (faults > MOST_FAULTS || !passing) throw toToolError(error, true, signal);
      await backOff(faults, signal);
    }
  }
}

async function begin(transfer: Transfer, { method, url, metadata, mimeType }: UploadTarget, size: number) {
  const address = new URL(url);
  address.searchParams.set("uploadType", "resumable");
  const { headers } = await transfer({
    method,
    url: address.href,
    headers: {
      "content-type": "application/json; charset=UTF-8",
      "x-upload-content-type": mimeType,
      "x-upload-content-length": String(size),
    },
    body: JSON.stringify(metadata),
  });
  const session = headers.get("location");
  if (session === null) throw new ToolError("google_error", "Google began no upload", "Try again in a moment.");
  return session;
}

/** "If the upload session expired, Google answers 404 Not Found"; other services say 410 Gone. */
function isGone(error: unknown): boolean {
  return error instanceof GoogleApiError && (error.status === 404 || error.status === 410);
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof GoogleApiError && error.status === 401;
}

async function ask(transfer: Transfer, session: string, size: number): Promise<Progress> {
  const headers = { "content-range": `bytes */${size}`, "content-length": "0" };
  return progressOf(await transfer({ method: "PUT", url: session, headers, alsoAccept: 308 }));
}

async function sendRest(
  transfer: Transfer,
  session: string,
  content: SentContent,
  at: number,
  tell: (done: number) => void,
): Promise<Progress> {
  const { size } = content;
  if (at >= size) return ask(transfer, session, size);
  const headers = { "content-length": String(size - at), "content-range": `bytes ${at}-${size - 1}/${size}` };
  const body: GiveContent = (write) =>
    new Promise((resolve, reject) => {
      const stall = setTimeout(() => reject(new Error("no byte went for a minute")), STALL_MS);
      const flowing = (done: number) => {
        stall.refresh();
        tell(done);
      };
      const sending = content.send(at, write, flowing).finally(() => clearTimeout(stall));
      sending.then(resolve, reject);
    });
  return progressOf(await transfer({ method: "PUT", url: session, headers, body, once: true, alsoAccept: 308 }));
}

/** 308 tells by `Range: bytes=0-N` what is there, and without it that nothing is. */
function progressOf({ status, headers, body }: TransferAnswer): Progress {
  if (status !== 308) return { answer: body };
  const last = /^bytes=0-(\d+)$/.exec(headers.get("range") ?? "")?.[1];
  return { received: last === undefined ? 0 : Number(last) + 1 };
}

/** The source as it is sent: each byte goes into the checksum once, however often it is sent. */
class SentContent {
  readonly #source: UploadSource;
  readonly #hash = createHash("sha256");
  #hashed = 0;

  constructor(source: UploadSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#source.size;
  }

  /**
   * Sends from a position to the end; while a piece is on its way, the next one is read.
   * @param told the bytes that are sent, from the beginning on
   */
  async send(start: number, write: (piece: Uint8Array) => Promise<void>, told: (done: number) => void): Promise<void> {
    let [room, other] = [Buffer.allocUnsafeSlow(READ_BYTES), Buffer.allocUnsafeSlow(READ_BYTES)];
    let sending = Promise.resolve();
    for (let at = start; at < this.size; ) {
      const piece = await this.#read(room, at);
      const end = at + piece.length;
      await sending;
      sending = write(piece).then(() => told(end));
      // Thrown where it is waited for.
      sending.catch(() => {});
      if (end > this.#hashed) {
        this.#hash.update(piece.subarray(Math.max(0, this.#hashed - at)));
        this.#hashed = end;
      }
      at = end;
      [room, other] = [other, room];
    }
    await sending;
  }

  async #read(room: Buffer, at: number): Promise<Buffer> {
    const wanted = room.subarray(0, Math.min(room.length, this.size - at));
    let cause: unknown;
    const count = await this.#source.read(wanted, at).catch((error: unknown) => {
      cause = error;
      return 0;
    });
    if (count > 0) return wanted.subarray(0, count);
    throw new ToolError(
      "file_refused",
      "The file could not be read to its end; it was changed meanwhile",
      "Wait until nothing writes to it, then try again.",
      { cause },
    );
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}
