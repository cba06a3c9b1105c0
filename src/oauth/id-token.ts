import { createRemoteJWKSet, customFetch, errors, jwtVerify } from "jose";
import * as z from "zod";
import { ToolError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS, type Transport } from "../net/transport.ts";
import { equalInConstantTime } from "./attempt.ts";
import type { Endpoints } from "./endpoints.ts";

const CLOCK_TOLERANCE_SECONDS = 60;
const JWKS_CACHE_MS = 3_600_000;
/** An unknown `kid` makes the keys be fetched again at most this often. */
const JWKS_COOLDOWN_MS = 30_000;

/** Who signed in, as a verified ID token says. */
export interface Identity {
  sub: string;
  email: string;
  /** The account's Workspace domain, absent for consumer accounts. */
  hostedDomain: string | undefined;
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().min(3).max(320),
  email_verified: z.literal(true),
  /** Other audiences are not trusted (OpenID Connect Core 1.0 section 3.1.3.7, point 3). */
  aud: z.union([z.string(), z.tuple([z.string()])]),
  azp: z.string().optional(),
  iat: z.number(),
  hd: z.string().optional(),
  nonce: z.string().optional(),
});

export interface Expectations {
  clientId: string;
  /** Undefined for an ID token that comes with a refresh, which has none. */
  nonce: string | undefined;
  allowedDomains: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
}

/** More than this between this computer's clock and Google's makes a difference to an ID token. */
export const CLOCK_LIMIT_MS = CLOCK_TOLERANCE_SECONDS * 1000;

/** Verifies ID tokens against one issuer's published keys. */
export type IdTokenVerifier = (idToken: string, expected: Expectations) => Promise<Identity>;

/**
 * Makes a verifier (OpenID Connect Core 1.0 section 3.1.3.7; SECURITY-SPEC 1.7): RS256 only, issuer, audience, `azp`,
 * times with 60 s of tolerance, nonce in constant time, verified mail address, allowed domain. The verifier keeps the keys
 * for an hour and fetches them again, rate limited, when a `kid` is unknown.
 * @returns a function that throws ToolError `invalid_id_token`, `domain_not_allowed`, `network_error` or `google_error`
 */
export function createIdTokenVerifier(
  endpoints: Pick<Endpoints, "jwks" | "issuers">,
  transport: Transport,
): IdTokenVerifier {
  const keys = createRemoteJWKSet(new URL(endpoints.jwks), {
    cacheMaxAge: JWKS_CACHE_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    [customFetch]: (url) => fetchKeys(url, transport),
  });
  return async (idToken, expected) => {
    const { payload } = await jwtVerify(idToken, keys, {
      algorithms: ["RS256"],
      issuer: [...endpoints.issuers],
      audience: expected.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(expected.now),
      requiredClaims: ["exp", "iat", "sub"],
    }).catch((error: unknown) => {
      throw describeFailure(error);
    });
    return checkClaims(payload, expected);
  };
}

async function fetchKeys(url: string, transport: Transport): Promise<Response> {
  const answer = await transport.http
    .request<string>({ url, responseType: "text", redirect: "error", timeout: REQUEST_TIMEOUT_MS })
    .catch((error: unknown) => {
      throw new ToolError(
        "network_error",
        "Google's keys for ID tokens could not be fetched",
        "Check the network connection and try again.",
        {
          cause: error,
        },
      );
    });
  return new Response(answer.data, { status: answer.status, headers: { "content-type": "application/json" } });
}

function checkClaims(payload: unknown, expected: Expectations): Identity {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) {
    const claim = parsed.error.issues[0]?.path.join(".");
    throw invalid(claim === "email_verified" ? "its mail address is not verified" : `its claim ${claim} does not fit`);
  }
  const { sub, email, azp, iat, hd, nonce } = parsed.data;
  if (azp !== undefined && azp !== expected.clientId) throw invalid("it was issued to another client (azp)");
  if (iat * 1000 > expected.now + CLOCK_LIMIT_MS) throw invalid("it was issued in the future (iat)");
  if (expected.nonce !== undefined && !equalInConstantTime(nonce ?? "", expected.nonce)) {
    throw invalid("it belongs to another sign-in (nonce)");
  }
  if (expected.allowedDomains.length > 0 && !expected.allowedDomains.includes(hd?.toLowerCase() ?? "")) {
    throw new ToolError(
      "domain_not_allowed",
      `${email} does not belong to a domain that may sign in here (${expected.allowedDomains.join(", ")})`,
      "Sign in with an account of that domain. Nothing was stored.",
    );
  }
  return { sub, email, hostedDomain: hd };
}

const MALFORMED = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported, errors.JWKSMultipleMatchingKeys];

function describeFailure(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  if (error instanceof errors.JWTExpired) return invalid("it has expired (exp)", error);
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`its claim ${error.claim} is wrong`, error);
  if (error instanceof errors.JOSEAlgNotAllowed) return invalid("it is not signed with RS256 (alg)", error);
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid("its signature is wrong", error);
  if (error instanceof errors.JWKSNoMatchingKey)
    return invalid("it is signed with a key that Google does not publish (kid)", error);
  if (MALFORMED.some((kind) => error instanceof kind)) return invalid("it is not a signed token of Google's", error);
  return new ToolError("google_error", "Google's keys for ID tokens could not be read", "Try again in a moment.", {
    cause: error,
  });
}

function invalid(why: string, cause?: unknown): ToolError {
  return new ToolError(
    "invalid_id_token",
    `The ID token of this sign-in was refused: ${why}`,
    "Nothing was stored. Start the sign-in again; if it happens again, something stands between you and Google.",
    { cause },
  );
}
