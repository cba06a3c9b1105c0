import { appendFileSync } from "node:fs";
import { loadConfig } from "../../src/config/config.ts";
import { locksFolder } from "../../src/credentials/account-index.ts";
import { openVault } from "../../src/credentials/file-vault.ts";
import { Locks } from "../../src/credentials/lock.ts";
import { numberedCredential } from "./credentials-numbered.ts";

/*
 * A process that works on a vault, for tests that need real ones. Bundled and started by credentials-processes.ts:
 * node child.mjs COMMAND HOME …
 */

const [command, home = "", ...rest] = process.argv.slice(2);
const options = { iterations: 100_000, readSystemId: async () => "0123456789abcdef0123456789abcdef" };
const config = loadConfig({ GOOGLE_MCP_HOME: home });
const sub = numberedCredential(0).sub;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes credentials with ascending numbers until it is killed, and says each that is kept. */
async function write(): Promise<void> {
  const vault = openVault(config, options);
  for (;;) {
    const { accessTokenExpiresAt } = await vault.update(sub, async (current) =>
      numberedCredential(current.accessTokenExpiresAt + 1),
    );
    say(String(accessTokenExpiresAt));
  }
}

/** Adds one to the credential's number, so many times. */
async function count(times: number): Promise<void> {
  const vault = openVault(config, options);
  for (let done = 0; done < times; done++) {
    await vault.update(sub, async (current) => numberedCredential(current.accessTokenExpiresAt + 1));
  }
}

/** Refreshes an expired access token as a server does: whoever finds it fresh goes on with that. */
async function refresh(log: string): Promise<void> {
  const vault = openVault(config, options);
  await vault.read(sub);
  say("ready");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  const credential = await vault.update(sub, async (current) => {
    if (current.accessTokenExpiresAt > Date.now()) return current;
    appendFileSync(log, "refresh\n");
    return {
      ...current,
      accessToken: `ya29.refreshed-by-${process.pid}`,
      accessTokenExpiresAt: Date.now() + 3_600_000,
    };
  });
  say(credential.accessToken);
  process.exit(0);
}

/** Updates the credential, and stands still in the midst of it until a line comes. */
async function pause(): Promise<void> {
  const vault = openVault(config, options);
  await vault.update(sub, async () => {
    say("inside");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    return numberedCredential(666);
  });
  process.exit(0);
}

/** Takes a lock and keeps it until it is killed; `deaf` blocks the event loop, so that no heartbeat goes out. */
async function hold(name: string, deaf: boolean): Promise<void> {
  await new Locks(locksFolder(config.paths.data)).hold(name, async () => {
    say("held");
    if (deaf) for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });
}

/** Under a lock, adds one to a number in a file by reading and writing it, so many times. */
async function add(name: string, file: string, times: number): Promise<void> {
  const { readFile, writeFile } = await import("node:fs/promises");
  const locks = new Locks(locksFolder(config.paths.data));
  for (let done = 0; done < times; done++) {
    await locks.hold(name, async () => {
      await writeFile(file, String(Number(await readFile(file, "utf8")) + 1));
    });
  }
}

async function run(): Promise<void> {
  if (command === "write") await write();
  else if (command === "count") await count(Number(rest[0]));
  else if (command === "refresh") await refresh(rest[0] ?? "");
  else if (command === "pause") await pause();
  else if (command === "hold") await hold(rest[0] ?? "", rest[1] === "deaf");
  else if (command === "add") await add(rest[0] ?? "", rest[1] ?? "", Number(rest[2]));
  else throw new Error(`no command ${command}`);
}

await run();
