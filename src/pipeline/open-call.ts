import type { AccountRecord } from "../credentials/credential.ts";
import type { LocalFiles } from "../files/local-files.ts";
import type { GoogleClients } from "../google/clients.ts";
import { refusingClients } from "../google/google-clients.ts";
import type { AccountDesk } from "../tools/tool.ts";
import type { Invocation, Stage } from "./stage.ts";

/** What a running tool is handed. */
export interface CallDependencies {
  /** Clients of one account for one call. */
  google(account: AccountRecord, options: { signal: AbortSignal; idempotent: boolean }): GoogleClients;
  accounts: AccountDesk;
  /** @param clientFolders folders that the client opens to tools */
  files(clientFolders: Invocation["clientFolders"]): LocalFiles;
  /** @throws ToolError `invalid_config` */
  timeZone(): string;
}

/** Puts together what a running tool may touch, and nothing else. */
export function openCall(dependencies: CallDependencies): Stage {
  return (invocation, next) => {
    const { tool, account, signal, progress } = invocation;
    const google = account
      ? dependencies.google(account, { signal, idempotent: tool.safeToResend ?? tool.idempotent })
      : refusingClients(`${tool.name} belongs to no service and has no account`);
    const call = {
      google,
      account: {
        email: account?.email ?? "",
        scopes: account?.scopes ?? [],
        // Many tools show no time, and the platform's time zones are slow to load.
        get timeZone() {
          return dependencies.timeZone();
        },
      },
      files: dependencies.files(invocation.clientFolders),
      accounts: dependencies.accounts,
      signal,
      progress,
    };
    return next({ ...invocation, call });
  };
}
