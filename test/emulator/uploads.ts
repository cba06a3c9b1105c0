import { randomBytes } from "node:crypto";
import { ApiError } from "./api.ts";
import { parseMultipart } from "./multipart.ts";

/** What an upload request carries: metadata, content, or the start of a resumable session. */
export interface UploadContent {
  body: unknown;
  media: { mimeType: string; content: Buffer } | undefined;
}

/** Bytes that every piece but the last must be a multiple of. */
const CHUNK_UNIT = 256 * 1024;

/** Reads a body by its `uploadType` (Google, "Upload file data"): `media`, `multipart`, or the start of `resumable`. */
export function readUpload(uploadType: string | null, contentType: string, body: Buffer): UploadContent {
  switch (uploadType) {
    case "media":
      return { body: undefined, media: { mimeType: contentType || "application/octet-stream", content: body } };
    case "multipart":
      return readMultipartUpload(contentType, body);
    case "resumable":
      if (body.length === 0) return { body: undefined, media: undefined };
      if (!/^application\/json\s*(;|$)/i.test(contentType))
        throw new ApiError(415, "unsupportedMediaType", `Unsupported content with type: ${contentType}`);
      return { body: parseJson(body), media: undefined };
    default:
      throw new ApiError(400, "badRequest", "Invalid upload type: expected media, multipart or resumable.");
  }
}

function readMultipartUpload(contentType: string, body: Buffer): UploadContent {
  const parts = parseMultipart(contentType, body);
  const [metadata, media] = parts ?? [];
  if (!contentType.startsWith("multipart/related") || !metadata || !media || parts?.length !== 2) {
    throw new ApiError(400, "badContent", "Malformed multipart body.");
  }
  if (!/^application\/json\s*(;|$)/i.test(metadata.headers["content-type"] ?? ""))
    throw new ApiError(400, "badContent", "Metadata part is of an unsupported type.");
  const mimeType = media.headers["content-type"] ?? "application/octet-stream";
  const encoded = media.headers["content-transfer-encoding"]?.toLowerCase() === "base64";
  const content = encoded ? Buffer.from(media.content.toString("latin1"), "base64") : media.content;
  return { body: parseJson(metadata.content), media: { mimeType, content } };
}

/**
 * Holds content against the kinds and sizes that a method takes.
 * @throws ApiError 400 or 413
 */
export function checkMedia(
  limits: { accept?: string[] | undefined; maxSize?: string | undefined },
  media: { mimeType: string; content: Buffer },
): void {
  const type = media.mimeType.split(";")[0]?.trim().toLowerCase() ?? "";
  const accepted = (limits.accept ?? ["*/*"]).some(
    (pattern) =>
      pattern === "*/*" || pattern === type || (pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1))),
  );
  if (!accepted)
    throw new ApiError(
      400,
      "badContent",
      `Media type '${type}' is not supported. Valid media types: [${limits.accept?.join(", ")}]`,
    );
  if (limits.maxSize !== undefined && media.content.length > Number(limits.maxSize))
    throw new ApiError(413, "uploadTooLarge", "Request Too Large");
}

/** @throws ApiError 400 `parseError` */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new ApiError(400, "parseError", "Invalid JSON payload received. Unexpected token.");
  }
}

/** A resumable session: what was said at its start, the bytes so far, and its answer once it is complete. */
export interface UploadSession<Answer> {
  id: string;
  verb: string;
  pathname: string;
  query: URLSearchParams;
  body: unknown;
  mimeType: string;
  /** Room for the content, held once however large it is: pieces are read straight into it. */
  room: Buffer;
  /** Bytes at the front of the room that count as received. */
  received: number;
  answer: Answer | undefined;
}

/** Bytes of the largest content that the emulator makes room for. */
const LARGEST_UPLOAD = 2 ** 31;

/** A piece of content as it came, or as much of it as came before the connection was cut. */
export interface ReceivedPiece {
  bytes: Buffer;
  cut: boolean;
}

/** Resumable sessions. */
export class UploadSessions<Answer> {
  readonly #sessions = new Map<string, UploadSession<Answer>>();

