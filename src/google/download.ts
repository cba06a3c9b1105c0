import { createHash } from "node:crypto";
import { ToolError } from "../errors.ts";
import type { TakePiece } from "../net/content.ts";
import type { ContentAnswer } from "../net/content-request.ts";
import { toToolError } from "./error-answer.ts";
import {
  backOff,
  type FetchContent,
  inSteps,
  isPassing,
  MOST_FAULTS,
  STALL_MS,
  type TransferOptions,
} from "./transfer.ts";

/** Content at Google. */
export interface DownloadSource {
  /** Address that answers with the bytes. */
  url: string;
  /** Bytes, where Google tells; then a shorter answer is a fault. */
  size?: number;
  /** Where Google tells it. */
  checksum?: { algorithm: "md5" | "sha256"; hex: string };
  /** Whether it can be read from a position on (`Range`); what cannot is not gone on with after a fault. */
  resumable: boolean;
  /** Asked before going on after a fault. @throws ToolError when it is no longer the same content */
  checkUnchanged?(): Promise<void>;
}

/** Where the bytes go. */
export interface DownloadSink {
  /** Takes a copy of a piece. */
  write: TakePiece;
}

/**
 * Streams content to a sink, holding no more than a piece of it. A connection that breaks is gone on with by a range
 * request from what is there, a bounded number of times; what arrived is held against Google's checksum.
 * @returns bytes
 * @throws ToolError `precondition_failed` when the content changed on the way, `google_error` when the checksum differs
 */
export async function download(
  fetchContent: FetchContent,
  source: DownloadSource,
  sink: DownloadSink,
  { signal, progress }: TransferOptions,
): Promise<number> {
  const hash = source.checksum && createHash(source.checksum.algorithm);
  const tell = inSteps(source.size, progress);
  let done = 0;
  let furthest = 0;
  let faults = 0;
  for (;;) {
    try {
      if (faults > 0) await source.checkUnchanged?.();
      const headers = { ...(done > 0 && { range: `bytes=${done}-` }) };
      const answer = await fetchContent({ url: source.url, headers, expected: (source.size ?? 0) - done });
      await receive(answer, done, (chunk) => {
        hash?.update(chunk);
        done += chunk.length;
        tell(done);
        return sink.write(chunk);
      });
      if (done < (source.size ?? 0)) throw new Error("the answer ended early");
      break;
    } catch (error) {
      if (done > furthest) faults = 0;
      furthest = done;
      faults += 1;
      const hopeless = faults > MOST_FAULTS || (done > 0 && !source.resumable) || !isPassing(error);
      if (signal.aborted || hopeless) throw toToolError(error, true, signal);
      await backOff(faults, signal);
    }
  }
  checkWhole(source, done, hash?.digest("hex"));
  return done;
}

/** Hands on the bytes after `from`: of a whole answer to a range request, what is there already is skipped. */
async function receive({ status, headers, body }: ContentAnswer, from: number, take: TakePiece): Promise<void> {
  const wrong = wrongAnswer(status, headers, from);
  if (wrong !== undefined) {
    body.destroy();
    throw new ToolError("google_error", wrong, "Download it again.");
  }
  let skip = status === 206 ? 0 : from;
  const stall = setTimeout(() => body.destroy(new Error("no byte came for a minute")), STALL_MS);
  try {
    await body.deliver((piece) => {
      stall.refresh();
      const fresh = piece.subarray(Math.min(skip, piece.length));
      skip -= piece.length - fresh.length;
      return fresh.length > 0 ? take(fresh) : undefined;
    });
  } finally {
    clearTimeout(stall);
  }
}

/** What is wrong with an answer by its head, if anything. Compressed content would be saved as it came. */
function wrongAnswer(status: number, headers: Headers, from: number): string | undefined {
  if (status === 206 && !headers.get("content-range")?.startsWith(`bytes ${from}-`))
    return "Google answered with another part of the file";
  const encoding = headers.get("content-encoding") ?? "identity";
  return encoding === "identity" ? undefined : `The file came as ${encoding}, which was not asked for`;
}

function checkWhole({ size, checksum }: DownloadSource, bytes: number, hex: string | undefined): void {
  const longer = size !== undefined && bytes > size;
  if (!longer && (checksum === undefined || hex === checksum.hex)) return;
  throw new ToolError(
    "google_error",
    longer
      ? "More bytes arrived than Google had told"
      : "What arrived differs from what Google has: its checksum is another",
    "Download it again; it may have been changed meanwhile.",
  );
}
