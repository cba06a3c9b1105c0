import type { AccountRecord } from "../credentials/credential.ts";
import type { GoogleClients } from "../google/clients.ts";
import type { AccountDesk } from "../tools/tool.ts";
import type { Stage } from "./stage.ts";

/** What the last stage hands to a tool. */
export interface RunDependencies {
  /** Clients of one account for one call. */
  google(account: AccountRecord, options: { signal: AbortSignal; idempotent: boolean }): GoogleClients;
  accounts: AccountDesk;
  timeZone: string;
}

/** Runs the tool with what a running tool may touch, and nothing else. */
export function runTool(dependencies: RunDependencies): Stage {
  return async ({ tool, run, account, signal, progress }) => {
    if (!run) throw new Error("the input stage must come before");
    const google = account
      ? dependencies.google(account, { signal, idempotent: tool.safeToResend ?? tool.idempotent })
      : clientsWithoutAccount(tool.name);
    return run({
      google,
      account: { email: account?.email ?? "", timeZone: dependencies.timeZone },
      accounts: dependencies.accounts,
      signal,
      progress,
    });
  };
}

function clientsWithoutAccount(name: string): GoogleClients {
  const refuse = () => Promise.reject(new Error(`${name} belongs to no service and has no account`));
  return { gmail: refuse, drive: refuse, calendar: refuse };
}
