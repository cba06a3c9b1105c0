import type { Config } from "../config/config.ts";
import type { Serving } from "../config/serving.ts";
import { chooseStorage } from "../credentials/choose-storage.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import { openBrowser } from "../oauth/browser.ts";
import { resolveClient } from "../oauth/client-file.ts";
import type { Endpoints } from "../oauth/endpoints.ts";
import { grantedServices } from "../oauth/granted-services.ts";
import { isServiceScope } from "../oauth/requested-scopes.ts";
import { signIn } from "../oauth/sign-in.ts";
import type { SignInDesk } from "../pipeline/obtain-access.ts";
import { DEFAULT_SERVICES, SERVICES, type Service } from "../scopes.ts";
import type { AccountDesk, AccountView, SignInRequest, SignInState } from "../tools/tool.ts";
import { accessForTools } from "./access-for-tools.ts";
import { readListing } from "./listing.ts";
import { chosenTools } from "./served-tools.ts";

export interface AccountDeskDependencies {
  config: Config;
  vault: Vault;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
  warn(line: string): void;
  /** Called when a sign-in has ended: `ok` and whose it is, or the code of what it failed for. */
  onSignIn(outcome: string, email?: string): void;
}

/** A sign-in that waits for the person. */
interface RunningSignIn {
  readonly started: Promise<{ url: string }>;
  readonly ended: Promise<void>;
  readonly abort: AbortController;
  readonly until: number;
  /** The browser, opened once for all who ask for it. */
  shown?: Promise<boolean>;
}

/** The account tools' view of the vault and the sign-in. One sign-in at a time: a second request gets the first one's address. */
export function createAccountDesk(dependencies: AccountDeskDependencies): AccountDesk & SignInDesk & { close(): void } {
  const { config, vault } = dependencies;
  let state: SignInState = { state: "none" };
  let running: RunningSignIn | undefined;

  const start = (request: SignInRequest): RunningSignIn => {
    const abort = new AbortController();
    let ended: Promise<void> = Promise.resolve();
    const started = new Promise<{ url: string }>((resolve, reject) => {
      const ui = {
        say: dependencies.warn,
        async showUrl(url: string) {
          state = { state: "waiting", url };
          resolve({ url });
        },
      };
      ended = runSignIn(dependencies, request, ui, abort.signal)
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
          throw error;
        })
        .finally(() => {
          running = undefined;
        });
    });
    // Who waits for it is told; a sign-in that nobody waits for fails in silence.
    ended.catch(() => {});
    running = { started, ended, abort, until: Date.now() + config.oauth.signInTimeoutMs };
    return running;
  };

  return {
    list: async () => (await vault.accounts()).map(toView),
    signInState: () => state,
    async startSignIn(request) {
      const current = running ?? start(request);
      const { url } = await current.started;
      const first = current.shown === undefined && request.openBrowser !== false;
      if (first) current.shown = openBrowser(url);
      const shown = (await current.shown) ?? false;
      return { url, opened: first && shown, shown, expiresInMs: current.until - Date.now() };
    },
    signInEnded: () => running?.ended ?? Promise.resolve(),
    close: () => running?.abort.abort(new ToolError("cancelled", "The server has ended", "")),
  };
}

async function runSignIn(
  dependencies: AccountDeskDependencies,
  request: SignInRequest,
  ui: Parameters<typeof signIn>[2],
  signal: AbortSignal,
): Promise<AccountRecord> {
  const { config, vault, transport, endpoints } = dependencies;
  const { serving } = config;
  // Tools that are not served need no permission: what is asked for here is what this server can use.
  const needs = request.tools && accessForTools(chosenTools(await readListing(), serving), request.tools);
  const usual = serving.services.length < SERVICES.length ? serving.services : DEFAULT_SERVICES;
  const services = request.services ?? (needs && !request.usual ? [] : usual);
  refuseUnserved(services, serving);
  const readOnly = serving.readOnly || (request.readOnly ?? false);
  const client = await resolveClient({ config, vault, clientFile: undefined });
  const storage = await chooseStorage(config.storage.mode);
  const { account } = await signIn(
    { config, vault, transport, endpoints },
    {
      client,
      services: [...new Set([...services, ...(needs?.services ?? [])])],
      extraScopes: [...(needs?.scopes ?? []), ...(readOnly ? await heldScopes(vault, request.email) : [])],
      readOnly,
      storage: storage.mode,
      ...(request.email !== undefined && { account: request.email }),
      signal,
    },
    ui,
  );
  return account;
}

/** What the account that signs in again may do already: a server that only reads takes nothing of it away from the others. */
async function heldScopes(vault: Vault, email: string | undefined): Promise<string[]> {
  const records = await vault.accounts();
  const known = email === undefined && records.length === 1 ? records[0] : records.find((one) => one.email === email);
  return (known?.scopes ?? []).filter(isServiceScope);
}

/** A server that is set not to serve a service asks for no right to it either. */
function refuseUnserved(services: readonly Service[], serving: Serving): void {
  const unserved = services.filter((service) => !serving.services.includes(service));
  if (unserved.length === 0) return;
  throw new ToolError(
    "invalid_input",
    `This server does not serve ${unserved.join(", ")}`,
    `Ask for some of ${serving.services.join(", ")}, or for a sign-in in a terminal: groupon-google-mcp login`,
  );
}

function toView(record: AccountRecord): AccountView {
  const services = grantedServices(record.scopes);
  return {
    email: record.email,
    ...(record.alias !== undefined && { alias: record.alias }),
    ...(record.isDefault && { isDefault: true }),
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
