import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../../src/config/config.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import type { Vault } from "../../../src/credentials/vault.ts";
import { ToolError } from "../../../src/errors.ts";
import { createTransport, type Transport } from "../../../src/net/transport.ts";
import type { SignInDependencies, SignInOptions, SignInResult } from "../../../src/oauth/complete-sign-in.ts";
import { type Endpoints, resolveEndpoints } from "../../../src/oauth/endpoints.ts";
import { type SignInUi, signIn } from "../../../src/oauth/sign-in.ts";
import { redact } from "../../../src/redaction.ts";
import { SERVICE_SCOPES, scope } from "../../../src/scopes.ts";
import { consent, consentAndReturn } from "../../emulator/consent.ts";
import type { Emulator } from "../../emulator/emulator.ts";
import { testOptions } from "../../support/credentials-samples.ts";
import { testEmulator } from "../../support/emulator.ts";
import { json, localServer } from "../../support/local-server.ts";

const SERVICES = ["gmail", "drive", "calendar"] as const;
const EVERYTHING = SERVICES.flatMap((service) => SERVICE_SCOPES[service].full);

let emulator: Emulator & AsyncDisposable;
let transport: Transport;
let vault: Vault;

beforeEach(async () => {
  emulator = await testEmulator();
  emulator.world.addAccount({ email: "grace@example.com", hostedDomain: "example.com" });
  transport = createTransport(emulator.origin);
  vault = openVault(configured(), testOptions());
});

afterEach(async () => {
  transport.close();
  vault.dispose();
  await emulator[Symbol.asyncDispose]();
});

function configured(environment: Record<string, string> = {}): Config {
  // Accounts are kept in memory alone, so nothing is ever written to this folder.
  return loadConfig({ ...emulator.environment("/does/not/exist"), ...environment });
}

interface Given {
  options?: Partial<SignInOptions>;
  config?: Config;
  vault?: SignInDependencies["vault"];
  pastedAddresses?: AsyncIterable<string>;
  /** Other endpoints than the emulator's. */
  endpoints?: Partial<Endpoints>;
  /** What the person and the browser do once the URL is shown. */
  act?(url: string): Promise<unknown>;
}

/** Runs one sign-in as the CLI and the server do. */
function run({ options, config = configured(), act = (url) => consentAndReturn(url), ...given }: Given = {}): {
  result: Promise<SignInResult>;
  /** The authorization URL. */
  shown: Promise<string>;
  /** What `act` came to. */
  acted: Promise<unknown>;
  said: string[];
} {
  const said: string[] = [];
  let show: (url: string) => void = () => {};
  const shown = new Promise<string>((resolve) => {
    show = resolve;
  });
  const acted = shown.then(act);
  acted.catch(() => {});
  const ui: SignInUi = {
    ...(given.pastedAddresses && { pastedAddresses: given.pastedAddresses }),
    say: (line) => said.push(line),
    async showUrl(url) {
      show(url);
    },
  };
  const dependencies = {
    config,
    vault: given.vault ?? vault,
    transport,
    endpoints: async () => ({ ...(await resolveEndpoints(config, transport)), ...given.endpoints }),
  };
  const { clientId, clientSecret } = emulator.world.defaultClient;
  const whole: SignInOptions = {
    client: { clientId, clientSecret },
    services: SERVICES,
    readOnly: false,
    storage: "MEMORY_ONLY",
    signal: new AbortController().signal,
    ...options,
  };
  return { result: signIn(dependencies, whole, ui), shown, acted, said };
}

const as = (email: string) => (url: string) => consentAndReturn(url, { account: email });

/** Whether the emulator still honours what an account has granted. */
function grantsOf(email: string): boolean[] {
  const tokens = [...emulator.oauth.grants.refreshTokens.values(), ...emulator.oauth.grants.accessTokens.values()];
  const grants = new Set(tokens.filter(({ grant }) => grant.account.email === email).map(({ grant }) => grant));
  return [...grants].map(({ revoked }) => !revoked);
}

const redirectUriIn = (url: string) => new URL(url).searchParams.get("redirect_uri") ?? "";

async function expectClosed(url: string): Promise<void> {
  await expect(fetch(redirectUriIn(url))).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
}

