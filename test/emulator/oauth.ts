import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EmulatedAccount } from "./api.ts";
import { consentPage, errorPage } from "./consent-page.ts";
import { sendJson } from "./google-errors.ts";
import {
  ACCESS_TOKEN_LIFETIME_SECONDS,
  challengeMatches,
  Grants,
  type IssuedCode,
  type IssuedToken,
} from "./grants.ts";
import { readBody, sendHtml } from "./http.ts";
import { type IdTokenFlaws, SigningKeys } from "./signing-keys.ts";
import type { EmulatedClient, World } from "./world.ts";

const AUTHORIZATION_PARAMETERS = new Set([
  "response_type",
  "client_id",
  "redirect_uri",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "access_type",
  "prompt",
  "login_hint",
  "hd",
  "include_granted_scopes",
]);

/** An authorization request that passed, waiting for the person's decision. */
interface PendingRequest {
  client: EmulatedClient;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
  nonce: string | undefined;
  codeChallenge: string;
  offline: boolean;
  consentAsked: boolean;
}

/** An error of the token endpoint (RFC 6749 section 5.2). */
class TokenError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

/** An error that the authorization endpoint shows to the person instead of redirecting (RFC 6749 section 4.1.2.1). */
class PageError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

/** The emulator's authorization server: OAuth 2.0 with PKCE and OpenID Connect, as strict as Google's. */
export class OAuthServer {
  readonly grants: Grants;
  readonly #world: World;
  readonly #keys: SigningKeys;
  readonly #origin: string;
  readonly #knownScopes: ReadonlySet<string> | undefined;
  readonly #pending = new Map<string, PendingRequest>();
  /** How often each grant type reached the token endpoint. */
  readonly tokenRequests = { authorization_code: 0, refresh_token: 0 };
  /** Code verifiers that came with codes, for tests to search for. */
  readonly seenVerifiers = new Set<string>();
  /** What is wrong with the ID tokens that come next. */
  flaws: IdTokenFlaws = {};
  /** Leaves the named tokens out of the answers that come next. */
  omit: { refreshToken?: boolean; idToken?: boolean } = {};
  /** Gives a new refresh token with each refresh and ends the old one. */
  rotateRefreshTokens = false;

  private constructor(world: World, keys: SigningKeys, origin: string, knownScopes: ReadonlySet<string> | undefined) {
    this.#world = world;
    this.#keys = keys;
    this.#origin = origin;
    this.#knownScopes = knownScopes;
    this.grants = new Grants(world);
  }

  /** @param knownScopes every scope that exists; undefined lets any pass that looks like one */
  static async create(
    world: World,
    origin: string,
    knownScopes: ReadonlySet<string> | undefined,
  ): Promise<OAuthServer> {
    return new OAuthServer(world, await SigningKeys.create(), origin, knownScopes);
  }

  get keys(): SigningKeys {
    return this.#keys;
  }

  /** Lets every access token expire now. */
  expireAccessTokens(): void {
    for (const token of this.grants.accessTokens.values()) token.expired = true;
  }

  /** Withdraws what an account has granted, as on Google's permissions page, or after a changed password. */
  revokeGrant(email: string): void {
    for (const token of this.grants.refreshTokens.values())
      if (token.grant.account.email === email) token.grant.revoked = true;
  }

  /** @returns whether the path belongs to the authorization server */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    switch (`${request.method} ${url.pathname}`) {
      case "GET /.well-known/openid-configuration":
        sendJson(response, 200, this.#metadata());
        return true;
      case "GET /oauth2/v3/certs":
        sendJson(response, 200, this.#keys.jwks(), { "Cache-Control": "public, max-age=3600" });
        return true;
      case "GET /o/oauth2/v2/auth":
        showErrors(response, () => this.#authorize(response, url.searchParams));
        return true;
      case "POST /o/oauth2/v2/auth/decision":
        await readBody(request).then((body) =>
          showErrors(response, () => this.#decide(response, new URLSearchParams(body.toString("utf8")))),
        );
        return true;
      case "POST /token":
        await this.#token(request, response);
        return true;
      case "POST /revoke":
        this.#revoke(
          response,
          new URLSearchParams(`${(await readBody(request)).toString("utf8")}&${url.searchParams}`),
        );
        return true;
      case "GET /v1/userinfo":
        this.#userinfo(request, response);
        return true;
      default:
        return false;
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
      code_challenge_methods_supported: ["S256"],
      scopes_supported: ["openid", "email", "profile"],
    };
  }

  #authorize(response: ServerResponse, query: URLSearchParams): void {
    const unknown = [...query.keys()].find((name) => !AUTHORIZATION_PARAMETERS.has(name));
    const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
    if (unknown) throw new PageError(400, "invalid_request", `Parameter not allowed for this message type: ${unknown}`);
    if (twice) throw new PageError(400, "invalid_request", `Parameter given twice: ${twice}`);
    const client = this.#world.clients.get(query.get("client_id") ?? "");
    if (!client) throw new PageError(401, "invalid_client", "The OAuth client was not found.");
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!redirectAllowed(client, redirectUri)) {
      throw new PageError(
        400,
        "redirect_uri_mismatch",
        `The redirect URI in the request, ${redirectUri}, does not match the ones authorized for the OAuth client.`,
      );
    }
    if (query.get("response_type") !== "code")
      throw new PageError(400, "unsupported_response_type", "Only the code flow is served.");
    const codeChallenge = query.get("code_challenge") ?? "";
    if (query.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(codeChallenge)) {
      throw new PageError(400, "invalid_request", "Code challenge required: PKCE with S256.");
    }
    const scopes = (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
    if (scopes.length === 0) throw new PageError(400, "invalid_request", "Missing required parameter: scope");
    const invalid = scopes.filter((scope) => !this.#scopeExists(scope));
    if (invalid.length > 0)
      throw new PageError(
        400,
        "invalid_scope",
        `Some requested scopes were invalid. {invalid=[${invalid.join(", ")}]}`,
      );
    const id = randomBytes(12).toString("hex");
    this.#pending.set(id, {
      client,
      redirectUri,
      scopes: scopes.map(fullName),
      state: query.get("state") ?? undefined,
      nonce: query.get("nonce") ?? undefined,
      codeChallenge,
      offline: query.get("access_type") === "offline",
      consentAsked: (query.get("prompt") ?? "").split(" ").includes("consent"),
    });
    const hd = query.get("hd");
    const accounts = this.#world
      .accounts()
      .filter(({ hostedDomain }) => hd === null || hd === "*" || hostedDomain === hd);
    sendHtml(
      response,
      200,
      consentPage(id, accounts, query.get("login_hint") ?? undefined, scopes.map(fullName), client.clientId),
    );
  }

