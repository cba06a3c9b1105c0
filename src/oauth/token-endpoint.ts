import type { GaxiosResponse } from "gaxios";
import * as z from "zod";
import type { OAuthClient } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS, type Transport } from "../net/transport.ts";
import { registerSecret } from "../redaction.ts";

/** Access tokens of Google live an hour; this is used should an answer not say. */
const USUAL_LIFETIME_SECONDS = 3600;

const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce
    .number()
    .int()
    .positive()
    .max(7 * 86_400)
    .default(USUAL_LIFETIME_SECONDS),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().default(""),
  id_token: z.string().min(1).optional(),
});

const errorAnswerSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** What a token endpoint gave (RFC 6749 section 5.1). */
export interface TokenAnswer {
  accessToken: string;
  /** Milliseconds from the answer's arrival. */
  expiresInMs: number;
  refreshToken: string | undefined;
  /** Scopes that were really granted; empty when the answer did not say. */
  scopes: string[];
  idToken: string | undefined;
  /** How far this computer's clock is ahead of the server's `Date`, in milliseconds; undefined without such a header. */
  clockAheadMs: number | undefined;
}

export interface TokenRequest {
  transport: Transport;
  endpoint: string;
  client: OAuthClient;
  signal: AbortSignal;
}

/**
 * Exchanges an authorization code (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 * @throws ToolError `access_denied` when the code is not accepted, `invalid_client`, `network_error` or `google_error`
 */
export async function exchangeCode(
  request: TokenRequest,
  grant: { code: string; codeVerifier: string; redirectUri: string },
): Promise<TokenAnswer> {
  const answer = await post(request, {
    grant_type: "authorization_code",
    code: grant.code,
    code_verifier: grant.codeVerifier,
    redirect_uri: grant.redirectUri,
  });
  return readAnswer(answer, (error) => {
    if (error === "redirect_uri_mismatch") {
      return new ToolError(
        "invalid_client",
        "Google does not let this OAuth client use this computer's redirect address",
        'Use a client of type "Desktop app", or register the address in OAUTH_REDIRECT_URI for the client.',
      );
    }
    if (error !== "invalid_grant") return undefined;
    return new ToolError(
      "access_denied",
      "Google does not accept the code of this sign-in (expired or used before)",
      "Start the sign-in again.",
    );
  });
}

/**
 * Gets a new access token for a refresh token (RFC 6749 section 6).
 * @throws ToolError `grant_revoked` when Google refuses the grant for good; `network_error` and `google_error` when it
 *   may work later
 */
export async function refreshAccess(request: TokenRequest, refreshToken: string): Promise<TokenAnswer> {
  const answer = await post(request, { grant_type: "refresh_token", refresh_token: refreshToken });
  return readAnswer(answer, (error) => {
    if (error !== "invalid_grant") return undefined;
    return new ToolError(
      "grant_revoked",
      "Google no longer accepts this sign-in: it was revoked, the password was changed, it was not used for six months, or the consent screen is in “Testing” and seven days are over",
      "Sign in again with google_sign_in or `groupon-google-mcp login`.",
    );
  });
}

async function post(request: TokenRequest, parameters: Record<string, string>): Promise<GaxiosResponse<unknown>> {
  const { transport, endpoint, client, signal } = request;
  const form = new URLSearchParams({ ...parameters, client_id: client.clientId });
  if (client.clientSecret !== undefined) form.set("client_secret", client.clientSecret);
  try {
    return await transport.http.request<unknown>({
      url: endpoint,
      method: "POST",
      data: form.toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      responseType: "json",
      // A redirect would take the code or the refresh token to another place.
      redirect: "error",
      timeout: REQUEST_TIMEOUT_MS,
      signal,
      validateStatus: () => true,
    });
  } catch (error) {
    if (signal.aborted && signal.reason instanceof ToolError) throw signal.reason;
    throw new ToolError(
      "network_error",
      "Google's sign-in service could not be reached",
      "Check the network connection and try again.",
      {
        cause: error,
      },
    );
  }
}

function readAnswer(answer: GaxiosResponse<unknown>, explain: (error: string) => ToolError | undefined): TokenAnswer {
  if (answer.status !== 200) throw describeError(answer, explain);
  const parsed = tokenAnswerSchema.safeParse(answer.data);
  if (!parsed.success)
    throw new ToolError("google_error", "Google's sign-in service gave an answer that does not fit", "Try again.");
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, scope, expires_in } = parsed.data;
  for (const secret of [accessToken, refreshToken, idToken]) registerSecret(secret);
  const serverDate = Date.parse(answer.headers.get("date") ?? "");
  return {
    accessToken,
    refreshToken,
    idToken,
    expiresInMs: expires_in * 1000,
    scopes: scope.split(" ").filter((part) => part !== ""),
    clockAheadMs: Number.isNaN(serverDate) ? undefined : Date.now() - serverDate,
  };
}

function describeError(answer: GaxiosResponse<unknown>, explain: (error: string) => ToolError | undefined): ToolError {
  const parsed = errorAnswerSchema.safeParse(answer.data);
  const error = parsed.success ? parsed.data.error : "";
  // A fault or a limit on Google's side says nothing about the grant, whatever its body claims.
  if (answer.status === 429 || answer.status >= 500 || error === "") {
    return new ToolError(
      "google_error",
      `Google's sign-in service answered with status ${answer.status}`,
      "Try again in a moment.",
    );
  }
  if (error === "invalid_client" || error === "unauthorized_client") {
    return new ToolError(
      "invalid_client",
      "Google does not know this OAuth client, or its secret is wrong",
      "Download the client's JSON again and run `groupon-google-mcp login --client-file FILE`.",
    );
  }
  return (
    explain(error) ??
    new ToolError(
      "google_error",
      `Google's sign-in service refused the request (${error.slice(0, 60)})`,
      "Start the sign-in again.",
    )
  );
}
