import type { Attempt } from "./attempt.ts";
import { type AuthorizationResponse, readResponse, single } from "./loopback-listener.ts";

const LONGEST_ADDRESS = 8192;

/**
 * Reads the address that a browser on another computer ended at (SECURITY-SPEC 1.10). What holds for a redirect holds
 * here: it must be the redirect URI with the attempt's own `state`.
 * @returns undefined when it is not the address of this sign-in
 */
export function readPastedAddress(
  line: string,
  attempt: Pick<Attempt, "accepts">,
  redirectUri: string,
): AuthorizationResponse | undefined {
  const text = line.trim();
  if (text.length > LONGEST_ADDRESS || !URL.canParse(text)) return undefined;
  const { origin, pathname, searchParams: query } = new URL(text);
  if (`${origin}${pathname}` !== redirectUri) return undefined;
  if (!attempt.accepts(single(query, "state"))) return undefined;
  if (single(query, "code") === null && single(query, "error") === null) return undefined;
  return readResponse(query);
}