describe("a sign-in", () => {
  it("stores what was granted, says so on the page, and closes its listener", async () => {
    const { result, shown, acted } = run();
    const { account, missing } = await result;
    expect(account).toMatchObject({ email: "ada@example.com", storage: "MEMORY_ONLY" });
    expect(missing).toEqual([]);
    const credential = await vault.read(account.sub);
    expect(credential.scopes).toEqual(expect.arrayContaining(["openid", ...EVERYTHING]));
    expect(emulator.oauth.grants.liveAccessToken(credential.accessToken)?.grant.account.email).toBe("ada@example.com");
    expect(emulator.oauth.grants.refreshTokens.has(credential.refreshToken)).toBe(true);
    expect(await acted).toMatchObject({ status: 200, body: expect.stringContaining("ada@example.com is ready") });
    await expectClosed(await shown);
  });

  it("asks with values of its own each time, on a port of its own", async () => {
    const urls = await Promise.all(
      [1, 2].map(async () => {
        const { result, shown } = run();
        await result;
        return new URL(await shown).searchParams;
      }),
    );
    for (const name of ["state", "nonce", "code_challenge", "redirect_uri"])
      expect(urls[0]?.get(name)).not.toBe(urls[1]?.get(name));
    expect(urls[0]?.get("redirect_uri")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
  });

  it("stores, shows and reports only what the person left ticked", async () => {
    const unticked = [scope("gmail.modify"), scope("drive.file")];
    const { account, missing } = await run({ act: (url) => consentAndReturn(url, { untick: unticked }) }).result;
    expect(missing.toSorted()).toEqual(unticked.toSorted());
    expect(account.scopes).toContain(scope("drive.readonly"));
    for (const name of unticked) expect(account.scopes).not.toContain(name);
    expect((await vault.read(account.sub)).scopes).toEqual(account.scopes);
  });

  it("makes code, verifier and tokens known to the redactor, but neither state nor nonce", async () => {
    const { result, shown } = run();
    await result;
    const { grants, seenVerifiers } = emulator.oauth;
    const secrets = [grants.codes, grants.accessTokens, grants.refreshTokens].flatMap((map) => [...map.keys()]);
    for (const secret of [...secrets, ...seenVerifiers]) expect(redact(`<${secret}>`)).toBe("<[redacted]>");
    expect(secrets.length + seenVerifiers.size).toBe(4);
    expect(redact(await shown)).toBe(await shown);
  });

  it("narrows Google's page to the one domain that may sign in", async () => {
    const hd = async (domains: string) => {
      const { result, shown } = run({ config: configured({ GOOGLE_ALLOWED_DOMAINS: domains }) });
      await result;
      return new URL(await shown).searchParams.get("hd");
    };
    expect(await hd("example.com")).toBe("example.com");
    expect(await hd("example.com,example.org")).toBeNull();
  });

  it("takes only the first answer", async () => {
    const { result, acted } = run({
      act: async (url) => {
        const target = await consent(url);
        return (await Promise.all([fetch(target), fetch(target)])).map(({ status }) => status).toSorted();
      },
    });
    await result;
    expect(await acted).toEqual([200, 400]);
    expect(emulator.oauth.tokenRequests.authorization_code).toBe(1);
  });
});

describe("a sign-in that fails after the code was exchanged", () => {
  const cases: { name: string; code: string; given?: Given; prepare?(): void }[] = [
    { name: "no refresh token", code: "no_refresh_token", prepare: () => setOmit({ refreshToken: true }) },
    { name: "no ID token", code: "invalid_id_token", prepare: () => setOmit({ idToken: true }) },
    { name: "another nonce", code: "invalid_id_token", prepare: () => setClaims({ nonce: "another" }) },
    { name: "an unverified address", code: "invalid_id_token", prepare: () => setClaims({ email_verified: false }) },
    { name: "another audience", code: "invalid_id_token", prepare: () => setClaims({ aud: "someone-else" }) },
    {
      name: "nothing ticked",
      code: "access_denied",
      given: { act: (url) => consentAndReturn(url, { untick: EVERYTHING }) },
    },
    { name: "another account", code: "unknown_account", given: { options: { account: "grace@example.com" } } },
    { name: "a clock that is behind", code: "clock_wrong", prepare: () => emulator.world.advance(1_800_000) },
    { name: "a clock that is ahead", code: "clock_wrong", prepare: () => emulator.world.advance(-7_200_000) },
  ];
  const setOmit = (omit: Emulator["oauth"]["omit"]) => {
    emulator.oauth.omit = omit;
  };
  const setClaims = (claims: Record<string, unknown>) => {
    emulator.oauth.flaws = { claims };
  };

  it.each(cases)("for $name stores nothing, and withdraws the useless grant", async ({ code, given, prepare }) => {
    prepare?.();
    const { result, shown } = run({ act: as("ada@example.com"), ...given });
    await expect(result).rejects.toMatchObject({ code });
    expect(await vault.accounts()).toEqual([]);
    expect(grantsOf("ada@example.com")).toEqual([false]);
    await expectClosed(await shown);
  });

  it("names the drift of a wrong clock", async () => {
    emulator.world.advance(30 * 60_000);
    await expect(run().result).rejects.toThrow(/clock is (1799|1800|1801) seconds behind/);
  });

  it("does not blame the clock for an ID token that is wrong anyway", async () => {
    emulator.world.advance(30 * 60_000);
    setClaims({ nonce: "another" });
    await expect(run().result).rejects.toMatchObject({ code: "invalid_id_token" });
  });

  it("for an account outside the allowed domains names them, stores nothing and withdraws the grant", async () => {
    emulator.world.addAccount({ email: "eve@example.net" });
    const { result } = run({
      config: configured({ GOOGLE_ALLOWED_DOMAINS: "example.com" }),
      act: (url) => consentAndReturn(url.replace(/&hd=[^&]*/, ""), { account: "eve@example.net" }),
    });
    await expect(result).rejects.toMatchObject({
      code: "domain_not_allowed",
      message: expect.stringContaining("example.com"),
    });
    expect(await vault.accounts()).toEqual([]);
    expect(grantsOf("eve@example.net")).toEqual([false]);
  });

  it("because the store cannot be written tells so on the page too", async () => {
    const unwritable: SignInDependencies["vault"] = {
      accounts: () => vault.accounts(),
      save: () => Promise.reject(new ToolError("storage_unwritable", "The folder cannot be written", "Mend it.")),
    };
    const { result, acted } = run({ vault: unwritable });
    await expect(result).rejects.toMatchObject({ code: "storage_unwritable" });
    expect(await acted).toMatchObject({
      status: 400,
      body: expect.stringMatching(/The sign-in failed[\s\S]*The folder cannot be written\.[\s\S]*Mend it\./),
    });
    expect(grantsOf("ada@example.com")).toEqual([false]);
  });

  it("because it is given up while the ID token is verified stores nothing", async () => {
    const abort = new AbortController();
    const certificates = await localServer((_request, response) => {
      abort.abort(new ToolError("cancelled", "The sign-in was interrupted", ""));
      json(response, 200, emulator.oauth.keys.jwks());
    });
    const { result } = run({ options: { signal: abort.signal }, endpoints: { jwks: `${certificates.origin}/certs` } });
    await expect(result).rejects.toMatchObject({ code: "cancelled" });
    expect(await vault.accounts()).toEqual([]);
    expect(grantsOf("ada@example.com")).toEqual([false]);
  });

  it("leaves a sign-in alone that stands: its grant is the same at Google", async () => {
    const { account } = await run().result;
    emulator.oauth.omit = { refreshToken: true };
    await expect(run().result).rejects.toMatchObject({ code: "no_refresh_token" });
    emulator.oauth.omit = {};
    emulator.oauth.flaws = { signature: "wrong-key" };
    await expect(run().result).rejects.toMatchObject({ code: "invalid_id_token" });
    expect(grantsOf("ada@example.com")).toEqual([true]);
    expect(await vault.accounts()).toEqual([account]);
  });

  it("for another account than the one named leaves the one named alone", async () => {
    await run({ options: { account: "ada@example.com" } }).result;
    const { result } = run({ options: { account: "ada@example.com" }, act: as("grace@example.com") });
    await expect(result).rejects.toMatchObject({ code: "unknown_account" });
    expect(grantsOf("ada@example.com")).toEqual([true]);
    expect(grantsOf("grace@example.com")).toEqual([false]);
  });

  it("says the same when the grant cannot even be withdrawn", async () => {
    setOmit({ refreshToken: true });
    const { result } = run({ endpoints: { revocation: "http://127.0.0.1:9/revoke" } });
    await expect(result).rejects.toMatchObject({ code: "no_refresh_token" });
    expect(grantsOf("ada@example.com")).toEqual([true]);
  });
});

describe("a sign-in that gets no code", () => {
  it("because the person refuses says so, here and on the page", async () => {
    const { result, acted } = run({ act: (url) => consentAndReturn(url, { deny: true }) });
    await expect(result).rejects.toMatchObject({ code: "access_denied" });
    expect(await acted).toMatchObject({ status: 200, body: expect.stringContaining("Not signed in") });
    expect(emulator.oauth.tokenRequests.authorization_code).toBe(0);
  });

  it("shows no hostile error word", async () => {
    const { result } = run({
      act: async (url) => {
        const target = new URL(await consent(url, { deny: true }));
        target.searchParams.set("error", "<b>Call +1 555 0100</b>");
        await fetch(target);
      },
    });
    await expect(result).rejects.toMatchObject({
      code: "google_error",
      message: "Google ended the sign-in (unknown reason)",
    });
  });

  it("because Google cannot be reached says so, here and on the page", async () => {
    const { result, acted } = run({ endpoints: { token: "http://127.0.0.1:9/token" } });
    await expect(result).rejects.toMatchObject({ code: "network_error" });
    expect(await acted).toMatchObject({ status: 400, body: expect.stringContaining("could not be reached") });
    expect(await vault.accounts()).toEqual([]);
  });

  it("because the code has expired says to start again", async () => {
    const { result } = run({
      act: async (url) => {
        const target = await consent(url);
        emulator.world.advance(11 * 60_000);
        await fetch(target);
      },
    });
    await expect(result).rejects.toMatchObject({ code: "access_denied", fix: expect.stringContaining("again") });
  });

  it("because nobody comes ends after its time", async () => {
    const config = configured();
    const { result, shown } = run({
      config: { ...config, oauth: { ...config.oauth, signInTimeoutMs: 60 } },
      act: async () => {},
    });
    await expect(result).rejects.toMatchObject({ code: "sign_in_timeout" });
    await expectClosed(await shown);
  });

  it("because it is given up ends with the reason", async () => {
    const abort = new AbortController();
    const { result, shown } = run({
      options: { signal: abort.signal },
      act: async () => abort.abort(new ToolError("cancelled", "The sign-in was interrupted", "")),
    });
    await expect(result).rejects.toMatchObject({ code: "cancelled" });
    await expectClosed(await shown);
  });

  it("because it was given up before it began shows no address", async () => {
    const { result, shown } = run({
      options: { signal: AbortSignal.abort(new ToolError("cancelled", "Too late", "")) },
    });
    await expect(result).rejects.toMatchObject({ code: "cancelled" });
    expect(await Promise.race([shown, Promise.resolve("nothing")])).toBe("nothing");
  });

  it("because the port is taken names the port", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { result } = run({ options: { port } });
    await expect(result).rejects.toMatchObject({
      code: "port_taken",
      message: expect.stringContaining(String(port)),
      fix: expect.stringContaining("--port"),
    });
    other.close();
  });
});

