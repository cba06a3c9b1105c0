import type { ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Credential } from "../../../src/credentials/credential.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import type { Vault } from "../../../src/credentials/vault.ts";
import { createTransport } from "../../../src/net/transport.ts";
import { AccountTokens, type AccountTokensDependencies } from "../../../src/oauth/access-tokens.ts";
import { scope } from "../../../src/scopes.ts";
import { SigningKeys } from "../../emulator/signing-keys.ts";
import { sampleCredential, testConfig, testOptions } from "../../support/credentials-samples.ts";
import { json, localServer } from "../../support/local-server.ts";

type Answer = (response: ServerResponse) => void | Promise<void>;

const never = new AbortController().signal;
const SCOPES = ["openid", scope("gmail.modify")];
const sharedKeys = SigningKeys.create();

const good =
  (more: Record<string, unknown> = {}): Answer =>
  (response) =>
    json(response, 200, { access_token: "a-new-access-token", expires_in: 3599, scope: SCOPES.join(" "), ...more });
const failing =
  (status: number, error = "backend_error"): Answer =>
  (response) =>
    json(response, status, { error });
const dropped: Answer = (response) => void response.destroy();

/** An account whose access token has expired, before an issuer that gives these answers, the last one for ever. */
async function expired(
  answers: readonly Answer[],
  more: Partial<AccountTokensDependencies> = {},
  watch: (vault: Vault) => AccountTokensDependencies["vault"] = (vault) => vault,
) {
  const left = [...answers];
  const keys = await sharedKeys;
  const server = await localServer(({ path }, response) => {
    if (path === "/certs") return json(response, 200, keys.jwks());
    const answer = left.length > 1 ? left.shift() : left[0];
    return answer?.(response);
  });
  // Kept in memory alone, so nothing is ever written to this folder.
  const vault = openVault(testConfig("/does/not/exist"), testOptions());
  const transport = createTransport(server.origin);
  onTestFinished(() => {
    transport.close();
    vault.dispose();
  });
  const credential = sampleCredential({ accessTokenExpiresAt: Date.now() - 1, scopes: SCOPES });
  await vault.save(credential, "MEMORY_ONLY");
  const tokens = new AccountTokens({
    vault: watch(vault),
    transport,
    networkWaits: [1, 1, 1],
    endpoints: async () => ({
      authorization: `${server.origin}/auth`,
      token: `${server.origin}/token`,
      revocation: `${server.origin}/revoke`,
      jwks: `${server.origin}/certs`,
      issuers: [server.origin],
    }),
    ...more,
  });
  return {
    vault,
    credential,
    ask: (rejected?: string) => tokens.accessToken(credential.sub, { signal: never, rejected }),
    count: (path: string) => server.requests.filter((request) => request.path === path).length,
    idToken: (claims: Record<string, unknown> = {}) => idToken(keys, server.origin, credential, claims),
  };
}

function idToken(keys: SigningKeys, iss: string, { sub, email, client }: Credential, claims: Record<string, unknown>) {
  const now = Math.floor(Date.now() / 1000);
  const whole = { iss, sub, email, email_verified: true, aud: client.clientId, iat: now, exp: now + 3600, ...claims };
  return keys.sign(whole, "GOCSPX-not-used-here");
}

async function expectUntouched(vault: Vault, credential: Credential): Promise<void> {
  expect(await vault.read(credential.sub)).toEqual(credential);
  expect((await vault.accounts())[0]?.refusedBecause).toBeUndefined();
}

describe("a refresh that is answered with", () => {
  it.each<[string, Answer]>([
    ["500", failing(500)],
    ["503", failing(503)],
    ["429", failing(429, "rate_limit_exceeded")],
    ["503 that claims invalid_grant", failing(503, "invalid_grant")],
    ["a dropped connection", dropped],
  ])("%s is tried again", async (_name, fault) => {
    const { ask, count, vault, credential } = await expired([fault, fault, good()]);
    expect(await ask()).toBe("a-new-access-token");
    expect(count("/token")).toBe(3);
    expect((await vault.read(credential.sub)).refreshToken).toBe(credential.refreshToken);
  });

  it.each<[string, Answer, string]>([
    ["faults", failing(500), "google_error"],
    ["limits", failing(429), "google_error"],
    ["dropped connections", dropped, "network_error"],
  ])("%s alone fails in the end, and the sign-in stays", async (_name, fault, code) => {
    const { ask, count, vault, credential } = await expired([fault]);
    await expect(ask()).rejects.toMatchObject({ code });
    expect(count("/token")).toBe(4);
    await expectUntouched(vault, credential);
  });

  it("a refusal is not tried again, is noted, and leaves the credential in place", async () => {
    const { ask, count, vault, credential } = await expired([failing(400, "invalid_grant")]);
    await expect(ask()).rejects.toMatchObject({ code: "grant_revoked" });
    expect(count("/token")).toBe(1);
    expect(await vault.read(credential.sub)).toEqual(credential);
    expect((await vault.accounts())[0]?.refusedBecause).toContain("password");
  });

  it("a wrong client secret is not taken for a refused grant", async () => {
    const { ask, count, vault, credential } = await expired([failing(401, "invalid_client")]);
    await expect(ask()).rejects.toMatchObject({ code: "invalid_client" });
    expect(count("/token")).toBe(1);
    await expectUntouched(vault, credential);
  });

  it("tokens after a refusal takes the note back", async () => {
    const { ask, vault } = await expired([failing(400, "invalid_grant"), good()]);
    await expect(ask()).rejects.toMatchObject({ code: "grant_revoked" });
    await ask();
    expect((await vault.accounts())[0]).not.toHaveProperty("refusedBecause");
  });

  it("a new refresh token keeps it, and without one keeps the old", async () => {
    const { ask, vault, credential } = await expired([good({ refresh_token: "a-new-refresh-token" }), good()]);
    await ask();
    expect((await vault.read(credential.sub)).refreshToken).toBe("a-new-refresh-token");
    await ask("a-new-access-token");
    expect((await vault.read(credential.sub)).refreshToken).toBe("a-new-refresh-token");
  });

  it("fewer scopes keeps and shows what is left; with none named nothing changes", async () => {
    const { ask, vault, credential } = await expired([good({ scope: undefined }), good({ scope: "openid" })]);
    await ask();
    expect((await vault.accounts())[0]?.scopes).toEqual(SCOPES);
    await ask("a-new-access-token");
    expect((await vault.accounts())[0]?.scopes).toEqual(["openid"]);
    expect((await vault.read(credential.sub)).scopes).toEqual(["openid"]);
  });
});

