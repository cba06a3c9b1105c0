import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openBrowser } from "../../../src/oauth/browser.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

const URL_WITH_SHELL_MEANING = "http://127.0.0.1:4000/auth?a=1&b=$(touch%20x)&c=`id`;d='\"";

/** A program that writes its arguments, one a line, to a file. */
async function recorder(): Promise<{ program: string; arguments: () => Promise<string> }> {
  const folder = await temporaryFolder();
  const [program, output] = [join(folder, "my browser"), join(folder, "arguments")];
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${output}.part'\nmv '${output}.part' '${output}'\n`);
  await chmod(program, 0o700);
  return { program, arguments: () => vi.waitFor(() => readFile(output, "utf8"), { timeout: 5000 }) };
}

describe.runIf(process.platform !== "win32")("the program that BROWSER names", () => {
  it("gets the address as its only argument, untouched by any shell", async () => {
    const browser = await recorder();
    expect(await openBrowser(URL_WITH_SHELL_MEANING, { BROWSER: browser.program })).toBe(true);
    expect(await browser.arguments()).toBe(`${URL_WITH_SHELL_MEANING}\n`);
  });

  it("is started in an SSH session too, because somebody has chosen it", async () => {
    const browser = await recorder();
    expect(await openBrowser("http://127.0.0.1:4000/", { BROWSER: browser.program, SSH_TTY: "/dev/pts/1" })).toBe(true);
    expect(await browser.arguments()).toBe("http://127.0.0.1:4000/\n");
  });

  it("is told not to have started when it is not there", async () => {
    expect(await openBrowser("http://127.0.0.1:4000/", { BROWSER: "/does/not/exist" })).toBe(false);
  });

  it("is told not to have started when it is no program", async () => {
    const file = join(await temporaryFolder(), "text");
    await writeFile(file, "no program");
    expect(await openBrowser("http://127.0.0.1:4000/", { BROWSER: file })).toBe(false);
  });
});

describe("without a browser", () => {
  it.each([{ SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, { SSH_TTY: "/dev/pts/1" }])(
    "nothing is started in an SSH session: %j",
    async (environment) => {
      expect(await openBrowser("http://127.0.0.1:4000/", { DISPLAY: ":0", ...environment })).toBe(false);
    },
  );

  it.runIf(process.platform === "linux")("nothing is started where there is no display", async () => {
    expect(await openBrowser("http://127.0.0.1:4000/", {})).toBe(false);
    expect(await openBrowser("http://127.0.0.1:4000/", { DISPLAY: "", WAYLAND_DISPLAY: "" })).toBe(false);
  });
});
