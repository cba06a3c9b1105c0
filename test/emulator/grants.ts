import { createHash, randomBytes } from "node:crypto";
import type { EmulatedAccount } from "./api.ts";
import type { World } from "./world.ts";

/** Google's lifetimes: a code ten minutes, an access token an hour. */
const CODE_LIFETIME_MS = 10 * 60_000;
/** Google, "Refresh token expiration": live refresh tokens of an account and client; one more ends the oldest. */
const MOST_REFRESH_TOKENS = 100;
export const ACCESS_TOKEN_LIFETIME_SECONDS = 3599;

/** What a person has allowed one client: one grant an account and client, as Google keeps it. */
export interface Grant {
  id: string;
  account: EmulatedAccount;
  clientId: string;
  revoked: boolean;
}

/** An authorization code with everything that it is bound to. */
export interface IssuedCode {
  code: string;
  grant: Grant;
  scopes: string[];
  redirectUri: string;
  codeChallenge: string;
  nonce: string | undefined;
  offline: boolean;
  expiresAt: number;
  used: boolean;
}

export interface IssuedToken {
  token: string;
  grant: Grant;
  scopes: string[];
  expiresAt: number;
  expired: boolean;
  /** The code it came from, so that a replay of the code can end it. */
  code: string | undefined;
}

/** Grants, codes and tokens, and when they end. */
export class Grants {
  readonly #world: World;
  readonly #grants: Grant[] = [];
  readonly codes = new Map<string, IssuedCode>();
  readonly accessTokens = new Map<string, IssuedToken>();
  readonly refreshTokens = new Map<string, IssuedToken>();

  constructor(world: World) {
    this.#world = world;
  }

  grantFor(account: EmulatedAccount, clientId: string): Grant {
    const existing = this.#grants.find(
      (grant) => !grant.revoked && grant.account.sub === account.sub && grant.clientId === clientId,
    );
    if (existing) return existing;
    const grant = { id: randomBytes(8).toString("hex"), account, clientId, revoked: false };
    this.#grants.push(grant);
    return grant;
  }

  issueCode(given: Omit<IssuedCode, "code" | "expiresAt" | "used">): IssuedCode {
    const code = {
      ...given,
      code: `4/0A${randomBytes(48).toString("base64url")}`,
      expiresAt: this.#world.now() + CODE_LIFETIME_MS,
      used: false,
    };
    this.codes.set(code.code, code);
    return code;
  }

  isExpired(code: IssuedCode): boolean {
    return code.expiresAt <= this.#world.now();
  }

  issueAccessToken(grant: Grant, scopes: string[], code: string | undefined): IssuedToken {
    const token = this.#token(
      `ya29.a0${randomBytes(60).toString("base64url")}`,
      grant,
      scopes,
      code,
      ACCESS_TOKEN_LIFETIME_SECONDS * 1000,
    );
    this.accessTokens.set(token.token, token);
    return token;
  }

  issueRefreshToken(grant: Grant, scopes: string[], code: string | undefined): IssuedToken {
    const live = [...this.refreshTokens.values()].filter((token) => token.grant === grant && this.isLive(token));
    for (const oldest of live.slice(0, Math.max(0, live.length - MOST_REFRESH_TOKENS + 1))) oldest.expired = true;
    const token = this.#token(
      `1//0${randomBytes(48).toString("base64url")}`,
      grant,
      scopes,
      code,
      Number.POSITIVE_INFINITY,
    );
    this.refreshTokens.set(token.token, token);
    return token;
  }

  #token(token: string, grant: Grant, scopes: string[], code: string | undefined, lifetimeMs: number): IssuedToken {
    return { token, grant, scopes, code, expiresAt: this.#world.now() + lifetimeMs, expired: false };
  }

  /** The token's state if it counts: issued here, not expired, its grant not revoked. */
  liveAccessToken(token: string): IssuedToken | undefined {
    const issued = this.accessTokens.get(token);
    return issued && this.isLive(issued) ? issued : undefined;
  }

  isLive(token: IssuedToken): boolean {
    return !token.grant.revoked && !token.expired && token.expiresAt > this.#world.now();
  }

  /** RFC 6749 section 4.1.2: a code that comes twice ends what came of it. */
  endTokensOf(code: string): void {
    for (const token of [...this.accessTokens.values(), ...this.refreshTokens.values()])
      if (token.code === code) token.expired = true;
  }
}

/** RFC 7636 section 4.6, method S256. */
export function challengeMatches(codeVerifier: string, codeChallenge: string): boolean {
  return createHash("sha256").update(codeVerifier).digest("base64url") === codeChallenge;
}
