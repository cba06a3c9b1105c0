import { ToolError } from "../errors.ts";
import type { ContentAnswer, GiveContent } from "../net/content-request.ts";
import { toToolError } from "./error-answer.ts";
import { GoogleApiError } from "./google-api-error.ts";
import { pause, waitBeforeRetry } from "./retry.ts";

/** A request that sends content and that Google's generated clients cannot make: one of an upload. */
export interface TransferRequest {
  method: "POST" | "PUT" | "PATCH";
  /** Address at Google with its query. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** A text, or what gives the content anew each time the request is sent. */
  body?: string | GiveContent;
  /** Sent once, whatever comes of it. */
  once?: boolean;
  /** A status that is an answer besides 2xx: 308 of a resumable upload. */
  alsoAccept?: number;
}

/** What Google answered. */
export interface TransferAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON. */
  body: unknown;
}

/**
 * Sends one such request with the account's token, repeated as every request is.
 * @throws ToolError
 */
export type Transfer = (request: TransferRequest) => Promise<TransferAnswer>;

/** A request for content, which may be a range of a file. */
export interface FetchRequest {
  /** Address at Google with its query. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Bytes that the answer is expected to have, where Google has told. */
  expected?: number;
}

/**
 * Sends one such request with the account's token, repeated until Google begins to answer with the content.
 * @throws ToolError
 */
export type FetchContent = (request: FetchRequest) => Promise<ContentAnswer>;

/** What a transfer needs of the call that it serves. */
export interface TransferOptions {
  signal: AbortSignal;
  /** Told every per cent or MiB, whichever is more, and at the end; bytes. */
  progress(done: number, total?: number): void;
}

/** How often a transfer goes on after a fault without having come further in between. */
export const MOST_FAULTS = 5;

/** Milliseconds without a byte after which a connection is taken for dead. */
export const STALL_MS = 60_000;

const LEAST_STEP_BYTES = 1024 * 1024;

/** Passes progress on in steps, so that a client is not flooded. */
export function inSteps(total: number | undefined, progress: TransferOptions["progress"]): (done: number) => void {
  const step = Math.max(LEAST_STEP_BYTES, (total ?? 0) / 100);
  let told = 0;
  return (done) => {
    if (done - told < step && done !== total) return;
    told = done;
    progress(done, total);
  };
}

/** Whether a transfer may go on after this failure: the connection broke, or Google had a moment's trouble. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ToolError)) return true;
  if (error.code === "network_error" || error.code === "outcome_unknown") return true;
  return error instanceof GoogleApiError && (error.status >= 500 || error.status === 429);
}

/** Waits before the next try, longer each time. @throws ToolError when the call ends meanwhile */
export async function backOff(faults: number, signal: AbortSignal): Promise<void> {
  const wait = waitBeforeRetry(
    { status: undefined, reason: "", retryAfter: undefined },
    faults - 1,
    Math.random(),
    Date.now(),
  );
  await pause(wait, signal).catch((aborted: unknown) => {
    throw toToolError(aborted, true, signal);
  });
}
