import { Console } from "node:console";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { loadConfig } from "../config/config.ts";
import { listAccounts } from "../credentials/account-list.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { watchAccounts } from "../mcp/account-watch.ts";
import { readListing } from "../mcp/listing.ts";
import type { Runtime } from "../mcp/runtime.ts";
import { listingFingerprint } from "../mcp/served-tools.ts";
import { createServer, type ServedConnection } from "../mcp/server.ts";
import { redact } from "../redaction.ts";
import { servingInput } from "./serving-input.ts";
import { say } from "./terminal.ts";

/**
 * Serves MCP over stdio until the client closes stdin. Answers `initialize` and `tools/list` from two small files;
 * everything that a call needs is loaded by the first call.
 */
export async function serve(rawOptions: unknown): Promise<void> {
  keepStdoutForTheProtocol();
  const listing = await readListing();
  const config = loadConfig(process.env, servingInput(rawOptions, listing));
  if (process.stdin.isTTY) {
    say(
      "Waiting for an MCP client on stdin. This command is started by your client; see the README for its config entry.",
    );
    say("To sign in, run: groupon-google-mcp login");
  }
  let runtime: Promise<Runtime> | undefined;
  // The vault knows more than the file does: accounts in memory, and how to make up for a list that is damaged.
  const records = async () => (runtime ? (await runtime).records() : accountsIn(config.paths.data));
  let shown = listingFingerprint(await records());
  warnOfPlaintext(await records());
  const connections = new Set<ServedConnection>();

  const tellChanges = async () => {
    const now = listingFingerprint(await records());
    if (now === shown) return;
    shown = now;
    for (const connection of connections) await connection.tellListsChanged().catch(() => {});
  };
  const onAlert = (line: string) => {
    for (const { log } of connections) log.send("alert", "security", line);
  };
  const onChange = () => void tellChanges().catch(() => {});

  const handle = serveStdio(
    async () => {
      const connection = await createServer({
        listing,
        serving: config.serving,
        records,
        callTool: async (tool, call) => {
          runtime ??= import("../mcp/runtime.ts").then(({ createRuntime }) =>
            createRuntime(config, { warn: say, onAccountsChanged: onChange, onAlert }),
          );
          return (await runtime).callTool(tool, call);
        },
        onActivity: onChange,
      });
      connection.server.onclose = () => connections.delete(connection);
      connections.add(connection);
      return connection.server;
    },
    { onerror: (error) => say(`protocol: ${error.message}`) },
  );
  // Before anything else is waited for: a client may end the server as soon as it has answered.
  let stopWatching = () => {};
  const end = () => {
    stopWatching();
    void handle.close().catch(() => {});
    void runtime?.then((made) => made.close()).catch(() => {});
    process.exitCode = 0;
    setImmediate(() => process.exit(0));
  };
  process.stdin.on("end", end).on("close", end);
  process.on("SIGINT", end).on("SIGTERM", end);
  stopWatching = await watchAccounts(config.paths.data, onChange);
}

/** The accounts without a runtime. A damaged index is set aside, for which more has to be loaded. */
async function accountsIn(dataFolder: string): Promise<AccountRecord[]> {
  return listAccounts(dataFolder)
    .catch(async () => (await import("../credentials/account-index.ts")).readAccounts(dataFolder))
    .catch(() => []);
}

/** SECURITY-SPEC 2.1: a sign-in that is kept in plain text is told at every start. */
function warnOfPlaintext(records: readonly AccountRecord[]): void {
  const plain = records.filter(({ storage }) => storage === "FILE_PLAINTEXT").map(({ email }) => email);
  if (plain.length > 0)
    say(`Warning: ${plain.join(", ")} is kept unencrypted (FILE_PLAINTEXT). Use it for development only.`);
}

/** A library that logs must not break the protocol; a client that closes our stderr must not end us. */
function keepStdoutForTheProtocol(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
  process.stderr.on("error", () => {});
  process.on("uncaughtException", (error) => {
    process.stderr.write(`groupon-google-mcp ended because of a fault: ${redact(error.message)}\n`);
    process.exit(1);
  });
}
