import { describe, expect, it } from "vitest";
import { forgetSecret, redact, registerSecret } from "../../src/redaction.ts";
import { findLeaks } from "../support/transcript.ts";

describe("redact", () => {
  it("blanks a secret that is known, also URL-encoded, until it is forgotten", () => {
    registerSecret("s3cret/with+signs=");
    expect(redact("a s3cret/with+signs= b s3cret%2Fwith%2Bsigns%3D c")).toBe("a [redacted] b [redacted] c");
    forgetSecret("s3cret/with+signs=");
    expect(redact("a s3cret/with+signs= b")).toBe("a s3cret/with+signs= b");
  });

  it.each([
    ["an access token", "Bearer ya29.a0AfB_byExampleExample-x_y"],
    ["a refresh token", "token 1//0exampleExample-_x"],
    ["a client secret", "GOCSPX-exampleExample"],
    ["an authorization code", "4/0AexampleExampleExampleExample"],
    ["a code in a query", "http://127.0.0.1:1/oauth/callback?code=exampleExample&x=1"],
    ["an ID token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"],
  ])("blanks what looks like %s", (_name, text) => {
    expect(redact(text)).toContain("[redacted]");
    expect(redact(text)).not.toMatch(/example.?Example|eyJ/i);
  });

  it("leaves ordinary words and short secrets alone", () => {
    registerSecret("abc");
    expect(redact("abc def 1/2 4/5 code=1")).toBe("abc def 1/2 4/5 code=1");
  });
});

describe("the canary's search", () => {
  const outputs = (text: string) => [{ source: "test", text }];
  const secrets = [{ kind: "token", value: "hidden/value+here" }];

  it.each([
    ["as it is", "x hidden/value+here y"],
    ["URL-encoded", encodeURIComponent("hidden/value+here")],
    ["in base64", Buffer.from("hidden/value+here").toString("base64")],
  ])("finds a secret %s", (_name, text) => {
    expect(findLeaks(outputs(text), secrets)[0]).toMatchObject({ kind: "token", source: "test" });
  });

  it("finds what looks like a token though nobody noted it", () => {
    expect(findLeaks(outputs("ya29.a0abcdefghijklmnop"), [])).toMatchObject([{ kind: "access token" }]);
  });

  it("finds nothing where there is nothing, and never shows a whole secret", () => {
    expect(findLeaks(outputs("all is well"), secrets)).toEqual([]);
    expect(JSON.stringify(findLeaks(outputs("hidden/value+here"), secrets))).not.toContain("hidden/value+here");
  });
});
