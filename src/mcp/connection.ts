import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Config } from "../config/config.ts";
import type { AccountGlance } from "../credentials/account-glance.ts";
import { readAccounts } from "../credentials/account-index.ts";
import type { EarlyKeys } from "../credentials/early-key.ts";
import { watchAccounts } from "./account-watch.ts";
import type { RequestId, Streams } from "./first-answers.ts";
import type { ListedTool } from "./listing.ts";
import { ResumedTransport } from "./resumed-transport.ts";
import type { Runtime } from "./runtime.ts";
import { listingFingerprint } from "./served-tools.ts";
import { createServer, type ServedConnection } from "./server.ts";
import { leaveOutMiddleCompiler } from "./spare-memory.ts";

export interface ConnectionOptions {
  readonly listing: readonly ListedTool[];
  readonly config: Config;
  readonly streams: Streams;
  /** The accounts for which the first answers were given. */
  readonly introducedFor: readonly AccountGlance[];
  /** Id of the `initialize` that has its answer. */
  readonly answered: RequestId | undefined;
  readonly keys: EarlyKeys;
  /** Writes a line to the server's error output. */
  warn(line: string): void;
}

/**
 * Serves a connection from its first message or from where the first answers have brought it. What
 * a call needs is loaded by the first call.
 * @returns closes it
 */
export async function serveConnection(options: ConnectionOptions): Promise<() => void> {
  const { listing, config, streams, introducedFor, answered, keys, warn } = options;
  let runtime: Promise<Runtime> | undefined;
  // The vault knows more than the file does: accounts in memory, and how to make up for a list that is damaged.
  const records = async () => (runtime ? (await runtime).records() : readAccounts(config.paths.data).catch(() => []));
  // More than one, when a client has tried out what is here before it settled on a revision.
  const servers = new Set<ServedConnection>();

  let shown = listingFingerprint(introducedFor);
  const tellChanges = async () => {
    const now = listingFingerprint(await records());
    if (now === shown) return;
    shown = now;
    for (const server of servers) await server.tellListsChanged().catch(() => {});
  };
  const onChange = () => void tellChanges().catch(() => {});
  const onAlert = (line: string) => {
    for (const { log } of servers) log.send("alert", "security", line);
  };

  const firstCall = async (tool: ListedTool, input: Record<string, unknown>) => {
    // Begun before code is loaded, while which nothing else is done.
    if (tool.service !== "account") await keys.prepare(input.account);
    const { openVault } = await import("../credentials/file-vault.ts");
    const vault = openVault(config, { warn, keys });
    const { createRuntime } = await import("./runtime.ts");
    return createRuntime(config, vault, { warn, onAccountsChanged: onChange, onAlert });
  };

  const newServer = async () => {
    const made = await createServer({
      listing,
      serving: config.serving,
      records,
      callTool: async (tool, call) => {
        if (runtime) return (await runtime).callTool(tool, call);
        runtime = firstCall(tool, call.arguments);
        const result = await (await runtime).callTool(tool, call);
        // The answer goes first.
        setImmediate(leaveOutMiddleCompiler);
        return result;
      },
      onActivity: onChange,
    });
    made.server.onclose = () => servers.delete(made);
    servers.add(made);
    return made.server;
  };
  const transport = new ResumedTransport(streams, answered);
  const handle = serveStdio(newServer, { transport, onerror: (error) => warn(`protocol: ${error.message}`) });
  streams.input.resume();
  const stopWatching = await watchAccounts(config.paths.data, onChange);
  // Whoever has signed in since the first answers were made.
  onChange();
  return () => {
    stopWatching();
    void handle.close().catch(() => {});
    void runtime?.then((made) => made.close()).catch(() => {});
  };
}
