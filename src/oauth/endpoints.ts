import * as z from "zod";
import { type Config, isLoopbackHost } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS, type Transport } from "../net/transport.ts";

/** Where the parts of the sign-in are, and who issues ID tokens there. */
export interface Endpoints {
  authorization: string;
  token: string;
  revocation: string;
  jwks: string;
  /** Values that an ID token's `iss` may have. */
  issuers: readonly string[];
}

/** Google's own ("OpenID Connect", discovery document). Constants, so that no sign-in waits for them. */
const GOOGLE: Endpoints = Object.freeze({
  authorization: "https://accounts.google.com/o/oauth2/v2/auth",
  token: "https://oauth2.googleapis.com/token",
  revocation: "https://oauth2.googleapis.com/revoke",
  jwks: "https://www.googleapis.com/oauth2/v3/certs",
  issuers: ["https://accounts.google.com", "accounts.google.com"],
});

const loopbackUrl = z.string().refine(isLoopbackHttp, "expected an http address on loopback");

const metadataSchema = z.object({
  issuer: z.string().min(1),
  authorization_endpoint: loopbackUrl,
  token_endpoint: loopbackUrl,
  jwks_uri: loopbackUrl,
  revocation_endpoint: loopbackUrl.optional(),
});

/**
 * Google's endpoints, or those that an emulator names in its `/.well-known/openid-configuration` (OpenID Connect
 * Discovery 1.0), which must lie on loopback too.
 * @throws ToolError `network_error` when the emulator cannot be reached, `invalid_config` when its answer does not fit
 */
export async function resolveEndpoints(
  config: Pick<Config, "emulatorOrigin">,
  transport: Transport,
): Promise<Endpoints> {
  const origin = config.emulatorOrigin;
  if (origin === undefined) return GOOGLE;
  const url = `${origin}/.well-known/openid-configuration`;
  const answer = await transport.http
    .request({ url, responseType: "json", timeout: REQUEST_TIMEOUT_MS })
    .catch((error: unknown) => {
      throw new ToolError(
        "network_error",
        `The emulator at ${origin} does not answer`,
        "Start it, or unset GOOGLE_MCP_EMULATOR_HOST.",
        { cause: error },
      );
    });
  const parsed = metadataSchema.safeParse(answer.data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ToolError(
      "invalid_config",
      `The emulator's openid-configuration does not fit: ${issue?.path.join(".")}: ${issue?.message}`,
      "Correct the emulator.",
    );
  }
  return {
    authorization: parsed.data.authorization_endpoint,
    token: parsed.data.token_endpoint,
    revocation: parsed.data.revocation_endpoint ?? `${origin}/revoke`,
    jwks: parsed.data.jwks_uri,
    issuers: [parsed.data.issuer],
  };
}

function isLoopbackHttp(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === "http:" && isLoopbackHost(url.hostname);
}
