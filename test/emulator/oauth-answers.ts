/** What an endpoint of the authorization server answers. */
export interface OAuthAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** An error of the token endpoint (RFC 6749 section 5.2). */
export class TokenError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

/** An error that the authorization endpoint shows to the person instead of redirecting (RFC 6749 section 4.1.2.1). */
export class PageError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): OAuthAnswer {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", "X-Content-Type-Options": "nosniff", ...headers },
    body: JSON.stringify(body),
  };
}

export function errorAnswer(status: number, error: string, description: string): OAuthAnswer {
  return jsonAnswer(status, { error, error_description: description }, { "Cache-Control": "no-store" });
}

export function htmlAnswer(status: number, html: string): OAuthAnswer {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
  };
  return { status, headers, body: html };
}

export function redirectAnswer(location: string): OAuthAnswer {
  return { status: 302, headers: { Location: location, "Cache-Control": "no-store" }, body: "" };
}

/**
 * A form-encoded body, each name once (RFC 6749 section 3.2).
 * @throws TokenError
 */
export function readForm(contentType: string | undefined, body: string): URLSearchParams {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? ""))
    throw new TokenError(400, "invalid_request", "The request body must be form-encoded.");
  const form = new URLSearchParams(body);
  const twice = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) throw new TokenError(400, "invalid_request", `Parameter given twice: ${twice}`);
  return form;
}
