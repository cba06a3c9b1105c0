import type { ServerContext } from "@modelcontextprotocol/server";
import type { Call } from "../tools/tool.ts";

/** Milliseconds of silence after which a client that asked for progress gets a sign of life. */
const SILENCE_MS = 10_000;

/** What a sign of life adds to the progress: less than any unit that a tool counts in. */
const SIGN_OF_LIFE = 0.001;

/**
 * Runs something with a way to tell the client how far it is, where the client has asked to know. Values only ever rise
 * (MCP, "Progress"): what comes after a wait for the person may count in another unit, and is left out until it is higher.
 * Something that says nothing for long shows that it is alive, so that the client does not give it up.
 */
export async function withProgress<Result>(
  { mcpReq }: { readonly mcpReq: Pick<ServerContext["mcpReq"], "_meta" | "notify"> },
  work: (progress: Call["progress"]) => Promise<Result>,
): Promise<Result> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return work(() => {});
  let last: number | undefined;
  let ended = false;
  const tell: Call["progress"] = (progress, total, message) => {
    if (ended || (last !== undefined && progress <= last)) return;
    last = progress;
    timer.refresh();
    const facts = { ...(total !== undefined && { total }), ...(message && { message }) };
    const params = { progressToken, progress, ...facts };
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
  const timer = setInterval(() => tell((last ?? 0) + SIGN_OF_LIFE, undefined, "Still working"), SILENCE_MS);
  try {
    return await work(tell);
  } finally {
    ended = true;
    clearInterval(timer);
  }
}
