import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import type { Vault } from "../../../src/credentials/vault.ts";
import { createTransport, type Transport } from "../../../src/net/transport.ts";
import { AccountTokens, type AccountTokensDependencies } from "../../../src/oauth/access-tokens.ts";
import { resolveEndpoints } from "../../../src/oauth/endpoints.ts";
import { scope } from "../../../src/scopes.ts";
import type { Emulator } from "../../emulator/emulator.ts";
import { TEST_ITERATIONS } from "../../support/credentials-samples.ts";
import { testEmulator } from "../../support/emulator.ts";

const never = new AbortController().signal;

let home: string;
let emulator: Emulator & AsyncDisposable;
let transport: Transport;
let vault: Vault;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tokens-"));
  emulator = await testEmulator();
  transport = createTransport(emulator.origin);
  vault = openVault(loadConfig(emulator.environment(home)), { iterations: TEST_ITERATIONS });
});

afterEach(async () => {
  transport.close();
  vault.dispose();
  await emulator[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

/** Keeps a sign-in whose access token lives for so long still. */
async function signedIn(lifetimeMs: number): Promise<{ sub: string; accessToken: string; refreshToken: string }> {
  const account = emulator.world.account("ada@example.com");
  if (!account) throw new Error("the emulator has no account");
  const { clientId, clientSecret } = emulator.world.defaultClient;
  const grant = emulator.oauth.grants.grantFor(account, clientId);
  const scopes = ["openid", scope("userinfo.email"), scope("gmail.modify")];
  const accessToken = emulator.oauth.grants.issueAccessToken(grant, scopes, undefined).token;
  const refreshToken = emulator.oauth.grants.issueRefreshToken(grant, scopes, undefined).token;
  await vault.save(
    {
      sub: account.sub,
      email: account.email,
      client: { clientId, clientSecret },
      refreshToken,
      accessToken,
      accessTokenExpiresAt: Date.now() + lifetimeMs,
      scopes,
    },
    "FILE_ENCRYPTED",
  );
  return { sub: account.sub, accessToken, refreshToken };
}

const tokens = (options: Partial<AccountTokensDependencies> = {}) =>
  new AccountTokens({
    vault,
    transport,
    endpoints: () => resolveEndpoints({ emulatorOrigin: emulator.origin }, transport),
    ...options,
  });

/** Nothing listens on the discard port of loopback. */
const unreachable = () =>
  new AccountTokens({
    vault,
    transport,
    networkWaits: [1, 1],
    endpoints: async () => ({
      ...(await resolveEndpoints({ emulatorOrigin: emulator.origin }, transport)),
      token: "http://127.0.0.1:9/token",
    }),
  });

describe("access tokens", () => {
  it("are used as stored while they are good", async () => {
    const { sub, accessToken } = await signedIn(3_600_000);
    expect(await tokens().accessToken(sub, { signal: never })).toBe(accessToken);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(0);
  });

  it("are renewed ahead of their expiry, spread over another minute", async () => {
    const { sub, accessToken } = await signedIn(90_000);
    expect(await tokens({ random: () => 0 }).accessToken(sub, { signal: never })).toBe(accessToken);
    expect(await tokens({ random: () => 1 }).accessToken(sub, { signal: never })).not.toBe(accessToken);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);
  });

  it("are renewed once for many that ask at once", async () => {
    const { sub } = await signedIn(-1);
    const own = tokens();
    const ask = () => own.accessToken(sub, { signal: new AbortController().signal });
    const got = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(got).size).toBe(1);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);
  });

  it("are renewed once for servers that share the store", async () => {
    const { sub } = await signedIn(-1);
    const vaults = [1, 2, 3].map(() =>
      openVault(loadConfig(emulator.environment(home)), { iterations: TEST_ITERATIONS }),
    );
    const got = await Promise.all(vaults.map((own) => tokens({ vault: own }).accessToken(sub, { signal: never })));
    for (const own of vaults) own.dispose();
    expect(new Set(got).size).toBe(1);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);
  });

  it("are renewed when Google has refused one before its time, unless that was done already", async () => {
    const { sub, accessToken } = await signedIn(3_600_000);
    const own = tokens();
    const fresh = await own.accessToken(sub, { signal: never, rejected: accessToken });
    expect(fresh).not.toBe(accessToken);
    expect(await own.accessToken(sub, { signal: never, rejected: accessToken })).toBe(fresh);
    expect(await tokens().accessToken(sub, { signal: never, rejected: accessToken })).toBe(fresh);
    expect(emulator.oauth.tokenRequests.refresh_token).toBe(1);
  });

  it("keep a refresh token that was rotated", async () => {
    emulator.oauth.rotateRefreshTokens = true;
    const { sub, refreshToken } = await signedIn(-1);
    await tokens().accessToken(sub, { signal: never });
    const kept = await vault.read(sub);
    expect(kept.refreshToken).not.toBe(refreshToken);
    const again = await tokens().accessToken(sub, { signal: never, rejected: kept.accessToken });
    expect(again).not.toBe(kept.accessToken);
  });

  it("take a refused grant for what it is, note it, and keep the credential", async () => {
    const { sub, refreshToken } = await signedIn(-1);
    emulator.oauth.revokeGrant("ada@example.com");
    await expect(tokens().accessToken(sub, { signal: never })).rejects.toMatchObject({ code: "grant_revoked" });
    expect((await vault.accounts())[0]?.refusedBecause).toContain("revoked");
    expect((await vault.read(sub)).refreshToken).toBe(refreshToken);
  });

  it("do not take a network that is away, or a fault at Google, for a refused grant", async () => {
    const { sub } = await signedIn(-1);
    await expect(unreachable().accessToken(sub, { signal: never })).rejects.toMatchObject({ code: "network_error" });
    expect((await vault.accounts())[0]?.refusedBecause).toBeUndefined();
    expect(await tokens().accessToken(sub, { signal: never })).toMatch(/^ya29\./);
  });

  it("are used to their end when they cannot be renewed", async () => {
    const { sub, accessToken } = await signedIn(30_000);
    expect(await unreachable().accessToken(sub, { signal: never })).toBe(accessToken);
  });

  it("of another account that come with a refresh are refused, and the old credential stays", async () => {
    const { sub, accessToken } = await signedIn(-1);
    emulator.oauth.flaws = { claims: { sub: "somebody-else" } };
    await expect(tokens().accessToken(sub, { signal: never })).rejects.toMatchObject({ code: "invalid_id_token" });
    expect((await vault.read(sub)).accessToken).toBe(accessToken);
  });

  it("are gone at the next call after a logout", async () => {
    const { sub } = await signedIn(3_600_000);
    const own = tokens();
    await own.accessToken(sub, { signal: never });
    await vault.remove(sub);
    await expect(own.accessToken(sub, { signal: never })).rejects.toMatchObject({ code: "not_signed_in" });
  });

  it("of a new sign-in replace those held", async () => {
    const { sub, accessToken } = await signedIn(3_600_000);
    const own = tokens();
    expect(await own.accessToken(sub, { signal: never })).toBe(accessToken);
    const second = await signedIn(3_600_000);
    expect(await own.accessToken(sub, { signal: never })).toBe(second.accessToken);
  });

  it("let a cancelled call go while others still wait for the same renewal", async () => {
    const { sub } = await signedIn(-1);
    const own = tokens();
    const cancelled = new AbortController();
    const first = own.accessToken(sub, { signal: cancelled.signal });
    const second = own.accessToken(sub, { signal: never });
    cancelled.abort(new Error("cancelled"));
    await expect(first).rejects.toThrow("cancelled");
    expect(await second).toMatch(/^ya29\./);
  });
});
