import { spawn, spawnSync } from "node:child_process";
import { BIN, cleanEnvironment } from "./cli.ts";
import { recordOutput } from "./transcript.ts";

/** Whether this machine can run a command in a pseudo-terminal: `script` of util-linux. */
export function pseudoTerminalPresent(): boolean {
  return process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
}

/** The built command line in a terminal, as a person sees it. */
export interface TerminalSession {
  /** Waits until what was printed since the last match matches, and returns the match. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types a line. */
  type(line: string): void;
  /** How it ended, with everything that was on the screen. */
  done: Promise<{ code: number | null; screen: string }>;
}

export function startInTerminal(
  args: readonly string[],
  environment: Record<string, string | undefined>,
): TerminalSession {
  const command = [process.execPath, BIN, ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    env: cleanEnvironment({ TERM: "xterm-256color", ...environment }),
    stdio: "pipe",
  });
  let screen = "";
  let seen = 0;
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    screen += chunk.replaceAll("\r\n", "\n");
    for (const watcher of watchers) watcher();
  });
  const done = new Promise<{ code: number | null; screen: string }>((resolve) => {
    child.on("close", (code) => {
      recordOutput(`${args.join(" ")} in a terminal`, screen);
      resolve({ code, screen });
    });
  });
  return {
    done,
    type: (line) => void child.stdin.write(`${line}\n`),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(screen.slice(seen));
          if (!match) return;
          seen += match.index + match[0].length;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        look();
        void done.then(({ code }) => reject(new Error(`ended with ${code} before ${pattern} was shown:\n${screen}`)));
      }),
  };
}
