import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { consentAndReturn } from "../emulator/consent.ts";
import { startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { pseudoTerminalPresent, startInTerminal } from "../support/pseudo-terminal.ts";
import { requires } from "../support/requires.ts";

const WAITING = "Waiting for the browser";
const ESCAPE = "\u001b";
const EMPTY_LINE = `\r${ESCAPE}[K`;

/** A person's computer, whose browser does nothing but note that it was opened. */
async function computer() {
  const emulator = await testEmulator();
  const home = await temporaryHome();
  const opener = join(home.path, "opener");
  await writeFile(opener, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return {
    environment: { ...emulator.environment(home.path), BROWSER: opener },
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const LOGIN = ["login", "--storage", "FILE_ENCRYPTED"];

requires("script of util-linux", pseudoTerminalPresent())("while the browser is waited for", () => {
  it("a terminal shows a spinner, and nothing of it is left when it is done", async () => {
    await using here = await computer();
    const login = startInTerminal(LOGIN, here.environment);
    const [url] = await login.until(/^http:\/\/127\S+(?=\n)/m);
    for (const frame of ["⠋", "⠙", "⠹"]) await login.until(new RegExp(`\\[K${frame} ${WAITING}`));
    await consentAndReturn(url);
    const { code, screen } = await login.done;
    expect(code).toBe(0);
    const [, after = ""] = screen.split(`${EMPTY_LINE}Signed in as`);
    expect(after).toContain("Kept in FILE_ENCRYPTED");
    expect(after).not.toContain(WAITING);
    expect(after).not.toContain(ESCAPE);
  });

  it.each([
    ["with NO_COLOR", [], { NO_COLOR: "1" }],
    ["on a terminal that cannot move its cursor", [], { TERM: "dumb" }],
    ["where an address is to be pasted", ["--no-browser"], {}],
  ] as const)("there is none %s", async (_where, args, more) => {
    await using here = await computer();
    const login = startInTerminal([...LOGIN, ...args], { ...here.environment, ...more });
    const [url] = await login.until(/^http:\/\/127\S+(?=\n)/m);
    await consentAndReturn(url);
    const { code, screen } = await login.done;
    expect(code).toBe(0);
    expect(screen).not.toContain(WAITING);
    expect(screen).not.toContain(ESCAPE);
  });
});

it("a pipe shows none", async () => {
  await using here = await computer();
  const login = startCli(LOGIN, here.environment);
  const [url] = await login.waitFor("stderr", /^http\S+$/m);
  await consentAndReturn(url);
  const { code, stdout, stderr } = await login.done;
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).not.toContain(WAITING);
  expect(stderr).not.toContain(ESCAPE);
});
