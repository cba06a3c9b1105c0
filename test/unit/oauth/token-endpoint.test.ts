import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { createTransport } from "../../../src/net/transport.ts";
import { exchangeCode, refreshAccess, type TokenRequest } from "../../../src/oauth/token-endpoint.ts";
import { redact } from "../../../src/redaction.ts";
import { json, type LocalServer, localServer } from "../../support/local-server.ts";

const GRANT = { code: "a-code-of-this-test", codeVerifier: "v".repeat(43), redirectUri: "http://127.0.0.1:4000/cb" };
const TOKENS = { access_token: "an-access-token-1", expires_in: 3599, token_type: "Bearer", scope: "openid email" };

/** A token endpoint that always answers the same. */
async function endpoint(
  answer: (response: ServerResponse) => void,
): Promise<{ server: LocalServer; request: TokenRequest }> {
  const server = await localServer((_request, response) => answer(response));
  return { server, request: requestTo(`${server.origin}/token`) };
}

function requestTo(address: string, signal = new AbortController().signal): TokenRequest {
  return {
    transport: createTransport(new URL(address).origin),
    endpoint: address,
    client: { clientId: "client", clientSecret: "secret-of-client" },
    signal,
  };
}

const formOf = (server: LocalServer) => Object.fromEntries(new URLSearchParams(server.requests[0]?.body));

describe("the exchange of a code", () => {
  it("sends code, verifier, redirect URI and client in the body alone", async () => {
    const { server, request } = await endpoint((response) => json(response, 200, TOKENS));
    await exchangeCode(request, GRANT);
    expect(server.requests).toMatchObject([
      { method: "POST", path: "/token", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ]);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(formOf(server)).toEqual({
      grant_type: "authorization_code",
      code: GRANT.code,
      code_verifier: GRANT.codeVerifier,
      redirect_uri: GRANT.redirectUri,
      client_id: "client",
      client_secret: "secret-of-client",
    });
  });

  it("sends no client secret where there is none", async () => {
    const { server, request } = await endpoint((response) => json(response, 200, TOKENS));
    await exchangeCode({ ...request, client: { clientId: "client" } }, GRANT);
    expect(formOf(server)).not.toHaveProperty("client_secret");
  });

  it("gives what came, and makes every token known to the redactor", async () => {
    const { request } = await endpoint((response) =>
      json(response, 200, { ...TOKENS, refresh_token: "a-refresh-token-1", id_token: "an-id-token-1" }),
    );
    expect(await exchangeCode(request, GRANT)).toEqual({
      accessToken: "an-access-token-1",
      refreshToken: "a-refresh-token-1",
      idToken: "an-id-token-1",
      expiresInMs: 3_599_000,
      scopes: ["openid", "email"],
      clockAheadMs: expect.any(Number),
    });
    for (const secret of ["an-access-token-1", "a-refresh-token-1", "an-id-token-1"])
      expect(redact(`x ${secret} x`)).toBe("x [redacted] x");
  });

  it("compares this computer's clock with the server's", async () => {
    const { request } = await endpoint((response) =>
      json(response, 200, TOKENS, { Date: new Date(Date.now() - 600_000).toUTCString() }),
    );
    const { clockAheadMs } = await exchangeCode(request, GRANT);
    expect(clockAheadMs).toBeGreaterThan(590_000);
    expect(clockAheadMs).toBeLessThan(620_000);
    const timeless = await endpoint((response) => json(response, 200, TOKENS, { Date: "yesterday" }));
    expect((await exchangeCode(timeless.request, GRANT)).clockAheadMs).toBeUndefined();
  });

  it.each([
    ["invalid_grant", 400, "access_denied"],
    ["redirect_uri_mismatch", 400, "invalid_client"],
    ["invalid_client", 401, "invalid_client"],
    ["unauthorized_client", 401, "invalid_client"],
    ["invalid_request", 400, "google_error"],
  ])("tells %s as what it is", async (error, status, code) => {
    const { request } = await endpoint((response) => json(response, status, { error, error_description: "Bad" }));
    await expect(exchangeCode(request, GRANT)).rejects.toMatchObject({ code });
  });
});

describe("a refresh", () => {
  it("sends the refresh token and the client", async () => {
    const { server, request } = await endpoint((response) => json(response, 200, TOKENS));
    expect(await refreshAccess(request, "a-refresh-token-2")).toMatchObject({ refreshToken: undefined });
    expect(formOf(server)).toEqual({
      grant_type: "refresh_token",
      refresh_token: "a-refresh-token-2",
      client_id: "client",
      client_secret: "secret-of-client",
    });
  });

  it("that is refused says why that happens and what to do", async () => {
    const { request } = await endpoint((response) => json(response, 400, { error: "invalid_grant" }));
    const error = await refreshAccess(request, "a-refresh-token-3").catch((thrown: unknown) => thrown);
    if (!(error instanceof ToolError)) throw new Error("a ToolError was expected");
    expect(error.code).toBe("grant_revoked");
    for (const cause of ["revoked", "password", "six months", "Testing", "seven days"])
      expect(error.message).toContain(cause);
    expect(error.fix).toContain("groupon-google-mcp login");
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["500", (response) => json(response, 500, { error: "internal_failure" })],
    ["503 that claims invalid_grant", (response) => json(response, 503, { error: "invalid_grant" })],
    ["429 that claims invalid_grant", (response) => json(response, 429, { error: "invalid_grant" })],
    ["a captive portal's page", (response) => void response.writeHead(200).end("<html>Sign in to the Wi-Fi</html>")],
    ["a captive portal's refusal", (response) => void response.writeHead(403).end("<html>No</html>")],
    ["an answer without a token", (response) => json(response, 200, { expires_in: 3599 })],
    ["an answer with an empty token", (response) => json(response, 200, { ...TOKENS, access_token: "" })],
    ["an answer with a senseless lifetime", (response) => json(response, 200, { ...TOKENS, expires_in: -5 })],
  ])("answered with %s may work later, and no word of the answer gets on", async (_name, answer) => {
    const { request, server } = await endpoint(answer);
    const error = await refreshAccess(request, "a-refresh-token-4").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "google_error" });
    expect(String(error)).not.toMatch(/html|Wi-Fi|internal_failure/);
    expect(server.requests).toHaveLength(1);
  });

  it("without a network is not taken for a refused grant", async () => {
    const { server, request } = await endpoint((response) => void response.destroy());
    await expect(refreshAccess(request, "a-refresh-token-5")).rejects.toMatchObject({ code: "network_error" });
    await server.close();
    await expect(refreshAccess(request, "a-refresh-token-5")).rejects.toMatchObject({ code: "network_error" });
    await expect(
      refreshAccess(requestTo("http://does-not-exist.invalid/token"), "a-refresh-token-5"),
    ).rejects.toMatchObject({ code: "network_error" });
  });

  it("never follows a redirect with the token", async () => {
    const elsewhere = await localServer((_request, response) => json(response, 200, TOKENS));
    for (const status of [301, 302, 307, 308]) {
      const { request } = await endpoint(
        (response) => void response.writeHead(status, { Location: `${elsewhere.origin}/token` }).end(),
      );
      await expect(refreshAccess(request, "a-refresh-token-6")).rejects.toMatchObject({ code: "network_error" });
    }
    expect(elsewhere.requests).toEqual([]);
  });

  it("ends when its caller no longer waits, with the caller's reason", async () => {
    const abort = new AbortController();
    const server = await localServer(() => abort.abort(new ToolError("cancelled", "The call was cancelled", "")));
    await expect(refreshAccess(requestTo(`${server.origin}/token`, abort.signal), "a-token")).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
