import { Console } from "node:console";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { loadConfig } from "../config/config.ts";
import { readAccounts } from "../credentials/account-index.ts";
import { watchAccounts } from "../mcp/account-watch.ts";
import { readListing } from "../mcp/listing.ts";
import type { Runtime } from "../mcp/runtime.ts";
import { listingFingerprint } from "../mcp/served-tools.ts";
import { createServer } from "../mcp/server.ts";
import { redact } from "../redaction.ts";
import { say } from "./terminal.ts";

/**
 * Serves MCP over stdio until the client closes stdin. Answers `initialize` and `tools/list` from two small files;
 * everything that a call needs is loaded by the first call.
 */
export async function serve(): Promise<void> {
  keepStdoutForTheProtocol();
  const config = loadConfig(process.env);
  if (process.stdin.isTTY) {
    say(
      "Waiting for an MCP client on stdin. This command is started by your client; see the README for its config entry.",
    );
    say("To sign in, run: groupon-google-mcp login");
  }
  const listing = await readListing();
  const records = () => readAccounts(config.paths.data);
  let shown = listingFingerprint(await records());
  let runtime: Promise<Runtime> | undefined;

  const tellChanges = async () => {
    const now = listingFingerprint(await records());
    if (now === shown) return;
    shown = now;
    for (const server of servers) await server.sendToolListChanged().catch(() => {});
  };
  const servers = new Set<Awaited<ReturnType<typeof createServer>>>();

  const handle = serveStdio(
    async () => {
      const server = await createServer({
        listing,
        records,
        callTool: async (tool, call) => {
          runtime ??= import("../mcp/runtime.ts").then(({ createRuntime }) => createRuntime(config, say));
          return (await runtime).callTool(tool, call);
        },
        onActivity: () => void tellChanges().catch(() => {}),
      });
      server.onclose = () => servers.delete(server);
      servers.add(server);
      return server;
    },
    { onerror: (error) => say(`protocol: ${error.message}`) },
  );
  const stopWatching = await watchAccounts(config.paths.data, () => void tellChanges().catch(() => {}));

  const end = () => {
    stopWatching();
    void handle.close().catch(() => {});
    void runtime?.then((made) => made.close()).catch(() => {});
    process.exitCode = 0;
    setImmediate(() => process.exit(0));
  };
  process.stdin.on("end", end).on("close", end);
  process.on("SIGINT", end).on("SIGTERM", end);
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
