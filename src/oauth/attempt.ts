import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { registerSecret } from "../redaction.ts";

/** Bytes of `state`, `nonce` and code verifier: 256 bits each (SECURITY-SPEC 1.1). 32 bytes are 43 base64url characters, the least that RFC 7636 section 4.1 allows. */
const SECRET_BYTES = 32;

/** What one sign-in attempt keeps to itself until the answer comes. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636 code verifier, 43 unreserved characters. */
  readonly codeVerifier: string;
  /** Its S256 challenge. */
  readonly codeChallenge: string;
  /** Whether this is the attempt's own state, compared in constant time; always false once the attempt is used or over. */
  accepts(state: string | null): boolean;
  /** Marks the attempt as answered: {@link accepts} is false from then on. */
  use(): void;
}

/**
 * Starts an attempt with secrets of its own.
 * @param lifetimeMs after which nothing is accepted any more
 */
export function startAttempt(lifetimeMs: number, now: () => number = () => performance.now()): Attempt {
  const [state, nonce, codeVerifier] = [randomSecret(), randomSecret(), randomSecret()];
  registerSecret(codeVerifier);
  const endsAt = now() + lifetimeMs;
  let used = false;
  return {
    state,
    nonce,
    codeVerifier,
    codeChallenge: challengeOf(codeVerifier),
    accepts: (given) => !used && now() < endsAt && given !== null && equalInConstantTime(given, state),
    use: () => {
      used = true;
    },
  };
}

/** RFC 7636 section 4.2, method S256. */
export function challengeOf(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier, "ascii").digest("base64url");
}

/** Compares by digests, so that neither length nor content shows in the time. */
export function equalInConstantTime(left: string, right: string): boolean {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