describe("an answer with a wrong state", () => {
  it("changes nothing, and the right one still counts", async () => {
    const { result, acted } = run({
      act: async (url) => {
        const target = await consent(url);
        for (const state of ["", "A".repeat(43), new URL(target).searchParams.get("state")?.slice(1) ?? ""]) {
          const wrong = new URL(target);
          wrong.searchParams.set("state", state);
          expect((await fetch(wrong)).status).toBe(400);
        }
        expect(emulator.oauth.tokenRequests.authorization_code).toBe(0);
        await fetch(target);
      },
    });
    expect((await result).account.email).toBe("ada@example.com");
    await acted;
  });

  it("is of no use to somebody who has a code of another account", async () => {
    // Login CSRF: the attacker's own code must not end up as the person's sign-in.
    const attacker = run({ act: async () => {} });
    const attackersRedirect = new URL(await consent(await attacker.shown, { account: "grace@example.com" }));
    const person = run({ act: async () => {} });
    const forged = new URL(redirectUriIn(await person.shown));
    forged.search = attackersRedirect.search;
    expect((await fetch(forged)).status).toBe(400);
    await consentAndReturn(await person.shown, { account: "ada@example.com" });
    expect((await person.result).account.email).toBe("ada@example.com");
    await fetch(attackersRedirect);
    await attacker.result;
  });
});

