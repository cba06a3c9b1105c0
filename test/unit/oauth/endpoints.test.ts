import { describe, expect, it } from "vitest";
import { createTransport } from "../../../src/net/transport.ts";
import { resolveEndpoints } from "../../../src/oauth/endpoints.ts";
import { json, localServer } from "../../support/local-server.ts";

const METADATA = {
  issuer: "http://issuer.example.test/of/any/kind",
  authorization_endpoint: "http://127.0.0.1:4000/authorize",
  token_endpoint: "http://localhost:4000/token",
  revocation_endpoint: "http://[::1]:4000/withdraw",
  jwks_uri: "http://127.0.0.1:4000/keys",
};

async function resolve(metadata: unknown) {
  const server = await localServer((_request, response) => json(response, 200, metadata));
  const endpoints = await resolveEndpoints({ emulatorOrigin: server.origin }, createTransport(server.origin));
  return { endpoints, server };
}

describe("the endpoints", () => {
  it("are Google's own, which nobody has to be asked for", async () => {
    expect(await resolveEndpoints({ emulatorOrigin: undefined }, createTransport(undefined))).toEqual({
      authorization: "https://accounts.google.com/o/oauth2/v2/auth",
      token: "https://oauth2.googleapis.com/token",
      revocation: "https://oauth2.googleapis.com/revoke",
      jwks: "https://www.googleapis.com/oauth2/v3/certs",
      issuers: ["https://accounts.google.com", "accounts.google.com"],
    });
  });

  it("are those that an emulator names", async () => {
    const { endpoints, server } = await resolve(METADATA);
    expect(server.requests.map(({ path }) => path)).toEqual(["/.well-known/openid-configuration"]);
    expect(endpoints).toEqual({
      authorization: METADATA.authorization_endpoint,
      token: METADATA.token_endpoint,
      revocation: METADATA.revocation_endpoint,
      jwks: METADATA.jwks_uri,
      issuers: [METADATA.issuer],
    });
  });

  it("have a usual place for revocation where the emulator names none", async () => {
    const { endpoints, server } = await resolve({ ...METADATA, revocation_endpoint: undefined });
    expect(endpoints.revocation).toBe(`${server.origin}/revoke`);
  });

  it.each(["authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"])(
    "are not taken when %s lies elsewhere than on loopback",
    async (name) => {
      const elsewhere = [
        "http://evil.example.net/x",
        "http://127.0.0.1.evil.example.net/x",
        "http://127.0.0.1@evil.example.net/x",
        "http://192.168.0.1/x",
        "https://127.0.0.1:4000/x",
        "file:///etc/passwd",
        "",
      ];
      for (const url of elsewhere) {
        await expect(resolve({ ...METADATA, [name]: url })).rejects.toMatchObject({
          code: "invalid_config",
          message: expect.stringContaining(name),
        });
      }
    },
  );

  it.each([["nothing"], [{}], [{ ...METADATA, issuer: "" }], [{ ...METADATA, token_endpoint: undefined }]])(
    "are not taken from %j",
    async (metadata) => {
      await expect(resolve(metadata)).rejects.toMatchObject({ code: "invalid_config" });
    },
  );

  it("cannot be had while the emulator does not answer", async () => {
    const server = await localServer((_request, response) => json(response, 500, {}));
    const ask = () => resolveEndpoints({ emulatorOrigin: server.origin }, createTransport(server.origin));
    await expect(ask()).rejects.toMatchObject({ code: "network_error" });
    await server.close();
    await expect(ask()).rejects.toMatchObject({ code: "network_error" });
  });
});
