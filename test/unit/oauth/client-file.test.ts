import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { OAuthClient } from "../../../src/credentials/credential.ts";
import { ToolError } from "../../../src/errors.ts";
import { resolveClient } from "../../../src/oauth/client-file.ts";
import { redact } from "../../../src/redaction.ts";
import { temporaryFolder, testConfig } from "../../support/credentials-samples.ts";

const REGISTRATION = {
  client_id: "123-file.apps.googleusercontent.com",
  project_id: "a-project",
  auth_uri: "https://accounts.google.com/o/oauth2/auth",
  client_secret: "secret-of-the-file",
  redirect_uris: ["http://localhost"],
};

interface Given {
  /** Content of the file that is named; an object becomes JSON. */
  file?: unknown;
  environment?: Record<string, string>;
  remembered?: OAuthClient;
}

async function resolve({ file, environment = {}, remembered }: Given): Promise<OAuthClient> {
  const folder = await temporaryFolder();
  const path = join(folder, "client.json");
  if (file !== undefined) await writeFile(path, typeof file === "string" ? file : JSON.stringify(file));
  return resolveClient({
    config: testConfig(folder, environment),
    vault: { readClient: async () => remembered },
    clientFile: file === undefined ? undefined : path,
  });
}

const REMEMBERED = { clientId: "remembered", clientSecret: "secret-remembered" };
const ENVIRONMENT = { GOOGLE_CLIENT_ID: "environment", GOOGLE_CLIENT_SECRET: "secret-of-environment" };
const FILE = { installed: REGISTRATION };

describe("the OAuth client", () => {
  it("is that of the file, then of the environment, then the one remembered", async () => {
    const fromFile = { clientId: REGISTRATION.client_id, clientSecret: REGISTRATION.client_secret };
    expect(await resolve({ file: FILE, environment: ENVIRONMENT, remembered: REMEMBERED })).toEqual(fromFile);
    expect(await resolve({ environment: ENVIRONMENT, remembered: REMEMBERED })).toEqual({
      clientId: "environment",
      clientSecret: "secret-of-environment",
    });
    expect(await resolve({ remembered: REMEMBERED })).toEqual(REMEMBERED);
  });

  it("may have no secret", async () => {
    const { client_secret: _, ...registration } = REGISTRATION;
    expect(await resolve({ file: { installed: registration } })).toEqual({ clientId: REGISTRATION.client_id });
    expect(await resolve({ environment: { GOOGLE_CLIENT_ID: "environment" } })).toEqual({ clientId: "environment" });
  });

  it("has a secret that the redactor knows", async () => {
    await resolve({ file: FILE });
    expect(redact("x secret-of-the-file x")).toBe("x [redacted] x");
  });

  it("that is not there is told in four lines: project, consent screen, client, command", async () => {
    const error = await resolve({}).catch((thrown: unknown) => thrown);
    if (!(error instanceof ToolError)) throw new Error("a ToolError was expected");
    expect(error.code).toBe("invalid_client");
    const lines = error.fix.split("\n");
    expect(lines).toHaveLength(4);
    [/project.*enable/, /consent screen/, /Desktop app/, /login --client-file/].forEach((step, index) => {
      expect(lines[index]).toMatch(step);
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["a service account's key", { type: "service_account", private_key: "secret-key-text" }, /service_account/],
    ["a signed-in user's credentials", { type: "authorized_user", client_id: "x" }, /authorized_user/],
    ["a web client", { web: REGISTRATION }, /Web application/],
    ["neither kind of client", { hello: "world" }, /Desktop app/],
    ["no client id", { installed: { client_secret: "secret-alone" } }, /not the JSON/],
    ["an empty client id", { installed: { ...REGISTRATION, client_id: "" } }, /not the JSON/],
    ["a list", [1, 2, 3], /not the JSON/],
    ["no JSON", "-----BEGIN PRIVATE KEY-----", /not the JSON/],
    ["nothing", "", /not the JSON/],
    ["an endless text", `{"installed":${" ".repeat(70_000)}{}}`, /too large/],
  ])("is refused when the file holds %s", async (_name, file, why) => {
    const error = await resolve({ file }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "invalid_client", message: expect.stringMatching(why) });
    expect(String(error)).not.toMatch(/secret|PRIVATE/);
  });

  it("is refused when the file cannot be read", async () => {
    const folder = await temporaryFolder();
    for (const clientFile of [join(folder, "missing.json"), folder]) {
      await expect(
        resolveClient({ config: testConfig(folder), vault: { readClient: async () => REMEMBERED }, clientFile }),
      ).rejects.toMatchObject({ code: "invalid_client", message: expect.stringContaining("cannot be read") });
    }
  });

  it("may be a web client only with a loopback redirect of its own that OAUTH_REDIRECT_URI names", async () => {
    const registered = ["https://app.example.com/cb", "http://localhost:3000/cb"];
    const file = { web: { ...REGISTRATION, redirect_uris: registered } };
    const using = (uri: string) => resolve({ file, environment: { OAUTH_REDIRECT_URI: uri } });
    expect(await using("http://localhost:3000/cb")).toMatchObject({ clientId: REGISTRATION.client_id });
    for (const uri of ["http://localhost:3000/other", "https://app.example.com/cb", "localhost:3000/cb"])
      await expect(using(uri)).rejects.toMatchObject({ code: "invalid_client" });
    await expect(resolve({ file })).rejects.toMatchObject({
      code: "invalid_client",
      fix: expect.stringContaining("OAUTH_REDIRECT_URI"),
    });
  });
});
