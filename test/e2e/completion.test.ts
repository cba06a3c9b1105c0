import { execFile, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanEnvironment, runCli, temporaryHome } from "../support/cli.ts";
import { requires } from "../support/requires.ts";

const run = promisify(execFile);

let home: Awaited<ReturnType<typeof temporaryHome>>;
const scripts: Record<string, string> = {};

beforeAll(async () => {
  home = await temporaryHome();
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await runCli(["completion", shell], {});
    expect(code).toBe(0);
    scripts[shell] = join(home.path, `completion.${shell}`);
    await writeFile(scripts[shell], stdout);
  }
  await mkdir(join(home.path, "a folder"));
  await writeFile(join(home.path, "a secret.json"), "{}");
});
afterAll(() => home[Symbol.asyncDispose]());

const here = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** What a person gets to see who has typed this and presses Tab, and what is never offered there. */
const TYPED: readonly [typed: string, offered: string[], never: string[]][] = [
  ["", ["login", "serve", "storage", "completion", "help"], ["migrate", "--tier"]],
  ["log", ["login", "logout"], ["status"]],
  ["--t", ["--tier", "--tools"], ["--to"]],
  ["login --s", ["--services", "--storage"], ["--tier"]],
  ["login --storage ", ["auto", "KEYCHAIN", "FILE_ENCRYPTED"], ["--services"]],
  ["login --account ", [], ["login", "--storage"]],
  ["storage ", ["migrate", "rotate-key"], ["login"]],
  ["storage migrate --to F", ["FILE_PLAINTEXT", "FILE_ENCRYPTED"], ["KEYCHAIN"]],
  ["install c", ["claude-code", "claude-desktop", "cursor", "cline", "codex"], ["zed"]],
  ["install zed --tier ", ["core", "extended", "complete"], []],
  ["completion ", ["bash", "zsh", "fish"], []],
  ["serve --services ca", ["calendar"], ["gmail"]],
  ["--tools gmail_se", ["gmail_search", "gmail_send"], ["gmail_trash"]],
];

/** Completion of a list goes on behind the last comma; of a file, with its spaces. */
const LIST = "serve --services gmail,ca";
const FILE = "login --client-file a\\ s";

requires("bash", here("bash"))("completion in bash", () => {
  /** Sets what readline would, calls the function, and shows what it offers. */
  async function offered(words: readonly string[]): Promise<string[]> {
    const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _groupon_google_mcp; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run(
      "bash",
      ["--norc", "-c", ask, "bash", scripts.bash ?? "", "groupon-google-mcp", ...words],
      {
        env: cleanEnvironment({ HOME: home.path }),
        cwd: home.path,
      },
    );
    return stdout.split("\n").filter((line) => line !== "");
  }

  it.each(TYPED)("after “%s”", async (typed, wanted, never) => {
    const seen = await offered(typed.split(" "));
    expect(seen).toEqual(expect.arrayContaining(wanted));
    expect(seen.filter((word) => never.includes(word))).toEqual([]);
  });

  it("goes on in a list, takes --option=value as readline hands it over, and offers files", async () => {
    expect(await offered(LIST.split(" "))).toEqual(["gmail,calendar"]);
    expect(await offered(["serve", "--tier", "=", "ex"])).toEqual(["extended"]);
    expect(await offered(["serve", "--tier", "="])).toEqual(["core", "extended", "complete"]);
    expect(await offered(["login", "--client-file", "a s"])).toEqual(["a secret.json"]);
    expect(await offered(["serve", "--allow-dir", "a"])).toEqual(["a folder"]);
  });

  it("is known to the shell for the program's name", async () => {
    const { stdout } = await run("bash", [
      "--norc",
      "-c",
      'source "$1"; complete -p groupon-google-mcp',
      "bash",
      scripts.bash ?? "",
    ]);
    expect(stdout.trim()).toBe("complete -F _groupon_google_mcp groupon-google-mcp");
  });
});

requires("fish", here("fish"))("completion in fish", () => {
  async function offered(line: string): Promise<string[]> {
    const ask = "source $argv[1]; complete -C $argv[2]";
    const { stdout } = await run("fish", ["--no-config", "-c", ask, scripts.fish ?? "", `groupon-google-mcp ${line}`], {
      env: cleanEnvironment({ HOME: home.path }),
      cwd: home.path,
    });
    return stdout.split("\n").flatMap((entry) => entry.split("\t")[0] || []);
  }

  it.each(TYPED)("after “%s”", async (typed, wanted, never) => {
    const seen = await offered(typed);
    expect(seen).toEqual(expect.arrayContaining(wanted));
    expect(seen.filter((word) => never.includes(word))).toEqual([]);
  });

  it("goes on in a list, and offers files", async () => {
    expect(await offered(LIST)).toEqual(["gmail,calendar"]);
    expect(await offered(FILE)).toContain("a secret.json");
  });
});

requires("zsh", here("zsh"))("completion in zsh", () => {
  /** Types the line in a shell of its own, presses Tab twice, and waits until it shows what is wanted. */
  async function shows(line: string, wanted: string): Promise<void> {
    const ask = `
      zmodload zsh/zpty
      zpty shell 'zsh -f -i'
      zpty -w shell 'PS1=; TERM=dumb; autoload -U compinit; compinit -u -D; source "'$1'"; print RE""ADY'
      zpty -r -m shell seen '*READY*'
      zpty -w -n shell "groupon-google-mcp $2"$'\\t\\t'
      zpty -r -m shell seen "*$3*"
      zpty -d shell`;
    await run("zsh", ["-f", "-c", ask, "zsh", scripts.zsh ?? "", line, wanted], {
      env: cleanEnvironment({ HOME: home.path }),
      cwd: home.path,
      timeout: 20_000,
    });
  }

  it.each([
    ["sto", "storage"],
    ["storage ", "rotate-key"],
    ["login --sto", "--storage"],
    ["serve --tier ", "extended"],
    ["serve --services gmail,ca", "gmail,calendar"],
  ])("after “%s” offers %s", async (typed, wanted) => {
    await shows(typed, wanted);
  });
});

describe("completion", () => {
  it.each([[[]], [["tcsh"]]])("%j is refused with what there is", async (args) => {
    const result = await runCli(["completion", ...args], {});
    expect([result.code, result.stdout]).toEqual([2, ""]);
    expect(result.stderr).toContain(args.length > 0 ? "bash, zsh, fish" : "missing required argument");
  });
});
