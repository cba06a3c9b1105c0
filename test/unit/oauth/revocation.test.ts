import { describe, expect, it } from "vitest";
import { createTransport } from "../../../src/net/transport.ts";
import { revokeGrant } from "../../../src/oauth/revocation.ts";
import { json, localServer } from "../../support/local-server.ts";

const CREDENTIAL = { refreshToken: "1//0a-refresh-token-of-this-test" };

function means(origin: string, signal?: AbortSignal) {
  return {
    transport: createTransport(origin),
    endpoints: { revocation: `${origin}/revoke` },
    ...(signal && { signal }),
  };
}

describe("the revocation of a grant", () => {
  it("names the refresh token in the body, never in the address", async () => {
    const server = await localServer((_request, response) => json(response, 200, {}));
    await revokeGrant(means(server.origin), CREDENTIAL);
    expect(server.requests).toMatchObject([
      { method: "POST", path: "/revoke", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ]);
    expect(new URLSearchParams(server.requests[0]?.body).get("token")).toBe(CREDENTIAL.refreshToken);
  });

  it("is content when Google does not know the token any more", async () => {
    const server = await localServer((_request, response) => json(response, 400, { error: "invalid_token" }));
    await revokeGrant(means(server.origin), CREDENTIAL);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [400, { error: "invalid_request" }],
    [400, "<html>"],
    [401, { error: "invalid_token" }],
    [429, { error: "invalid_token" }],
    [500, {}],
    [503, { error: "invalid_token" }],
  ])("is not taken for done at %i %j", async (status, body) => {
    const server = await localServer((_request, response) => json(response, status, body));
    await expect(revokeGrant(means(server.origin), CREDENTIAL)).rejects.toMatchObject({
      code: "google_error",
      message: expect.stringContaining(String(status)),
    });
  });

  it("tells when Google cannot be reached", async () => {
    const server = await localServer((_request, response) => void response.destroy());
    await expect(revokeGrant(means(server.origin), CREDENTIAL)).rejects.toMatchObject({ code: "network_error" });
  });

  it("never takes the token to another place", async () => {
    const elsewhere = await localServer((_request, response) => json(response, 200, {}));
    const server = await localServer(
      (_request, response) => void response.writeHead(307, { Location: elsewhere.origin }).end(),
    );
    await expect(revokeGrant(means(server.origin), CREDENTIAL)).rejects.toMatchObject({ code: "network_error" });
    expect(elsewhere.requests).toEqual([]);
  });

  it("can be given up", async () => {
    const abort = new AbortController();
    const server = await localServer(() => abort.abort());
    await expect(revokeGrant(means(server.origin, abort.signal), CREDENTIAL)).rejects.toMatchObject({
      code: "network_error",
    });
  });
});