describe("a refresh takes no longer than it may", () => {
  it("when it waits between two tries", async () => {
    const { ask, vault, credential } = await expired([failing(503)], { networkWaits: [60_000], renewalLimitMs: 50 });
    await expect(ask()).rejects.toMatchObject({ code: "google_error" });
    await expectUntouched(vault, credential);
  });

  it("when Google does not answer", async () => {
    const { ask, vault, credential } = await expired([() => {}], { renewalLimitMs: 50 });
    await expect(ask()).rejects.toMatchObject({ code: "network_error" });
    await expectUntouched(vault, credential);
  });
});

describe("an ID token that comes with a refresh", () => {
  /** An account whose every refresh brings an ID token with these claims. */
  async function refreshing(claims: () => Record<string, unknown>, headers: () => Record<string, string> = () => ({})) {
    const answer: Answer = async (response) =>
      json(
        response,
        200,
        { access_token: "a-new-access-token", expires_in: 3599, id_token: await account.idToken(claims()) },
        headers(),
      );
    const account = await expired([answer]);
    return account;
  }

  it("may be there, and its keys are fetched once for many refreshes", async () => {
    const { ask, count } = await refreshing(() => ({}));
    for (let turn = 0; turn < 4; turn += 1) await ask(turn > 0 ? "a-new-access-token" : undefined);
    expect([count("/token"), count("/certs")]).toEqual([4, 1]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["another account", { sub: "200000000000000000002" }],
    ["another client", { aud: "someone-else" }],
    ["another issuer", { iss: "https://evil.example.net" }],
    ["another time", { exp: 1000, iat: 900 }],
  ])("of %s is refused, and the old credential stays", async (_name, claims) => {
    const { ask, vault, credential } = await refreshing(() => claims);
    await expect(ask()).rejects.toMatchObject({ code: "invalid_id_token" });
    await expectUntouched(vault, credential);
  });

  it("is held against Google's time where this computer's clock has gone wrong", async () => {
    const aheadMs = 30 * 60_000;
    const seconds = () => Math.floor((Date.now() + aheadMs) / 1000);
    const { ask } = await refreshing(
      () => ({ iat: seconds(), exp: seconds() + 3600 }),
      () => ({ Date: new Date(Date.now() + aheadMs).toUTCString() }),
    );
    expect(await ask()).toBe("a-new-access-token");
    const unexplained = await refreshing(() => ({ iat: seconds(), exp: seconds() + 3600 }));
    await expect(unexplained.ask()).rejects.toMatchObject({ code: "invalid_id_token" });
  });
});

describe("a token for an account", () => {
  it("that is not signed in here is refused without a request", async () => {
    const { vault, credential, ask, count } = await expired([good()]);
    await vault.remove(credential.sub);
    await expect(ask()).rejects.toMatchObject({ code: "not_signed_in" });
    expect(count("/token")).toBe(0);
  });

  it("is renewed under the account's lock, and a refusal noted there, so that it never meets a newer sign-in", async () => {
    const steps: string[] = [];
    const { ask } = await expired([failing(400, "invalid_grant")], {}, (real) => ({
      accounts: () => real.accounts(),
      read: (sub) => real.read(sub),
      async update(sub, change) {
        steps.push("locked");
        return real.update(sub, change).finally(() => steps.push("unlocked"));
      },
      async noteRefusal() {
        steps.push("noted");
      },
    }));
    await expect(ask()).rejects.toMatchObject({ code: "grant_revoked" });
    expect(steps).toEqual(["locked", "noted", "unlocked"]);
  });
});
