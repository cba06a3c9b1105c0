import { Console } from "node:console";
import { type AccountGlance, glanceAtAccounts } from "../credentials/account-glance.ts";
import { giveFirstAnswers } from "../mcp/first-answers.ts";
import { introduce } from "../mcp/introduction.ts";
import { readListing } from "../mcp/listing.ts";
import { watchForCall } from "../mcp/watch-for-call.ts";
import { redact } from "../redaction.ts";
import type { PlainServing } from "./plain-serving.ts";
import { servingConfig } from "./serving-config.ts";
import { say } from "./terminal.ts";

/**
 * Serves MCP over stdio until the client closes stdin. The first answers come from two small files; the SDK and all else
 * is loaded behind them.
 */
export async function serve(options: PlainServing): Promise<void> {
  keepStdoutForTheProtocol();
  const listing = await readListing();
  const config = servingConfig(options, listing);
  if (process.stdin.isTTY) {
    say(
      "Waiting for an MCP client on stdin. This command is started by your client; see the README for its config entry.",
    );
    say("To sign in, run: groupon-google-mcp login");
  }
  // Before anything else is waited for: a client may end the server as soon as it has answered.
  let close = () => {};
  const end = () => {
    close();
    process.exitCode = 0;
    setImmediate(() => process.exit(0));
  };
  process.stdin.on("end", end).on("close", end);
  process.on("SIGINT", end).on("SIGTERM", end);

  const accounts = await accountsIn(config.paths.data);
  warnOfPlaintext(accounts);
  const introduction = introduce(listing, config.serving, accounts);
  const streams = { input: process.stdin, output: process.stdout };
  const answered = await giveFirstAnswers(streams, introduction);
  const { EarlyKeys } = await import("../credentials/early-key.ts");
  const keys = new EarlyKeys(config);
  let begun: Promise<void> | undefined;
  const stopWatching = watchForCall(process.stdin, ({ account }) => {
    begun = keys.prepare(account);
  });
  // While code is loaded nothing else is done, so it is loaded in two steps, and the client heard between them.
  await import("../credentials/account-index.ts");
  await inputIsRead();
  await begun;
  const { serveConnection } = await import("../mcp/connection.ts");
  stopWatching();
  close = await serveConnection({ listing, config, streams, introducedFor: accounts, answered, keys, warn: say });
}

/** Waits until what has arrived is read: Node reads between one round of immediates and the next. */
async function inputIsRead(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await new Promise(setImmediate);
}

/** The accounts as the list has them; a damaged list is set aside, for which more has to be loaded. */
async function accountsIn(dataFolder: string): Promise<readonly AccountGlance[]> {
  const glances = await glanceAtAccounts(dataFolder);
  if (glances) return glances;
  const { readAccounts } = await import("../credentials/account-index.ts");
  return readAccounts(dataFolder).catch(() => []);
}

/** SECURITY-SPEC 2.1: a sign-in that is kept in plain text is told at every start. */
function warnOfPlaintext(accounts: readonly AccountGlance[]): void {
  const plain = accounts.filter(({ storage }) => storage === "FILE_PLAINTEXT").map(({ email }) => email);
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
