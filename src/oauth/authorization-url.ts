import type { Attempt } from "./attempt.ts";

export interface AuthorizationRequest {
  endpoint: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  attempt: Pick<Attempt, "state" | "nonce" | "codeChallenge">;
  /** The account to suggest. */
  loginHint: string | undefined;
  /** The one Workspace domain that may sign in, to narrow Google's account chooser; it is checked again afterwards. */
  hostedDomain: string | undefined;
}

/**
 * The address at which the person consents (Google, "OAuth 2.0 for Mobile & Desktop Apps"; RFC 7636 section 4.3).
 * `access_type=offline` with `prompt=consent` is what makes Google give a refresh token every time. Grants are never
 * merged by `include_granted_scopes`, which Google does not do for installed apps.
 */
export function authorizationUrl(request: AuthorizationRequest): string {
  const url = new URL(request.endpoint);
  const parameters: Record<string, string | undefined> = {
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(" "),
    state: request.attempt.state,
    nonce: request.attempt.nonce,
    code_challenge: request.attempt.codeChallenge,
    code_challenge_method: "S256",
    access_type: "offline",
    prompt: "consent",
    login_hint: request.loginHint,
    hd: request.hostedDomain,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
