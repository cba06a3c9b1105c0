import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A started process: its lines as they come, and its end. */
export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly lines: string[];
  /** Waits for the next line, or for the end of the output. */
  nextLine(): Promise<string | undefined>;
  /** Waits for the end; throws with what the process wrote to stderr when its code is not 0. */
  done(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts processes that work on vaults. */
export interface Children {
  start(parameters: readonly string[], environment?: Record<string, string>): Child;
  remove(): Promise<void>;
}

/** Bundles credentials-child.ts, so that Node of any version runs it. */
export async function bundleChildren(): Promise<Children> {
  const cache = join(root, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "credentials-child-"));
  const script = join(folder, "child.mjs");
  await build({
    entryPoints: [join(root, "test/support/credentials-child.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile: script,
    external: ["@napi-rs/keyring"],
    logLevel: "silent",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return {
    start: (parameters, environment = {}) => start(script, parameters, environment),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function start(script: string, parameters: readonly string[], environment: Record<string, string>): Child {
  const child = spawn(process.execPath, [script, ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  const lines: string[] = [];
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  let taken = 0;
  let wake = () => {};
  let ended = false;
  createInterface({ input: child.stdout })
    .on("line", (line) => {
      lines.push(line);
      wake();
    })
    .on("close", () => {
      ended = true;
      wake();
    });
  const exit = once(child, "close");
  return {
    process: child,
    lines,
    async nextLine() {
      while (taken === lines.length && !ended) await new Promise<void>((resolve) => (wake = resolve));
      return lines[taken++];
    },
    async done() {
      await exit;
      if (child.exitCode !== 0)
        throw new Error(`the child ended with ${child.exitCode ?? child.signalCode}: ${errors}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
