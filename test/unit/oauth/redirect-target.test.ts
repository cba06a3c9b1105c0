import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import { redirectTarget } from "../../../src/oauth/redirect-target.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

async function target(environment: Record<string, string>, port?: number) {
  const home = await temporaryFolder();
  await writeFile(join(home, "cert.pem"), "a certificate");
  await writeFile(join(home, "key.pem"), "a key");
  const tls = environment.ENABLE_HTTPS && {
    SSL_CERT_FILE: join(home, "cert.pem"),
    SSL_KEY_FILE: join(home, "key.pem"),
  };
  return redirectTarget(loadConfig({ GOOGLE_MCP_HOME: home, ...tls, ...environment }), port);
}

describe("the place of the redirect", () => {
  it("is a free port of 127.0.0.1 unless something else is wanted", async () => {
    expect(await target({})).toEqual({ host: "127.0.0.1", port: 0, path: "/oauth/callback", tls: undefined });
    expect(await target({}, 4000)).toMatchObject({ host: "127.0.0.1", port: 4000 });
  });

  it("is that of OAUTH_REDIRECT_URI", async () => {
    expect(await target({ OAUTH_REDIRECT_URI: "http://localhost:3000/my/callback" })).toEqual({
      host: "localhost",
      port: 3000,
      path: "/my/callback",
      tls: undefined,
    });
    expect(await target({ OAUTH_REDIRECT_URI: "http://[::1]:3000/cb" })).toMatchObject({ host: "[::1]" });
    expect(await target({ OAUTH_REDIRECT_URI: "http://127.0.0.1/cb" })).toMatchObject({ port: 80 });
  });

  it("is served over TLS with the certificate that is named", async () => {
    const tls = { cert: "a certificate", key: "a key", hstsMaxAgeSeconds: 99 };
    expect(await target({ ENABLE_HTTPS: "true", HSTS_MAX_AGE: "99" })).toMatchObject({ host: "localhost", tls });
    expect(
      await target({ ENABLE_HTTPS: "true", HSTS_MAX_AGE: "99", OAUTH_REDIRECT_URI: "https://localhost/cb" }),
    ).toEqual({ host: "localhost", port: 443, path: "/cb", tls });
  });

  it.each<[string, Record<string, string>]>([
    ["another host", { OAUTH_REDIRECT_URI: "http://example.com:3000/cb" }],
    ["every address of this computer", { OAUTH_REDIRECT_URI: "http://0.0.0.0:3000/cb" }],
    ["a host that only looks like loopback", { OAUTH_REDIRECT_URI: "http://localhost.example.com:3000/cb" }],
    ["a name and password", { OAUTH_REDIRECT_URI: "http://ada:secret@localhost:3000/cb" }],
    ["a query", { OAUTH_REDIRECT_URI: "http://localhost:3000/cb?x=1" }],
    ["a fragment", { OAUTH_REDIRECT_URI: "http://localhost:3000/cb#x" }],
    ["https without ENABLE_HTTPS", { OAUTH_REDIRECT_URI: "https://localhost:3000/cb" }],
    ["http with ENABLE_HTTPS", { OAUTH_REDIRECT_URI: "http://localhost:3000/cb", ENABLE_HTTPS: "true" }],
    ["no address", { OAUTH_REDIRECT_URI: "localhost" }],
    ["a certificate that is not there", { ENABLE_HTTPS: "true", SSL_CERT_FILE: "/does/not/exist.pem" }],
    ["a key that is not there", { ENABLE_HTTPS: "true", SSL_KEY_FILE: "/does/not/exist.pem" }],
  ])("is refused with %s", async (_name, environment) => {
    await expect(target(environment)).rejects.toMatchObject({ code: "invalid_config" });
  });
});
