import { loadConfig, type StorageMode } from "../../src/config/config.ts";
import { openVault } from "../../src/credentials/file-vault.ts";
import { requestedScopes } from "../../src/oauth/requested-scopes.ts";
import { DEFAULT_SERVICES, type Service, scope } from "../../src/scopes.ts";
import { type Answer, consentAndReturn } from "../emulator/consent.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { startCli } from "./cli.ts";

/** Signs in through the built command line, with the consent page answered as a browser would. */
export async function signInByCli(
  environment: Record<string, string | undefined>,
  args: readonly string[] = [],
  answer: Answer = {},
): Promise<void> {
  const login = startCli(["login", "--no-browser", "--storage", "FILE_ENCRYPTED", ...args], environment);
  const [url] = await login.waitFor("stdout", /^http\S+$/m);
  await consentAndReturn(url, answer);
  const { code, stderr } = await login.done;
  if (code !== 0) throw new Error(`login ended with ${code}: ${stderr}`);
}

export interface SignedInOptions {
  account?: string;
  services?: readonly Service[];
  readOnly?: boolean;
  storage?: StorageMode;
  /** Whether the OAuth client is remembered, encrypted, as `login` does. */
  rememberClient?: boolean;
}

/** An account signed in as after `login`, without running it: for tests of what comes afterwards. */
export async function signedIn(emulator: Emulator, home: string, options: SignedInOptions = {}): Promise<void> {
  const { account: email = "ada@example.com", services = DEFAULT_SERVICES, readOnly = false } = options;
  const account = emulator.world.account(email);
  if (!account) throw new Error(`the world has no account ${email}`);
  const { grants } = emulator.oauth;
  const { clientId, clientSecret } = emulator.world.defaultClient;
  const scopes = ["openid", scope("userinfo.email"), ...requestedScopes(services, readOnly, undefined)];
  const grant = grants.grantFor(account, clientId);
  const refresh = grants.issueRefreshToken(grant, scopes, undefined);
  const access = grants.issueAccessToken(grant, scopes, undefined);
  const vault = openVault(loadConfig(emulator.environment(home)));
  const credential = {
    sub: account.sub,
    email,
    client: { clientId, clientSecret },
    refreshToken: refresh.token,
    accessToken: access.token,
    accessTokenExpiresAt: access.expiresAt,
    scopes,
  };
  await vault.save(credential, options.storage ?? "FILE_PLAINTEXT");
  if (options.rememberClient) await vault.saveClient(credential.client);
  vault.dispose();
}