describe("an address that is pasted", () => {
  /** Lines that a test hands over one by one. */
  function lines() {
    const waiting: string[] = [];
    let wake = () => {};
    return {
      paste(line: string) {
        waiting.push(line);
        wake();
      },
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const line = waiting.shift();
          if (line !== undefined) yield line;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      },
    };
  }

  it("counts like a redirect, and wrong ones are told without an end to the wait", async () => {
    const pasted = lines();
    const { result, said } = run({
      pastedAddresses: pasted,
      act: async (url) => {
        const target = await consent(url);
        pasted.paste("");
        pasted.paste("4/0Abcdefgh");
        pasted.paste(target.replace(/state=[^&]*/, "state=wrong"));
        pasted.paste(target.replace("127.0.0.1", "127.0.0.2"));
        pasted.paste(`  ${target}  `);
      },
    });
    expect((await result).account.email).toBe("ada@example.com");
    expect(said).toHaveLength(3);
    for (const line of said) expect(line).toMatch(/^That is not the address/);
    expect(emulator.oauth.tokenRequests.authorization_code).toBe(1);
  });

  it("that tells of a refusal ends the sign-in", async () => {
    const pasted = lines();
    const { result } = run({
      pastedAddresses: pasted,
      act: async (url) => pasted.paste(await consent(url, { deny: true })),
    });
    await expect(result).rejects.toMatchObject({ code: "access_denied" });
  });

  it("is not needed when stdin is closed", async () => {
    async function* nothing(): AsyncGenerator<string> {}
    expect((await run({ pastedAddresses: nothing() }).result).account.email).toBe("ada@example.com");
  });
});

