import { randomBytes } from "node:crypto";
import type { EmulatedAccount } from "./api.ts";
import { consentPage } from "./consent-page.ts";
import type { Grants } from "./grants.ts";
import { htmlAnswer, type OAuthAnswer, PageError, redirectAnswer } from "./oauth-answers.ts";
import type { EmulatedClient, World } from "./world.ts";

const PARAMETERS = new Set([
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

/** The authorization endpoint: checks the request, asks the person, sends back a code (RFC 6749 section 4.1, RFC 7636). */
export class AuthorizationEndpoint {
  readonly #world: World;
  readonly #grants: Grants;
  readonly #knownScopes: ReadonlySet<string> | undefined;
  readonly #pending = new Map<string, PendingRequest>();

  /** @param knownScopes every scope that exists; undefined lets any pass that looks like one */
  constructor(world: World, grants: Grants, knownScopes: ReadonlySet<string> | undefined) {
    this.#world = world;
    this.#grants = grants;
    this.#knownScopes = knownScopes;
  }

  /**
   * The consent page, or a redirect with an error where nobody may be asked.
   * @throws PageError
   */
  authorize(query: URLSearchParams): OAuthAnswer {
    const pending = this.#check(query);
    const prompts = promptsOf(query);
    if (prompts.includes("none")) return redirectAnswer(answerTo(pending, { error: "interaction_required" }));
    const id = randomBytes(12).toString("hex");
    this.#pending.set(id, pending);
    const hd = query.get("hd");
    const accounts = this.#world
      .accounts()
      .filter(({ hostedDomain }) => hd === null || (hd === "*" ? hostedDomain !== undefined : hostedDomain === hd));
    const hint = query.get("login_hint") ?? undefined;
    const chosen = accounts.find(({ email, sub }) => email === hint || sub === hint)?.email;
    return htmlAnswer(200, consentPage(id, accounts, chosen, pending.scopes, pending.client.clientId));
  }

  #check(query: URLSearchParams): PendingRequest {
    const names = [...query.keys()];
    const unknown = names.find((name) => !PARAMETERS.has(name));
    if (unknown !== undefined) throw invalidRequest(`Parameter not allowed for this message type: ${unknown}`);
    const twice = names.find((name) => query.getAll(name).length > 1);
    if (twice !== undefined) throw invalidRequest(`OAuth 2 parameters can only have a single value: ${twice}`);
    const client = this.#clientOf(query);
    const redirectUri = redirectUriOf(query, client);
    if (!query.get("response_type")) throw invalidRequest("Required parameter is missing: response_type");
    if (query.get("response_type") !== "code")
      throw new PageError(400, "unsupported_response_type", `Invalid response_type: ${query.get("response_type")}`);
    const accessType = query.get("access_type") ?? "online";
    if (accessType !== "online" && accessType !== "offline") throw invalidRequest(`Invalid access_type: ${accessType}`);
    const prompts = promptsOf(query);
    return {
      client,
      redirectUri,
      scopes: this.#scopesOf(query),
      state: query.get("state") ?? undefined,
      nonce: query.get("nonce") ?? undefined,
      codeChallenge: challengeOf(query),
      offline: accessType === "offline",
      consentAsked: prompts.includes("consent"),
    };
  }

  #clientOf(query: URLSearchParams): EmulatedClient {
    const id = query.get("client_id");
    if (!id) throw invalidRequest("Missing required parameter: client_id");
    const client = this.#world.clients.get(id);
    if (!client) throw new PageError(401, "invalid_client", "The OAuth client was not found.");
    return client;
  }

  #scopesOf(query: URLSearchParams): string[] {
    const scopes = (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
    if (scopes.length === 0) throw invalidRequest("Missing required parameter: scope");
    const invalid = scopes.filter((scope) => !this.#scopeExists(scope));
    if (invalid.length > 0) {
      const message = `Some requested scopes were invalid. {invalid=[${invalid.join(", ")}]}`;
      throw new PageError(400, "invalid_scope", message);
    }
    return [...new Set(scopes.map(fullName))];
  }

  #scopeExists(scope: string): boolean {
    if (["openid", "email", "profile"].map(fullName).includes(fullName(scope))) return true;
    return this.#knownScopes
      ? this.#knownScopes.has(scope)
      : /^https:\/\/(www\.googleapis\.com\/auth\/[\w.]+|mail\.google\.com\/)$/.test(scope);
  }

  /**
   * Takes the person's answer to the page; each page is answered once.
   * @throws PageError
   */
  decide(form: URLSearchParams): OAuthAnswer {
    const id = form.get("request") ?? "";
    const pending = this.#pending.get(id);
    const account = this.#world.account(form.get("account") ?? "");
    if (!pending || !account) throw invalidRequest("This request is not waited for.");
    this.#pending.delete(id);
    const ticked = pending.scopes.filter((scope) => isIdentityScope(scope) || form.getAll("scope").includes(scope));
    if (form.get("decision") !== "allow" || ticked.length === 0)
      return redirectAnswer(answerTo(pending, { error: "access_denied" }));
    return redirectAnswer(
      answerTo(pending, {
        code: this.#issueCode(pending, account, ticked),
        scope: [...ticked.flatMap((scope) => shortName(scope) ?? []), ...ticked].join(" "),
        authuser: "0",
        ...(account.hostedDomain !== undefined && { hd: account.hostedDomain }),
        prompt: "consent",
      }),
    );
  }

  #issueCode(pending: PendingRequest, account: EmulatedAccount, scopes: string[]): string {
    const grant = this.#grants.grantFor(account, pending.client.clientId);
    const first = ![...this.#grants.refreshTokens.values()].some((token) => token.grant === grant);
    return this.#grants.issueCode({
      grant,
      scopes,
      redirectUri: pending.redirectUri,
      codeChallenge: pending.codeChallenge,
      nonce: pending.nonce,
      // Google gives a refresh token with the first consent, and again only when consent is asked for anew.
      offline: pending.offline && (first || pending.consentAsked),
    }).code;
  }
}

