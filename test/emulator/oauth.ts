import type { IncomingMessage, ServerResponse } from "node:http";
import { AuthorizationEndpoint } from "./authorization-endpoint.ts";
import { errorPage } from "./consent-page.ts";
import type { FaultKind, Faults } from "./faults.ts";
import { Grants } from "./grants.ts";
import { readBody } from "./http.ts";
import {
  errorAnswer,
  htmlAnswer,
  jsonAnswer,
  type OAuthAnswer,
  PageError,
  readForm,
  TokenError,
} from "./oauth-answers.ts";
import { type IdTokenFlaws, SigningKeys } from "./signing-keys.ts";
import { TokenEndpoint, type TokenSettings } from "./token-endpoint.ts";
import type { World } from "./world.ts";

/** A request to one of the endpoints. */
interface OAuthRequest {
  query: URLSearchParams;
  contentType: string | undefined;
  authorization: string | undefined;
  body: string;
}

/** The emulator's authorization server: OAuth 2.0 with PKCE and OpenID Connect, as strict as Google's. */
export class OAuthServer implements TokenSettings {
  readonly grants: Grants;
  readonly keys: SigningKeys;
  readonly #world: World;
  readonly #origin: string;
  readonly #faults: Faults;
  readonly #authorization: AuthorizationEndpoint;
  readonly #token: TokenEndpoint;
  flaws: IdTokenFlaws = {};
  omit: { refreshToken?: boolean; idToken?: boolean } = {};
  rotateRefreshTokens = false;

  private constructor(
    world: World,
    keys: SigningKeys,
    origin: string,
    knownScopes: ReadonlySet<string> | undefined,
    faults: Faults,
  ) {
    this.keys = keys;
    this.grants = new Grants(world);
    this.#world = world;
    this.#origin = origin;
    this.#faults = faults;
    this.#authorization = new AuthorizationEndpoint(world, this.grants, knownScopes);
    this.#token = new TokenEndpoint(world, this.grants, keys, origin, this);
  }

  /** @param knownScopes every scope that exists; undefined lets any pass that looks like one */
  static async create(
    world: World,
    origin: string,
    knownScopes: ReadonlySet<string> | undefined,
    faults: Faults,
  ): Promise<OAuthServer> {
    return new OAuthServer(world, await SigningKeys.create(), origin, knownScopes, faults);
  }

  /** How often each grant type reached the token endpoint. */
  get tokenRequests(): TokenEndpoint["requests"] {
    return this.#token.requests;
  }

  /** Code verifiers that came with codes, for tests to search for. */
  get seenVerifiers(): ReadonlySet<string> {
    return this.#token.seenVerifiers;
  }

  /** Lets every access token expire now. */
  expireAccessTokens(): void {
    for (const token of this.grants.accessTokens.values()) token.expired = true;
  }

  /** Lets an account's refresh tokens end, as seven days of a consent screen in "Testing" do; access tokens live on. */
  expireGrant(email: string): void {
    for (const token of this.grants.refreshTokens.values())
      if (token.grant.account.email === email) token.expired = true;
  }

  /** Withdraws what an account has granted, as on Google's permissions page, or after a changed password. */
  revokeGrant(email: string): void {
    for (const token of [...this.grants.refreshTokens.values(), ...this.grants.accessTokens.values()])
      if (token.grant.account.email === email) token.grant.revoked = true;
  }

