import type { Config } from "../config/config.ts";
import { chooseStorage } from "../credentials/choose-storage.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { openBrowser } from "../oauth/browser.ts";
import { resolveClient } from "../oauth/client-file.ts";
import type { Endpoints } from "../oauth/endpoints.ts";
import { grantedServices } from "../oauth/granted-services.ts";
import { signIn } from "../oauth/sign-in.ts";
import { DEFAULT_SERVICES } from "../scopes.ts";
import type { AccountDesk, AccountView, SignInStarted, SignInState } from "../tools/tool.ts";
import { accessForTools } from "./access-for-tools.ts";
import { readListing } from "./listing.ts";

export interface AccountDeskDependencies {
  config: Config;
  vault: Vault;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
  warn(line: string): void;
  /** Called when a sign-in has ended: `ok` and whose it is, or the code of what it failed for. */
  onSignIn(outcome: string, email?: string): void;
}

/** The account tools' view of the vault and the sign-in. One sign-in at a time: a second request gets the first one's address. */
export function createAccountDesk(dependencies: AccountDeskDependencies): AccountDesk & { close(): void } {
  const { config, vault } = dependencies;
  let state: SignInState = { state: "none" };
  let running: { started: Promise<SignInStarted>; abort: AbortController; until: number } | undefined;

  const start = (options: Parameters<AccountDesk["startSignIn"]>[0]): Promise<SignInStarted> => {
    const abort = new AbortController();
    const until = Date.now() + config.oauth.signInTimeoutMs;
    const started = new Promise<SignInStarted>((resolve, reject) => {
      const ui = {
        say: dependencies.warn,
        async showUrl(url: string) {
          state = { state: "waiting", url };
          resolve({ url, opened: await openBrowser(url), expiresInMs: until - Date.now() });
        },
      };
      runSignIn(dependencies, options, ui, abort.signal)
        .then(({ email }) => {
          state = { state: "done", email };
          dependencies.onSignIn("ok", email);
        })
        .catch((error) => {
          const known = error instanceof ToolError;
          state = known
            ? { state: "failed", message: error.message, fix: error.fix }
            : { state: "failed", message: "a fault in this program", fix: "Try again." };
          dependencies.onSignIn(known ? error.code : "internal");
          reject(error);
        })
        .finally(() => {
          running = undefined;
        });
    });
    running = { started, abort, until };
    return started;
  };

  return {
    list: async () => (await vault.accounts()).map(toView),
    signInState: () => state,
    async startSignIn(options) {
      if (!running) return start(options);
      const { started, until } = running;
      return { ...(await started), opened: false, expiresInMs: until - Date.now() };
    },
    close: () => running?.abort.abort(new ToolError("cancelled", "The server has ended", "")),
  };
}

async function runSignIn(
  dependencies: AccountDeskDependencies,
  options: Parameters<AccountDesk["startSignIn"]>[0],
  ui: Parameters<typeof signIn>[2],
  signal: AbortSignal,
): Promise<AccountRecord> {
  const { config, vault, transport, endpoints } = dependencies;
  const needs = options.tools && accessForTools(await readListing(), options.tools);
  const services = options.services ?? (needs ? [] : DEFAULT_SERVICES);
  const client = await resolveClient({ config, vault, clientFile: undefined });
  const storage = await chooseStorage(config.storage.mode);
  const { account } = await signIn(
    { config, vault, transport, endpoints },
    {
      client,
      services: [...new Set([...services, ...(needs?.services ?? [])])],
      extraScopes: needs?.scopes ?? [],
      readOnly: options.readOnly ?? false,
      storage: storage.mode,
      ...(options.email !== undefined && { account: options.email }),
      signal,
    },
    ui,
  );
  return account;
}

function toView(record: AccountRecord): AccountView {
  const services = grantedServices(record.scopes);
  return {
    email: record.email,
    services: services.map(({ name }) => name),
    readOnly: services.every(({ access }) => access === "read-only"),
    storage: record.storage,
    signedInAt: record.signedInAt,
    ...problemOf(record),
  };
}

function problemOf({ refusedBecause, unreadableBecause }: AccountRecord): { problem?: string } {
  if (refusedBecause !== undefined) return { problem: `Google refuses it: ${refusedBecause}` };
  if (unreadableBecause !== undefined) return { problem: `Its stored sign-in cannot be read: ${unreadableBecause}` };
  return {};
}