  start(session: Omit<UploadSession<Answer>, "id" | "room" | "received" | "answer">): UploadSession<Answer> {
    const id = randomBytes(12).toString("hex");
    const made = { ...session, id, room: Buffer.alloc(0), received: 0, answer: undefined };
    this.#sessions.set(made.id, made);
    return made;
  }

  find(id: string): UploadSession<Answer> | undefined {
    return this.#sessions.get(id);
  }

  /** Forgets every session, as Google does a week after its start. */
  forget(): void {
    this.#sessions.clear();
  }

  /**
   * Reads a piece from the wire to where it belongs, without counting it as received yet. Of one whose connection is cut,
   * what fills whole units counts, as it does at Google.
   * @param cutAfter bytes after which the emulator itself cuts the connection
   */
  async receive(
    session: UploadSession<Answer>,
    contentRange: string | undefined,
    body: AsyncIterable<unknown>,
    cutAfter = Number.POSITIVE_INFINITY,
  ): Promise<ReceivedPiece> {
    const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(contentRange ?? "") ?? [];
    const start = Number(first ?? session.received);
    const inPlace = first !== undefined && start === session.received;
    const length = Number(last ?? -1) - start + 1;
    makeRoom(session, inPlace ? (total === "*" ? start + length : Number(total)) : 0);
    const loose: Buffer[] = [];
    let size = 0;
    let cut = false;
    try {
      for await (const chunk of body) {
        if (!Buffer.isBuffer(chunk)) throw new Error("a request comes in bytes");
        const fits = inPlace && loose.length === 0 && start + size + chunk.length <= session.room.length;
        if (fits) chunk.copy(session.room, start + size);
        else loose.push(chunk);
        size += chunk.length;
        if (size >= cutAfter) throw new Error("cut");
      }
    } catch {
      cut = true;
    }
    const here = session.room.subarray(start, start + size - sizeOf(loose));
    if (cut && inPlace) session.received += Math.floor(here.length / CHUNK_UNIT) * CHUNK_UNIT;
    return { bytes: loose.length === 0 && inPlace ? here : Buffer.concat([...(inPlace ? [here] : []), ...loose]), cut };
  }

  /**
   * Takes a piece by its `Content-Range`, or a question for what is there (`bytes * /N`).
   * @returns whether the content is complete
   */
  take(session: UploadSession<Answer>, contentRange: string | undefined, piece: Buffer): boolean {
    if (contentRange === undefined) {
      session.room = piece;
      session.received = piece.length;
      return true;
    }
    const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(contentRange);
    if (!range) throw new ApiError(400, "badRequest", "Failed to parse Content-Range header.");
    const [, first, last, total] = range;
    if (first === undefined && piece.length > 0)
      throw new ApiError(400, "badRequest", "Failed to parse Content-Range header.");
    if (first !== undefined && last !== undefined) {
      if (Number(first) !== session.received || Number(last) - Number(first) + 1 !== piece.length)
        throw new ApiError(400, "badRequest", "Invalid request. The Content-Range does not fit what was received.");
      const whole = session.received + piece.length;
      if (total !== "*" && whole > Number(total))
        throw new ApiError(400, "badRequest", "Invalid request. The Content-Range goes beyond the content's length.");
      const isLast = total !== "*" && whole === Number(total);
      if (!isLast && piece.length % CHUNK_UNIT !== 0)
        throw new ApiError(400, "badRequest", "Invalid request. Chunks must be multiples of 256 KiB.");
      makeRoom(session, whole);
      if (piece.buffer !== session.room.buffer) piece.copy(session.room, session.received);
      session.received = whole;
    }
    return total !== undefined && total !== "*" && session.received === Number(total);
  }
}

function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function makeRoom(session: { room: Buffer; received: number }, size: number): void {
  if (size <= session.room.length) return;
  if (size > LARGEST_UPLOAD) throw new Error("the content is too large for the emulator");
  const room = Buffer.alloc(size);
  session.room.copy(room, 0, 0, session.received);
  session.room = room;
}
