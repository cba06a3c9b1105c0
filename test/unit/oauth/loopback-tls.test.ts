import { request } from "node:https";
import { connect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { startAttempt } from "../../../src/oauth/attempt.ts";
import { openListener } from "../../../src/oauth/loopback-listener.ts";
import { selfSignedCertificate } from "../../support/self-signed-certificate.ts";

async function listen(tls: { cert: string; key: string }) {
  const attempt = startAttempt(60_000);
  const listener = await openListener({
    attempt,
    host: "localhost",
    port: 0,
    path: "/oauth/callback",
    tls: { ...tls, hstsMaxAgeSeconds: 1234 },
    onResponse: async () => ({ kind: "done", heading: "Signed in", text: "ada@example.com" }),
  });
  onTestFinished(() => listener.close());
  return { attempt, redirectUri: new URL(listener.redirectUri) };
}

describe("the loopback listener over TLS", () => {
  it("serves an https redirect with HSTS", async () => {
    const certificate = selfSignedCertificate();
    const { attempt, redirectUri } = await listen(certificate);
    expect(redirectUri.href).toMatch(/^https:\/\/localhost:\d+\/oauth\/callback$/);
    const answer = await new Promise<{ status: number | undefined; hsts: string | undefined }>((resolve, reject) => {
      request({
        host: "127.0.0.1",
        port: redirectUri.port,
        servername: "localhost",
        ca: certificate.cert,
        path: `${redirectUri.pathname}?state=${attempt.state}&code=4%2Fabcdefghij`,
        headers: { Host: redirectUri.host },
        agent: false,
      })
        .on("response", (response) => {
          response.resume();
          resolve({ status: response.statusCode, hsts: response.headers["strict-transport-security"] });
        })
        .on("error", reject)
        .end();
    });
    expect(answer).toEqual({ status: 200, hsts: "max-age=1234" });
  });

  it("speaks nothing older than TLS 1.2", async () => {
    const { redirectUri } = await listen(selfSignedCertificate());
    const handshake = (version: "TLSv1.1" | "TLSv1.2") =>
      new Promise<string | null>((resolve, reject) => {
        const socket = connect({
          host: "127.0.0.1",
          port: Number(redirectUri.port),
          rejectUnauthorized: false,
          minVersion: version,
          maxVersion: version,
          ciphers: "DEFAULT@SECLEVEL=0",
        });
        socket.once("error", reject).once("secureConnect", () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
      });
    await expect(handshake("TLSv1.1")).rejects.toThrow(/version/);
    expect(await handshake("TLSv1.2")).toBe("TLSv1.2");
  });

  it("says which settings are wrong when the certificate cannot be used", async () => {
    const mine = selfSignedCertificate();
    const other = selfSignedCertificate();
    for (const tls of [
      { cert: "", key: "" },
      { cert: "no certificate", key: mine.key },
      { cert: mine.cert, key: other.key },
    ]) {
      await expect(listen(tls)).rejects.toMatchObject({
        code: "invalid_config",
        message: expect.stringMatching(/SSL_CERT_FILE and SSL_KEY_FILE/),
      });
    }
  });
});
