import { randomBytes } from "node:crypto";
import { ApiError } from "./api.ts";
import { parseMultipart } from "./multipart.ts";

/** What an upload request carries: metadata, content, or the start of a resumable session. */
export interface UploadContent {
  body: unknown;
  media: { mimeType: string; content: Buffer } | undefined;
}

/** A resumable session: what was said at its start, and the bytes so far. */
export interface UploadSession {
  id: string;
  verb: string;
  pathname: string;
  query: URLSearchParams;
  body: unknown;
  mimeType: string;
  token: string;
  received: Buffer;
}

/** Reads a body by its `uploadType` (Google, "Upload file data"): `media`, `multipart`, or the start of `resumable`. */
export function readUpload(uploadType: string | null, contentType: string, body: Buffer): UploadContent {
  switch (uploadType) {
    case "media":
      return { body: undefined, media: { mimeType: contentType || "application/octet-stream", content: body } };
    case "multipart": {
      const parts = parseMultipart(contentType, body);
      const [metadata, media] = parts ?? [];
      if (!contentType.startsWith("multipart/related") || !metadata || !media || parts?.length !== 2) {
        throw new ApiError(400, "badContent", "Malformed multipart body.");
      }
      const mimeType = media.headers["content-type"] ?? "application/octet-stream";
      const encoded = media.headers["content-transfer-encoding"]?.toLowerCase() === "base64";
      const content = encoded ? Buffer.from(media.content.toString("latin1"), "base64") : media.content;
      return { body: parseJson(metadata.content), media: { mimeType, content } };
    }
    case "resumable":
      return { body: body.length > 0 ? parseJson(body) : undefined, media: undefined };
    default:
      throw new ApiError(400, "badRequest", "Invalid upload type: expected media, multipart or resumable.");
  }
}

/** @throws ApiError 400 `parseError` */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new ApiError(400, "parseError", "Invalid JSON payload received. Unexpected token.");
  }
}

/** Resumable sessions that are open. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();

  start(session: Omit<UploadSession, "id" | "received">): UploadSession {
    const made = { ...session, id: randomBytes(12).toString("hex"), received: Buffer.alloc(0) };
    this.#sessions.set(made.id, made);
    return made;
  }

  find(id: string): UploadSession | undefined {
    return this.#sessions.get(id);
  }

  /**
   * Takes a piece by its `Content-Range`, or a question for what is there (`bytes * /N`).
   * @returns whether the content is complete
   */
  take(session: UploadSession, contentRange: string | undefined, piece: Buffer): boolean {
    if (contentRange === undefined) {
      session.received = piece;
      this.#sessions.delete(session.id);
      return true;
    }
    const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(contentRange);
    if (!range) throw new ApiError(400, "badRequest", "Failed to parse Content-Range header.");
    const [, first, last, total] = range;
    if (first !== undefined && last !== undefined) {
      if (Number(first) !== session.received.length || Number(last) - Number(first) + 1 !== piece.length) {
        throw new ApiError(400, "badRequest", "Invalid request. The Content-Range does not fit what was received.");
      }
      session.received = Buffer.concat([session.received, piece]);
      const isLast = total !== "*" && session.received.length === Number(total);
      if (!isLast && piece.length % 262_144 !== 0)
        throw new ApiError(400, "badRequest", "Invalid request. Chunks must be multiples of 256 KiB.");
    }
    const complete = total !== undefined && total !== "*" && session.received.length === Number(total);
    if (complete) this.#sessions.delete(session.id);
    return complete;
  }
}
