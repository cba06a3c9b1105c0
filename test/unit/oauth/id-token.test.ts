import type { ServerResponse } from "node:http";
import { SignJWT } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTransport } from "../../../src/net/transport.ts";
import { createIdTokenVerifier, type Expectations } from "../../../src/oauth/id-token.ts";
import { type IdTokenFlaws, SigningKeys } from "../../emulator/signing-keys.ts";
import { json, type LocalServer, localServer } from "../../support/local-server.ts";

const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];
const CLIENT = "123-desktop.apps.googleusercontent.com";
const NOW = Date.UTC(2026, 10, 24, 12);
const SECONDS = NOW / 1000;

const CLAIMS = {
  iss: "https://accounts.google.com",
  aud: CLIENT,
  azp: CLIENT,
  sub: "100000000000000000001",
  email: "ada@example.com",
  email_verified: true,
  hd: "example.com",
  nonce: "the-nonce-of-this-attempt",
  iat: SECONDS,
  exp: SECONDS + 3600,
};

const EXPECTED: Expectations = {
  clientId: CLIENT,
  nonce: CLAIMS.nonce,
  allowedDomains: [],
  now: NOW,
};

afterEach(() => {
  vi.useRealTimers();
});

/** RSA keys take a while to make, so tests that do not change them share them. */
const sharedKeys = SigningKeys.create();

/** An issuer with its keys on a server, and a verifier of its tokens. */
async function issuer(
  answer?: (response: ServerResponse) => void,
  ownKeys?: SigningKeys,
): Promise<{
  keys: SigningKeys;
  server: LocalServer;
  verify(claims?: Record<string, unknown>, expected?: Partial<Expectations>): Promise<unknown>;
  verifyToken(token: string): Promise<unknown>;
  verifyFlawed(signature: IdTokenFlaws["signature"]): Promise<unknown>;
}> {
  const keys = ownKeys ?? (await sharedKeys);
  const server = await localServer((_request, response) =>
    answer ? answer(response) : json(response, 200, keys.jwks()),
  );
  const transport = createTransport(server.origin);
  const verifier = createIdTokenVerifier({ jwks: `${server.origin}/certs`, issuers: ISSUERS }, transport);
  const sign = (flaws: IdTokenFlaws) => keys.sign(CLAIMS, "GOCSPX-the-client-secret", flaws);
  return {
    keys,
    server,
    verify: async (claims = {}, expected = {}) => verifier(await sign({ claims }), { ...EXPECTED, ...expected }),
    verifyToken: (token) => verifier(token, EXPECTED),
    verifyFlawed: async (signature) => verifier(await sign({ ...(signature && { signature }) }), EXPECTED),
  };
}

const refusedFor = (why: RegExp) => ({ code: "invalid_id_token", message: expect.stringMatching(why) });