describe("services that are added later", () => {
  const asked = async (running: ReturnType<typeof run>) =>
    (new URL(await running.shown).searchParams.get("scope") ?? "").split(" ");

  it("are asked for together with those that the only account has already", async () => {
    await run({ options: { services: ["gmail"] } }).result;
    const second = run({ options: { services: ["drive"] } });
    const { account } = await second.result;
    expect(await asked(second)).toEqual(["openid", "email", ...SERVICE_SCOPES.drive.full, scope("gmail.modify")]);
    expect(account.scopes).toEqual(expect.arrayContaining([scope("gmail.modify"), scope("drive.file")]));
    expect(await vault.accounts()).toHaveLength(1);
  });

  it("are asked for together with those of the account that is named, and it is suggested to Google", async () => {
    await run({ options: { services: ["gmail"], account: "ada@example.com" } }).result;
    await run({ options: { services: ["calendar"], account: "grace@example.com" }, act: as("grace@example.com") })
      .result;
    const third = run({ options: { services: ["drive"], account: "Ada@Example.com" } });
    await third.result;
    expect(await asked(third)).toEqual(["openid", "email", ...SERVICE_SCOPES.drive.full, scope("gmail.modify")]);
    expect(new URL(await third.shown).searchParams.get("login_hint")).toBe("Ada@Example.com");
  });

  it("never take away what an account has that was not named among several", async () => {
    await run({ options: { services: ["gmail"], account: "ada@example.com" } }).result;
    await run({ options: { services: ["gmail"], account: "grace@example.com" }, act: as("grace@example.com") }).result;
    const before = await vault.accounts();
    await expect(run({ options: { services: ["drive"] } }).result).rejects.toMatchObject({
      code: "missing_scope",
      fix: expect.stringContaining("login --account ada@example.com --services drive"),
    });
    expect(await vault.accounts()).toEqual(before);
    expect(grantsOf("ada@example.com")).toEqual([true]);
    // Where nothing is lost, nothing has to be named.
    expect((await run({ options: { services: ["gmail", "drive"] } }).result).account.email).toBe("ada@example.com");
  });
});