  #scopeExists(scope: string): boolean {
    if (["openid", "email", "profile"].includes(scope)) return true;
    return this.#knownScopes
      ? this.#knownScopes.has(scope)
      : /^https:\/\/(www\.googleapis\.com\/auth\/[\w.]+|mail\.google\.com\/)$/.test(scope);
  }

  #decide(response: ServerResponse, form: URLSearchParams): void {
    const id = form.get("request") ?? "";
    const pending = this.#pending.get(id);
    const account = this.#world.account(form.get("account") ?? "");
    if (!pending || !account) throw new PageError(400, "invalid_request", "This request is not waited for.");
    this.#pending.delete(id);
    const target = new URL(pending.redirectUri);
    if (pending.state !== undefined) target.searchParams.set("state", pending.state);
    if (form.get("decision") !== "allow") {
      target.searchParams.set("error", "access_denied");
    } else {
      const ticked = pending.scopes.filter((scope) => isIdentityScope(scope) || form.getAll("scope").includes(scope));
      const code = this.#issueCode(pending, account, ticked);
      target.searchParams.set("code", code.code);
      target.searchParams.set("scope", ticked.join(" "));
      target.searchParams.set("authuser", "0");
      target.searchParams.set("prompt", "consent");
    }
    response.writeHead(302, { Location: target.href, "Cache-Control": "no-store" }).end();
  }

  #issueCode(pending: PendingRequest, account: EmulatedAccount, scopes: string[]): IssuedCode {
    const grant = this.grants.grantFor(account, pending.client.clientId);
    const first = ![...this.grants.refreshTokens.values()].some((token) => token.grant === grant);
    return this.grants.issueCode({
      grant,
      scopes,
      redirectUri: pending.redirectUri,
      codeChallenge: pending.codeChallenge,
      nonce: pending.nonce,
      // Google gives a refresh token with the first consent, and again only when consent is asked for anew.
      offline: pending.offline && (first || pending.consentAsked),
    });
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request)).toString("utf8");
    try {
      if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
        throw new TokenError(400, "invalid_request", "The request body must be form-encoded.");
      }
      const form = new URLSearchParams(body);
      const client = this.#authenticate(form);
      sendJson(response, 200, await this.#grant(form, client), { "Cache-Control": "no-store", Pragma: "no-cache" });
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      sendJson(response, error.status, { error: error.error, error_description: error.description });
    }
  }

  #authenticate(form: URLSearchParams): EmulatedClient {
    const client = this.#world.clients.get(form.get("client_id") ?? "");
    if (!client) throw new TokenError(401, "invalid_client", "The OAuth client was not found.");
    if (!form.has("client_secret")) throw new TokenError(400, "invalid_request", "client_secret is missing.");
    if (form.get("client_secret") !== client.clientSecret) throw new TokenError(401, "invalid_client", "Unauthorized");
    return client;
  }

  async #grant(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    switch (form.get("grant_type")) {
      case "authorization_code":
        this.tokenRequests.authorization_code += 1;
        return this.#exchange(form, client);
      case "refresh_token":
        this.tokenRequests.refresh_token += 1;
        return this.#refresh(form, client);
      default:
        throw new TokenError(400, "unsupported_grant_type", "Invalid grant_type");
    }
  }

  async #exchange(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    const code = this.grants.codes.get(form.get("code") ?? "");
    if (!code || code.grant.clientId !== client.clientId)
      throw new TokenError(400, "invalid_grant", "Malformed auth code.");
    if (code.used) {
      this.grants.endTokensOf(code.code);
      throw new TokenError(400, "invalid_grant", "Bad Request");
    }
    if (this.grants.isExpired(code)) throw new TokenError(400, "invalid_grant", "Bad Request");
    if (form.get("redirect_uri") !== code.redirectUri)
      throw new TokenError(400, "redirect_uri_mismatch", "Bad Request");
    const codeVerifier = form.get("code_verifier");
    if (codeVerifier !== null) this.seenVerifiers.add(codeVerifier);
    if (codeVerifier === null) throw new TokenError(400, "invalid_grant", "Missing code verifier.");
    if (!/^[\w.~-]{43,128}$/.test(codeVerifier) || !challengeMatches(codeVerifier, code.codeChallenge)) {
      throw new TokenError(400, "invalid_grant", "Invalid code verifier.");
    }
    code.used = true;
    const access = this.grants.issueAccessToken(code.grant, code.scopes, code.code);
    const refresh =
      code.offline && !this.omit.refreshToken
        ? this.grants.issueRefreshToken(code.grant, code.scopes, code.code)
        : undefined;
    return this.#answer(access, refresh, client, code.nonce);
  }

  async #refresh(form: URLSearchParams, client: EmulatedClient): Promise<Record<string, unknown>> {
    const issued = this.grants.refreshTokens.get(form.get("refresh_token") ?? "");
    if (!issued || issued.grant.clientId !== client.clientId) throw new TokenError(400, "invalid_grant", "Bad Request");
    if (!this.grants.isLive(issued)) throw new TokenError(400, "invalid_grant", "Token has been expired or revoked.");
    const access = this.grants.issueAccessToken(issued.grant, issued.scopes, issued.code);
    if (!this.rotateRefreshTokens) return this.#answer(access, undefined, client, undefined);
    issued.expired = true;
    return this.#answer(
      access,
      this.grants.issueRefreshToken(issued.grant, issued.scopes, issued.code),
      client,
      undefined,
    );
  }

  async #answer(
    access: IssuedToken,
    refresh: IssuedToken | undefined,
    client: EmulatedClient,
    nonce: string | undefined,
  ): Promise<Record<string, unknown>> {
    const idToken =
      access.scopes.includes("openid") && !this.omit.idToken ? await this.#idToken(access, client, nonce) : undefined;
    return {
      access_token: access.token,
      expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
      ...(refresh && { refresh_token: refresh.token }),
      scope: access.scopes.join(" "),
      token_type: "Bearer",
      ...(idToken !== undefined && { id_token: idToken }),
    };
  }

  #idToken({ grant }: IssuedToken, client: EmulatedClient, nonce: string | undefined): Promise<string> {
    const now = Math.floor(this.#world.now() / 1000);
    const { sub, email, emailVerified, hostedDomain } = grant.account;
    const claims = {
      iss: this.#origin,
      azp: client.clientId,
      aud: client.clientId,
      sub,
      hd: hostedDomain,
      email,
      email_verified: emailVerified,
      nonce,
      iat: now,
      exp: now + 3600,
    };
    return this.#keys.sign(claims, client.clientSecret, this.flaws);
  }

  #revoke(response: ServerResponse, form: URLSearchParams): void {
    const token = form.get("token") ?? "";
    const issued = this.grants.refreshTokens.get(token) ?? this.grants.accessTokens.get(token);
    if (!issued || !this.grants.isLive(issued)) {
      sendJson(response, 400, { error: "invalid_token", error_description: "Token expired or revoked" });
      return;
    }
    issued.grant.revoked = true;
    sendJson(response, 200, {});
  }

  #userinfo(request: IncomingMessage, response: ServerResponse): void {
    const issued = this.grants.liveAccessToken(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
    if (!issued) {
      sendJson(response, 401, { error: "invalid_request", error_description: "Invalid Credentials" });
      return;
    }
    const { sub, email, emailVerified, hostedDomain } = issued.grant.account;
    sendJson(response, 200, { sub, email, email_verified: emailVerified, hd: hostedDomain });
  }
}

function showErrors(response: ServerResponse, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    sendHtml(response, error.status, errorPage(error.status, error.error, error.description));
  }
}

/** Google, "OAuth 2.0 for Mobile & Desktop Apps": a desktop client may use any port and path of a loopback address over http. */
function redirectAllowed(client: EmulatedClient, redirectUri: string): boolean {
  if (client.type === "web") return client.redirectUris.includes(redirectUri);
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, hash } = new URL(redirectUri);
  return protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname) && hash === "";
}

function fullName(scope: string): string {
  return scope === "email" || scope === "profile" ? `https://www.googleapis.com/auth/userinfo.${scope}` : scope;
}

function isIdentityScope(scope: string): boolean {
  return scope === "openid" || scope.includes("/auth/userinfo.");
}
