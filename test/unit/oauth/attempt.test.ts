import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { challengeOf, startAttempt } from "../../../src/oauth/attempt.ts";
import { authorizationUrl } from "../../../src/oauth/authorization-url.ts";
import { readPastedAddress } from "../../../src/oauth/pasted-address.ts";

const HOUR = 3_600_000;

describe("a sign-in attempt", () => {
  it("has a verifier of the length and characters of RFC 7636, and its S256 challenge", () => {
    const { codeVerifier, codeChallenge } = startAttempt(HOUR);
    expect(codeVerifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(codeChallenge).toBe(createHash("sha256").update(codeVerifier).digest("base64url"));
  });

  it("computes the challenge of RFC 7636, appendix B", () => {
    expect(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
  });

  it("has state, nonce and verifier of 256 bits, new each time", () => {
    const attempts = Array.from({ length: 20 }, () => startAttempt(HOUR));
    const secrets = attempts.flatMap(({ state, nonce, codeVerifier }) => [state, nonce, codeVerifier]);
    expect(new Set(secrets).size).toBe(60);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  it("accepts its own state alone, until it is used", () => {
    const attempt = startAttempt(HOUR);
    expect(attempt.accepts(attempt.state)).toBe(true);
    expect(attempt.accepts(startAttempt(HOUR).state)).toBe(false);
    expect(attempt.accepts("")).toBe(false);
    expect(attempt.accepts(null)).toBe(false);
    expect(attempt.accepts(`${attempt.state}x`)).toBe(false);
    attempt.use();
    expect(attempt.accepts(attempt.state)).toBe(false);
  });

  it("is over when its time is over", () => {
    let now = 0;
    const attempt = startAttempt(300_000, () => now);
    now = 299_999;
    expect(attempt.accepts(attempt.state)).toBe(true);
    now = 300_000;
    expect(attempt.accepts(attempt.state)).toBe(false);
  });
});

describe("the authorization URL", () => {
  const attempt = startAttempt(HOUR);
  const url = (more: Partial<Parameters<typeof authorizationUrl>[0]> = {}) =>
    new URL(
      authorizationUrl({
        endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
        clientId: "client",
        redirectUri: "http://127.0.0.1:4000/oauth/callback",
        scopes: ["openid", "email"],
        attempt,
        loginHint: undefined,
        hostedDomain: undefined,
        ...more,
      }),
    );

  it("asks for a code with PKCE S256, offline, with consent", () => {
    expect(Object.fromEntries(url().searchParams)).toEqual({
      response_type: "code",
      client_id: "client",
      redirect_uri: "http://127.0.0.1:4000/oauth/callback",
      scope: "openid email",
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: attempt.codeChallenge,
      code_challenge_method: "S256",
      access_type: "offline",
      prompt: "consent",
    });
  });

  it("never holds the code verifier", () => {
    expect(url().href).not.toContain(attempt.codeVerifier);
  });

  it("suggests an account and a domain where they are known", () => {
    const { searchParams } = url({ loginHint: "ada@example.com", hostedDomain: "example.com" });
    expect(searchParams.get("login_hint")).toBe("ada@example.com");
    expect(searchParams.get("hd")).toBe("example.com");
  });
});

describe("a pasted address", () => {
  const attempt = startAttempt(HOUR);
  const redirectUri = "http://127.0.0.1:4000/oauth/callback";
  const address = (query: string) => `${redirectUri}?${query}`;
  const read = (line: string) => readPastedAddress(line, attempt, redirectUri);

  it("gives its code when the state is right", () => {
    expect(read(`  ${address(`state=${attempt.state}&code=4%2Fabcdefgh`)}\n`)).toEqual({ code: "4/abcdefgh" });
  });

  it("gives the error when the state is right", () => {
    expect(read(address(`state=${attempt.state}&error=access_denied`))).toEqual({ error: "access_denied" });
  });

  it.each([
    ["no address", "hello"],
    ["a wrong state", address("state=wrong&code=abcdefgh")],
    ["no state", address("code=abcdefgh")],
    ["neither code nor error", address(`state=${attempt.state}`)],
    ["the state twice", address(`state=${attempt.state}&state=${attempt.state}&code=abcdefgh`)],
    ["another host", `http://127.0.0.2:4000/oauth/callback?state=${attempt.state}&code=abcdefgh`],
    ["another port", `http://127.0.0.1:4001/oauth/callback?state=${attempt.state}&code=abcdefgh`],
    ["another path", `http://127.0.0.1:4000/oauth?state=${attempt.state}&code=abcdefgh`],
    ["another scheme", `https://127.0.0.1:4000/oauth/callback?state=${attempt.state}&code=abcdefgh`],
    ["an endless address", address(`state=${attempt.state}&code=${"a".repeat(9000)}`)],
  ])("is not taken with %s", (_name, line) => {
    expect(read(line)).toBeUndefined();
  });

  it("is not taken once the attempt is used", () => {
    const used = startAttempt(HOUR);
    const line = address(`state=${used.state}&code=4%2Fabcdefgh`);
    expect(readPastedAddress(line, used, redirectUri)).toEqual({ code: "4/abcdefgh" });
    used.use();
    expect(readPastedAddress(line, used, redirectUri)).toBeUndefined();
  });
});
