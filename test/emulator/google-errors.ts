import type { ServerResponse } from "node:http";
import type { ApiError } from "./api.ts";

/** gRPC codes that Google's JSON errors carry beside the HTTP status. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  412: "FAILED_PRECONDITION",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
};

/** An error body as Google's REST APIs write it, with the legacy `errors` list and the newer `status`. */
export interface GoogleErrorBody {
  error: {
    code: number;
    message: string;
    errors: { message: string; domain: string; reason: string; location?: string; locationType?: string }[];
    status?: string;
    details?: unknown[];
  };
}

export function errorBody(error: ApiError, details?: unknown[]): GoogleErrorBody {
  const { domain = "global", location, locationType, grpcStatus } = error.details;
  const status = grpcStatus ?? STATUS_NAMES[error.status];
  return {
    error: {
      code: error.status,
      message: error.message,
      errors: [
        {
          message: error.message,
          domain,
          reason: error.reason,
          ...(location !== undefined && { location }),
          ...(locationType !== undefined && { locationType }),
        },
      ],
      ...(status !== undefined && { status }),
      ...(details && { details }),
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, { "Content-Type": "application/json; charset=UTF-8", "Content-Length": text.length, ...headers })
    .end(text);
}

/** The answer to a request without a token that counts ("Request had invalid authentication credentials"). */
export function unauthenticated(missing: boolean): { body: GoogleErrorBody; headers: Record<string, string> } {
  const message = `Request ${missing ? "is missing required authentication credential" : "had invalid authentication credentials"}. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.`;
  return {
    headers: {
      "WWW-Authenticate": `Bearer realm="https://accounts.google.com/"${missing ? "" : ', error="invalid_token"'}`,
    },
    body: {
      error: {
        code: 401,
        message,
        errors: [
          {
            message: missing ? "Login Required." : "Invalid Credentials",
            domain: "global",
            reason: missing ? "required" : "authError",
            location: "Authorization",
            locationType: "header",
          },
        ],
        status: "UNAUTHENTICATED",
        ...(missing && { details: [{ "@type": ERROR_INFO, reason: "CREDENTIALS_MISSING", domain: "googleapis.com" }] }),
      },
    },
  };
}

export const ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";

/** The answer to a token without a scope that the method accepts. */
export function insufficientScopes(
  service: string,
  methodId: string,
  scopes: readonly string[],
): { body: GoogleErrorBody; headers: Record<string, string> } {
  return {
    headers: {
      "WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${scopes.join(" ")}"`,
    },
    body: {
      error: {
        code: 403,
        message: "Request had insufficient authentication scopes.",
        errors: [{ message: "Insufficient Permission", domain: "global", reason: "insufficientPermissions" }],
        status: "PERMISSION_DENIED",
        details: [
          {
            "@type": ERROR_INFO,
            reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            domain: "googleapis.com",
            metadata: { service, method: methodId },
          },
        ],
      },
    },
  };
}
