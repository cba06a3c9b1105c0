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

/**
 * @param legacy whether the API leaves out `status` and `details`, as Drive and Calendar do for errors of their own
 * @param details what belongs to the error whatever the API
 */
export function errorBody(error: ApiError, legacy: boolean, details?: unknown[]): GoogleErrorBody {
  const { domain = "global", location, locationType, grpcStatus, fieldViolations } = error.details;
  const newer = !legacy || details !== undefined || fieldViolations !== undefined;
  const status = newer ? (grpcStatus ?? STATUS_NAMES[error.status]) : undefined;
  const violations = fieldViolations && [{ "@type": BAD_REQUEST, fieldViolations }];
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
      ...((details ?? violations) && { details: details ?? violations }),
    },
  };
}

/** The page for an address where Google serves nothing. */
export function notFoundPage(path: string): string {
  const shown = path.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> <ins>That’s an error.</ins><p>The requested URL <code>${shown}</code> was not found on this server. <ins>That’s all we know.</ins>`;
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

const BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";
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