  /** @returns whether the path belongs to the authorization server */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { method = "GET" } = request;
    const endpoint = this.#endpoint(`${method} ${url.pathname}`);
    if (!endpoint) return false;
    const body = (await readBody(request)).toString("utf8");
    const fault = this.#faults.take({ path: url.pathname, methodId: undefined, verb: method });
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const struck = fault && fault.kind !== "delay" && !(fault.kind === "drop" && fault.when === "after");
    const answer = struck
      ? faultAnswer(fault)
      : await endpoint({
          query: url.searchParams,
          contentType: request.headers["content-type"],
          authorization: request.headers.authorization,
          body,
        });
    if (fault?.kind === "drop") request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
    return true;
  }

  #endpoint(name: string): ((request: OAuthRequest) => OAuthAnswer | Promise<OAuthAnswer>) | undefined {
    switch (name) {
      case "GET /.well-known/openid-configuration":
        return () => jsonAnswer(200, this.#metadata());
      case "GET /oauth2/v3/certs":
        return () => jsonAnswer(200, this.keys.jwks(), { "Cache-Control": "public, max-age=3600" });
      case "GET /o/oauth2/v2/auth":
        return ({ query }) => orPage(() => this.#authorization.authorize(query));
      case "POST /o/oauth2/v2/auth/decision":
        return ({ body }) => orPage(() => this.#authorization.decide(new URLSearchParams(body)));
      case "POST /token":
        return ({ contentType, query, body }) => this.#token.answer(contentType, query, body);
      case "POST /revoke":
        return (request) => this.#revoke(request);
      case "GET /tokeninfo":
        return ({ query }) => this.#tokenInfo(query);
      case "GET /v1/userinfo":
        return ({ authorization }) => this.#userinfo(authorization);
      default:
        return undefined;
    }
  }

  #metadata() {
    return {
      issuer: this.#origin,
      authorization_endpoint: `${this.#origin}/o/oauth2/v2/auth`,
      token_endpoint: `${this.#origin}/token`,
      revocation_endpoint: `${this.#origin}/revoke`,
      userinfo_endpoint: `${this.#origin}/v1/userinfo`,
      jwks_uri: `${this.#origin}/oauth2/v3/certs`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_post"],
      code_challenge_methods_supported: ["S256"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      scopes_supported: ["openid", "email", "profile"],
    };
  }

  /** RFC 7009; either token ends the whole grant (Google, "OAuth 2.0 for Mobile & Desktop Apps": revoking a token). */
  #revoke({ contentType, body }: OAuthRequest): OAuthAnswer {
    try {
      const token = readForm(contentType, body).get("token");
      if (!token) throw new TokenError(400, "invalid_request", "Missing required parameter: token");
      const issued = this.grants.refreshTokens.get(token) ?? this.grants.accessTokens.get(token);
      if (!issued || !this.grants.isLive(issued))
        throw new TokenError(400, "invalid_token", "Token expired or revoked");
      issued.grant.revoked = true;
      return jsonAnswer(200, {});
    } catch (error) {
      if (error instanceof TokenError) return errorAnswer(error.status, error.error, error.description);
      throw error;
    }
  }

  #tokenInfo(query: URLSearchParams): OAuthAnswer {
    const issued = this.grants.liveAccessToken(query.get("access_token") ?? "");
    if (!issued) return errorAnswer(400, "invalid_token", "Invalid Value");
    const { account, clientId } = issued.grant;
    const seconds = Math.floor((issued.expiresAt - this.#world.now()) / 1000);
    return jsonAnswer(200, {
      azp: clientId,
      aud: clientId,
      sub: account.sub,
      scope: issued.scopes.join(" "),
      exp: String(Math.floor(issued.expiresAt / 1000)),
      expires_in: String(seconds),
      ...(hasEmail(issued.scopes) && { email: account.email, email_verified: String(account.emailVerified) }),
    });
  }

  #userinfo(authorization: string | undefined): OAuthAnswer {
    const issued = this.grants.liveAccessToken(/^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "");
    if (!issued?.scopes.some((scope) => scope === "openid" || scope.includes("/auth/userinfo.")))
      return errorAnswer(401, "invalid_request", "Invalid Credentials");
    const { sub, email, emailVerified, hostedDomain } = issued.grant.account;
    return jsonAnswer(200, {
      sub,
      ...(hasEmail(issued.scopes) && { email, email_verified: emailVerified }),
      hd: hostedDomain,
    });
  }
}

function hasEmail(scopes: readonly string[]): boolean {
  return scopes.includes("https://www.googleapis.com/auth/userinfo.email");
}

function orPage(act: () => OAuthAnswer): OAuthAnswer {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    return htmlAnswer(error.status, errorPage(error.status, error.error, error.description));
  }
}

function faultAnswer(fault: FaultKind): OAuthAnswer {
  if (fault.kind !== "status") return errorAnswer(403, "rate_limit_exceeded", "Rate Limit Exceeded");
  const answer = errorAnswer(
    fault.status,
    fault.status === 429 ? "rate_limit_exceeded" : "internal_failure",
    "Backend Error",
  );
  if (fault.retryAfter !== undefined) answer.headers["Retry-After"] = fault.retryAfter;
  return answer;
}
