import { createHash } from "node:crypto";
import { ACCESS_TOKEN_LIFETIME_SECONDS, challengeMatches, type Grants, type IssuedToken } from "./grants.ts";
import { errorAnswer, jsonAnswer, type OAuthAnswer, readForm, TokenError } from "./oauth-answers.ts";
import type { IdTokenFlaws, SigningKeys } from "./signing-keys.ts";
import type { EmulatedClient, World } from "./world.ts";

/** How tests bend what the token endpoint answers. */
export interface TokenSettings {
  /** What is wrong with the ID tokens that come next. */
  flaws: IdTokenFlaws;
  /** Leaves the named tokens out of the answers that come next. */
  omit: { refreshToken?: boolean; idToken?: boolean };
  /** Gives a new refresh token with each refresh and ends the old one. */
  rotateRefreshTokens: boolean;
}

/** The token endpoint: codes and refresh tokens become access tokens and ID tokens (RFC 6749 sections 4.1.3, 5 and 6). */
export class TokenEndpoint {
  readonly #world: World;
  readonly #grants: Grants;
  readonly #keys: SigningKeys;
  readonly #origin: string;
  readonly #settings: TokenSettings;
  /** How often each grant type reached the token endpoint. */
  readonly requests = { authorization_code: 0, refresh_token: 0 };
  /** Code verifiers that came with codes. */
  readonly seenVerifiers = new Set<string>();

  constructor(world: World, grants: Grants, keys: SigningKeys, origin: string, settings: TokenSettings) {
    this.#world = world;
    this.#grants = grants;
    this.#keys = keys;
    this.#origin = origin;
    this.#settings = settings;
  }

  async answer(contentType: string | undefined, query: URLSearchParams, body: string): Promise<OAuthAnswer> {
    try {
      if (query.size > 0) throw new TokenError(400, "invalid_request", "Parameters belong into the body.");
      const form = readForm(contentType, body);
      const client = this.#authenticate(form);
      const headers = { "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", Pragma: "no-cache" };
      return jsonAnswer(200, await this.#grant(form, client), headers);
    } catch (error) {
      if (error instanceof TokenError) return errorAnswer(error.status, error.error, error.description);
      throw error;
    }
  }

  #authenticate(form: URLSearchParams): EmulatedClient {
    if (!form.get("grant_type"))
      throw new TokenError(400, "invalid_request", "Required parameter is missing: grant_type");
    if (!form.get("client_id"))
      throw new TokenError(400, "invalid_request", "Could not determine client ID from request.");
    const client = this.#world.clients.get(form.get("client_id") ?? "");
    if (!client) throw new TokenError(401, "invalid_client", "The OAuth client was not found.");
    if (!form.get("client_secret")) throw new TokenError(400, "invalid_request", "client_secret is missing.");
    if (form.get("client_secret") !== client.clientSecret) throw new TokenError(401, "invalid_client", "Unauthorized");
    return client;
  }

  #grant(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    switch (form.get("grant_type")) {
      case "authorization_code":
        this.requests.authorization_code += 1;
        return this.#exchange(form, client);
      case "refresh_token":
        this.requests.refresh_token += 1;
        return this.#refresh(form, client);
      default:
        throw new TokenError(400, "unsupported_grant_type", `Invalid grant_type: ${form.get("grant_type")}`);
    }
  }

  async #exchange(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    const codeVerifier = form.get("code_verifier");
    if (codeVerifier !== null) this.seenVerifiers.add(codeVerifier);
    const code = this.#grants.codes.get(required(form, "code"));
    if (!code || code.grant.clientId !== client.clientId)
      throw new TokenError(400, "invalid_grant", "Malformed auth code.");
    if (code.used) {
      this.#grants.endTokensOf(code.code);
      throw new TokenError(400, "invalid_grant", "Bad Request");
    }
    if (this.#grants.isExpired(code) || code.grant.revoked) throw new TokenError(400, "invalid_grant", "Bad Request");
    if (required(form, "redirect_uri") !== code.redirectUri)
      throw new TokenError(400, "redirect_uri_mismatch", "Bad Request");
    // One try a code: who does not know the verifier cannot go on guessing.
    code.used = true;
    if (codeVerifier === null) throw new TokenError(400, "invalid_grant", "Missing code verifier.");
    if (!/^[\w.~-]{43,128}$/.test(codeVerifier) || !challengeMatches(codeVerifier, code.codeChallenge))
      throw new TokenError(400, "invalid_grant", "Invalid code verifier.");
    const access = this.#grants.issueAccessToken(code.grant, code.scopes, code.code);
    const withRefresh = code.offline && !this.#settings.omit.refreshToken;
    const refresh = withRefresh ? this.#grants.issueRefreshToken(code.grant, code.scopes, code.code) : undefined;
    return this.#tokens(access, refresh, client, code.nonce);
  }

  async #refresh(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    const issued = this.#grants.refreshTokens.get(required(form, "refresh_token"));
    if (!issued) throw new TokenError(400, "invalid_grant", "Bad Request");
    if (issued.grant.clientId !== client.clientId) throw new TokenError(401, "unauthorized_client", "Unauthorized");
    if (!this.#grants.isLive(issued)) throw new TokenError(400, "invalid_grant", "Token has been expired or revoked.");
    const scopes = form.get("scope")?.split(" ") ?? issued.scopes;
    if (scopes.some((scope) => !issued.scopes.includes(scope)))
      throw new TokenError(400, "invalid_scope", "Some requested scopes were invalid.");
    const access = this.#grants.issueAccessToken(issued.grant, scopes, issued.code);
    if (!this.#settings.rotateRefreshTokens) return this.#tokens(access, undefined, client, undefined);
    issued.expired = true;
    const next = this.#grants.issueRefreshToken(issued.grant, issued.scopes, issued.code);
    return this.#tokens(access, next, client, undefined);
  }

  async #tokens(
    access: IssuedToken,
    refresh: IssuedToken | undefined,
    client: EmulatedClient,
    nonce: string | undefined,
  ): Promise<Record<string, unknown>> {
    const withIdToken = access.scopes.includes("openid") && !this.#settings.omit.idToken;
    const idToken = withIdToken ? await this.#idToken(access, client, nonce) : undefined;
    return {
      access_token: access.token,
      expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
      ...(refresh && { refresh_token: refresh.token }),
      // Google's order is its own, not that of the request.
      scope: [...access.scopes].sort().join(" "),
      token_type: "Bearer",
      ...(idToken !== undefined && { id_token: idToken }),
    };
  }

  /** OpenID Connect Core section 2; the claims are those that Google's page "OpenID Connect" lists. */
  #idToken({ grant, scopes, token }: IssuedToken, client: EmulatedClient, nonce: string | undefined): Promise<string> {
    const now = Math.floor(this.#world.now() / 1000);
    const { sub, email, emailVerified, hostedDomain, name } = grant.account;
    const claims = {
      iss: this.#origin,
      azp: client.clientId,
      aud: client.clientId,
      sub,
      hd: hostedDomain,
      ...(scopes.includes(`${USERINFO}.email`) && { email, email_verified: emailVerified }),
      ...(scopes.includes(`${USERINFO}.profile`) && { name }),
      at_hash: createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url"),
      nonce,
      iat: now,
      exp: now + 3600,
    };
    return this.#keys.sign(claims, client.clientSecret, this.#settings.flaws);
  }
}

const USERINFO = "https://www.googleapis.com/auth/userinfo";

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw new TokenError(400, "invalid_request", `Missing required parameter: ${name}`);
  return value;
}
