import type { Attempt } from "./attempt.ts";
import { type AuthorizationResponse, readResponse, single } from "./loopback-listener.ts";

const LONGEST_ADDRESS = 8192;

/**
 * Reads the address that a browser on another computer ended at (SECURITY-SPEC 1.10). It must hold the attempt's own
 * `state`, as a redirect must.
 * @returns undefined when it is not the address of this sign-in
 */
export function readPastedAddress(line: string, attempt: Pick<Attempt, "accepts">): AuthorizationResponse | undefined {
  const text = line.trim();
  if (text.length > LONGEST_ADDRESS || !URL.canParse(text)) return undefined;
  const query = new URL(text).searchParams;
  if (!attempt.accepts(single(query, "state"))) return undefined;
  if (single(query, "code") === null && single(query, "error") === null) return undefined;
  return readResponse(query);
}
