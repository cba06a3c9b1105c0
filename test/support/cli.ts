import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordOutput } from "./transcript.ts";

/** The built command line, as the package's bin runs it. */
export const BIN = join(import.meta.dirname, "../../bin/groupon-google-mcp.js");

/** How a run of the command line ended. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A home of its own for the program under test, removed with `await using`. */
export async function temporaryHome(): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "google-mcp-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Only what a program needs of this process's environment, so that a developer's own settings stay out of the tests. */
export function cleanEnvironment(extra: Record<string, string | undefined>): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "SystemRoot", "NODE_EXTRA_CA_CERTS", "LANG", "TZ"];
  const base = Object.fromEntries(kept.map((name) => [name, process.env[name]]));
  return Object.fromEntries(
    Object.entries({ ...base, ...extra }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A running command, with what it has printed so far. */
export interface RunningCli {
  child: ChildProcessWithoutNullStreams;
  /** Resolves with the first match in what is printed to the stream, now or later; rejects when the program ends without. */
  waitFor(stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray>;
  done: Promise<CliResult>;
}

/** Starts the command line. What it prints goes into the suite's transcript. */
export function startCli(args: readonly string[], environment: Record<string, string | undefined>): RunningCli {
  const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(environment), stdio: "pipe" });
  const printed = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      printed[stream] += chunk;
      for (const watcher of watchers) watcher();
    });
  }
  const done = new Promise<CliResult>((resolve) => {
    child.on("close", (code) => {
      recordOutput(`${args.join(" ")} stdout`, printed.stdout);
      recordOutput(`${args.join(" ")} stderr`, printed.stderr);
      resolve({ code, ...printed });
    });
  });
  const waitFor: RunningCli["waitFor"] = (stream, pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(printed[stream]);
        if (!match) return;
        watchers.delete(look);
        resolve(match);
      };
      watchers.add(look);
      look();
      void done.then((result) => {
        watchers.delete(look);
        reject(
          new Error(`ended with ${result.code} before ${pattern} was printed:\n${result.stdout}\n${result.stderr}`),
        );
      });
    });
  return { child, waitFor, done };
}

/** Runs the command line to its end. */
export async function runCli(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  input = "",
): Promise<CliResult> {
  const running = startCli(args, environment);
  running.child.stdin.on("error", () => {});
  running.child.stdin.end(input);
  return running.done;
}