function invalidRequest(description: string): PageError {
  return new PageError(400, "invalid_request", description);
}

/** The address that the browser goes back to, with `state` and what is answered. */
function answerTo({ redirectUri, state }: PendingRequest, parameters: Record<string, string>): string {
  const target = new URL(redirectUri);
  if (state !== undefined) target.searchParams.set("state", state);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target.href;
}

/**
 * Google, "OAuth 2.0 for Mobile & Desktop Apps": a desktop client may use any port and path of a loopback address over
 * http; others only what is registered, letter by letter.
 */
function redirectUriOf(query: URLSearchParams, client: EmulatedClient): string {
  const redirectUri = query.get("redirect_uri");
  if (!redirectUri) throw invalidRequest("Missing required parameter: redirect_uri");
  const allowed =
    client.type === "web"
      ? client.redirectUris.includes(redirectUri)
      : /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/[^\s?#]*)?$/.test(redirectUri) &&
        URL.canParse(redirectUri);
  if (allowed) return redirectUri;
  const message = `The redirect URI in the request, ${redirectUri}, does not match the ones authorized for the OAuth client.`;
  throw new PageError(400, "redirect_uri_mismatch", message);
}

/** RFC 7636 section 4.3. Google also takes requests without PKCE and with `plain`; here nobody may leave it out. */
function challengeOf(query: URLSearchParams): string {
  const challenge = query.get("code_challenge");
  if (!challenge) throw invalidRequest("Missing required parameter: code_challenge");
  if (query.get("code_challenge_method") !== "S256")
    throw invalidRequest(`Invalid code_challenge_method: ${query.get("code_challenge_method") ?? "plain"}; only S256`);
  if (!/^[\w-]{43}$/.test(challenge)) throw invalidRequest("Invalid code_challenge.");
  return challenge;
}

function promptsOf(query: URLSearchParams): string[] {
  const prompts = (query.get("prompt") ?? "").split(" ").filter((prompt) => prompt !== "");
  const unknown = prompts.find((prompt) => !["none", "consent", "select_account"].includes(prompt));
  if (unknown !== undefined || (prompts.includes("none") && prompts.length > 1))
    throw invalidRequest(`Invalid prompt: ${query.get("prompt")}`);
  return prompts;
}

function fullName(scope: string): string {
  return scope === "email" || scope === "profile" ? `https://www.googleapis.com/auth/userinfo.${scope}` : scope;
}

function shortName(scope: string): string | undefined {
  return /\/auth\/userinfo\.(email|profile)$/.exec(scope)?.[1];
}

function isIdentityScope(scope: string): boolean {
  return scope === "openid" || shortName(scope) !== undefined;
}