describe("an ID token", () => {
  it("that is right says who signed in", async () => {
    const { verify } = await issuer();
    expect(await verify()).toEqual({
      sub: "100000000000000000001",
      email: "ada@example.com",
      hostedDomain: "example.com",
    });
    expect(await verify({ iss: "accounts.google.com", azp: undefined, hd: undefined })).toMatchObject({
      hostedDomain: undefined,
    });
    expect(await verify({ aud: [CLIENT] })).toMatchObject({ email: "ada@example.com" });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["another issuer", { iss: "https://accounts.google.com.evil.example.net" }, /iss/],
    ["no issuer", { iss: undefined }, /iss/],
    ["another audience", { aud: "someone-else", azp: undefined }, /aud/],
    ["our audience among others", { aud: [CLIENT, "someone-else"] }, /aud/],
    ["no audience", { aud: undefined }, /aud/],
    ["another authorized party", { azp: "someone-else" }, /azp/],
    ["another nonce", { nonce: "the-nonce-of-that-attempt" }, /nonce/],
    ["no nonce", { nonce: undefined }, /nonce/],
    ["an expiry 61 seconds ago", { exp: SECONDS - 61 }, /expired/],
    ["no expiry", { exp: undefined }, /exp/],
    ["an issue 61 seconds ahead", { iat: SECONDS + 61 }, /issued in the future/],
    ["no time of issue", { iat: undefined }, /iat/],
    ["an unverified mail address", { email_verified: false }, /not verified/],
    ["an unverified mail address, in words", { email_verified: "false" }, /not verified/],
    ["nothing on whether the mail address is verified", { email_verified: undefined }, /not verified/],
    ["no mail address", { email: undefined }, /email/],
    ["no subject", { sub: undefined }, /sub/],
    ["an empty subject", { sub: "" }, /sub/],
  ])("with %s is refused", async (_name, claims, why) => {
    const { verify } = await issuer();
    await expect(verify(claims)).rejects.toMatchObject(refusedFor(why));
  });

  it("may be a minute off in either direction", async () => {
    const { verify } = await issuer();
    expect(await verify({ exp: SECONDS - 58 })).toBeTruthy();
    expect(await verify({ iat: SECONDS + 60 })).toBeTruthy();
  });

  it.each<[NonNullable<IdTokenFlaws["signature"]>, RegExp]>([
    ["HS256", /not signed with RS256/],
    ["none", /ID token of this sign-in was refused/],
    ["wrong-key", /signature is wrong/],
    ["unknown-kid", /key that Google does not publish/],
  ])("with the signature flaw %s is refused", async (signature, why) => {
    const { verifyFlawed } = await issuer();
    await expect(verifyFlawed(signature)).rejects.toMatchObject(refusedFor(why));
  });

  it("signed by an algorithm other than RS256 is refused, although the key is published", async () => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "elliptic" };
    const { verifyToken } = await issuer((response) => json(response, 200, { keys: [jwk] }));
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: "ES256", kid: "elliptic" }).sign(privateKey);
    await expect(verifyToken(token)).rejects.toMatchObject(refusedFor(/RS256/));
  });

  it("that is no token is refused", async () => {
    const { verifyToken } = await issuer();
    for (const text of ["", "abc", "a.b.c", "{}"])
      await expect(verifyToken(text)).rejects.toMatchObject({ code: "invalid_id_token" });
  });

  it("that comes with a refresh needs no nonce", async () => {
    const { verify } = await issuer();
    expect(await verify({ nonce: undefined }, { nonce: undefined })).toBeTruthy();
  });

  it("of an account outside the allowed domains is refused by name", async () => {
    const { verify } = await issuer();
    const allowedDomains = ["example.org", "example.com"];
    expect(await verify({}, { allowedDomains })).toBeTruthy();
    expect(await verify({ hd: "Example.COM" }, { allowedDomains })).toBeTruthy();
    // The domain of the mail address proves nothing: consumer accounts can have any address.
    for (const hd of ["example.net", "sub.example.com", undefined, ""]) {
      await expect(verify({ hd }, { allowedDomains })).rejects.toMatchObject({
        code: "domain_not_allowed",
        message: expect.stringContaining("example.org, example.com"),
      });
    }
  });
});

describe("the issuer's keys", () => {
  it("are fetched once an hour", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const { server, verify } = await issuer();
    await Promise.all([verify(), verify(), verify()]);
    vi.setSystemTime(NOW + 59 * 60_000);
    await verify();
    expect(server.requests).toHaveLength(1);
    vi.setSystemTime(NOW + 61 * 60_000);
    await verify();
    expect(server.requests).toHaveLength(2);
  });

  it("are fetched again when a key is not known, but not more than twice a minute", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const { keys, server, verify, verifyFlawed } = await issuer(undefined, await SigningKeys.create());
    await verify();
    await keys.rotate();
    await expect(verify()).rejects.toMatchObject(refusedFor(/kid/));
    expect(server.requests).toHaveLength(1);
    vi.setSystemTime(NOW + 31_000);
    expect(await verify()).toBeTruthy();
    expect(server.requests).toHaveLength(2);
    for (let index = 0; index < 3; index += 1)
      await expect(verifyFlawed("unknown-kid")).rejects.toMatchObject(refusedFor(/kid/));
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ["a fault", (response) => json(response, 503, {}), "network_error"],
    ["no JSON", (response) => void response.end("<html>"), "google_error"],
    ["no keys", (response) => json(response, 200, { hello: "world" }), "google_error"],
    ["a redirect", (response) => void response.writeHead(302, { Location: "/elsewhere" }).end(), "network_error"],
    ["a dropped connection", (response) => void response.destroy(), "network_error"],
  ])("are not taken from %s, and the token is not blamed for it", async (_name, answer, code) => {
    const { server, verify } = await issuer(answer);
    await expect(verify()).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });
});
