import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../errors.ts";
import type { AnyTool, SignInRequest, SignInStarted } from "../tools/tool.ts";
import { QuestionAsked } from "./dialogue.ts";
import type { Invocation, Stage } from "./stage.ts";

/** The sign-in of the running server, of which there is one at a time. */
export interface SignInDesk {
  /** Starts one, or gives what is known of the one that runs. */
  startSignIn(request: SignInRequest): Promise<SignInStarted>;
  /** Settles when the running sign-in has ended, at once when none runs; rejects with what it failed for. */
  signInEnded(): Promise<void>;
}

export interface ObtainAccessOptions {
  readonly desk: SignInDesk;
  /** Whether a call may start a sign-in at all. */
  readonly enabled: boolean;
  /** Milliseconds that a call waits for the person. */
  readonly waitMs: number;
}

/** Milliseconds between two signs of life to a client whose call waits. */
const PROGRESS_MS = 5_000;

/**
 * Lets a call that needs a sign-in or a permission ask for it and then go on (SECURITY-SPEC 4.3). The client shows the
 * address where it can (MCP, "Elicitation", URL mode); else the browser opens on this computer. The call waits for a
 * bounded time; the sign-in itself goes on for as long as its listener lives.
 */
export function obtainAccess(options: ObtainAccessOptions): Stage {
  return async (invocation, next) => {
    try {
      return await next(invocation);
    } catch (error) {
      const allowed = options.enabled && !invocation.dialogue.unattended;
      const request = allowed ? requestFor(error, invocation) : undefined;
      if (!(error instanceof ToolError) || request === undefined) throw error;
      const started = await startFor(options, invocation, request, error);
      const ended = await waitForPerson(options, invocation, started.url);
      return await next(invocation).catch((again: unknown) => {
        // The sign-in may have been done elsewhere, so that it counts only when it is still missing.
        if (ended || !(again instanceof ToolError) || again.code !== error.code) throw again;
        throw stillWaiting(again, started);
      });
    }
  };
}

/** What to ask Google for, where that is what the call failed for and nothing has been done yet. */
function requestFor(error: unknown, { tool, facts }: Invocation): SignInRequest | undefined {
  if (!(error instanceof ToolError) || !tool.service) return undefined;
  if (error.code === "not_signed_in") return { tools: [tool.name], usual: true };
  const email = facts.email === undefined ? {} : { email: facts.email };
  if (error.code === "missing_scope" && !facts.running) return { tools: [tool.name], ...email };
  // What a reading tool did before Google refused the grant is done again without harm.
  if (error.code === "grant_revoked" && (!facts.running || tool.kind === "read")) return { services: [], ...email };
  return undefined;
}

/** @throws QuestionAsked where the client shows the address; ToolError where nobody can be sent there from here */
async function startFor(
  { desk }: ObtainAccessOptions,
  { dialogue, tool }: Invocation,
  request: SignInRequest,
  why: ToolError,
): Promise<SignInStarted> {
  const started = await desk.startSignIn({ ...request, openBrowser: !dialogue.canOpenUrls }).catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(why.code, why.message, `${error.message}. ${error.fix}`, { cause: error });
  });
  if (!dialogue.canOpenUrls) {
    if (started.shown) return started;
    const address = `Ask the person to open this address on this computer, then call again: ${started.url}`;
    throw new ToolError(why.code, why.message, `${address}\nOr: ${why.fix}`);
  }
  const key = keyOf(tool, request);
  switch (dialogue.answer(key)) {
    case "accepted":
      return started;
    case "declined":
      throw new ToolError(why.code, `${why.message}; the person declined to sign in now`, why.fix);
    case undefined:
      throw new QuestionAsked({ key, message: `${tool.title}: ${why.message}. Sign in to go on.`, url: started.url });
  }
}

/** The same for the same need, so that an answer counts for nothing else. */
function keyOf(tool: AnyTool, request: SignInRequest): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([tool.name, request]))
    .digest("hex");
  return `sign-in-${digest.slice(0, 32)}`;
}

/**
 * Ends when the sign-in does, when the time is up or when the client gives up; a sign-in that failed is told.
 * @returns whether the sign-in has ended
 */
async function waitForPerson(
  { desk, waitMs }: ObtainAccessOptions,
  { signal, progress }: Invocation,
  url: string,
): Promise<boolean> {
  const done = new AbortController();
  const until = Date.now() + waitMs;
  const tell = async () => {
    for (let told = 1; Date.now() < until; told += 1) {
      progress(told, undefined, `Waiting for the sign-in at ${url}`);
      const pause = Math.min(PROGRESS_MS, Math.max(1, until - Date.now()));
      await delay(pause, undefined, { signal: AbortSignal.any([signal, done.signal]) });
    }
    return false;
  };
  try {
    return await Promise.race([desk.signInEnded().then(() => true), tell()]);
  } catch (error) {
    if (signal.aborted) throw new ToolError("cancelled", "The call was cancelled while it waited for a sign-in", "");
    throw error;
  } finally {
    done.abort();
  }
}

function stillWaiting(why: ToolError, { url }: SignInStarted): ToolError {
  const fix = `The sign-in still waits for the person. When they are done, call again. Its address: ${url}`;
  return new ToolError(why.code, why.message, fix, { cause: why });
}
