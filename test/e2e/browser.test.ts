import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM, launchChromium } from "../support/chromium.ts";
import { startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";
import { examineLooks } from "../support/page-looks.ts";
import { requires } from "../support/requires.ts";

requires("Chromium", CHROMIUM !== undefined)("a person signs in with a real browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
  });

  /** Runs `login` with a BROWSER that notes the address, as a desktop would open it. */
  async function startLogin(environment: Record<string, string>, home: string) {
    const seen = join(home, "address");
    const opener = join(home, "opener");
    await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > "${seen}.part" && mv "${seen}.part" "${seen}"\n`, {
      mode: 0o755,
    });
    const login = startCli(["login", "--storage", "FILE_ENCRYPTED"], { ...environment, BROWSER: opener });
    await expect.poll(() => readFile(seen, "utf8").catch(() => ""), { timeout: 20_000 }).toMatch(/^http/);
    return { login, address: await readFile(seen, "utf8") };
  }

  /** Opens a page that notes everything that the browser complains of. */
  async function openPage() {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    return { page, complaints };
  }

  it.each([
    ["allow", "Signed in", 0],
    ["deny", "Not signed in", 1],
  ] as const)(
    "%s: the page says “%s”, holds no code in its address, and breaks no policy",
    async (decision, heading, code) => {
      await using emulator = await testEmulator();
      await using home = await temporaryHome();
      const { login, address } = await startLogin(emulator.environment(home.path), home.path);
      const { page, complaints } = await openPage();
      await page.goto(address);
      await page.click(`#${decision}`);
      await page.waitForSelector("h1");
      expect(await page.textContent("h1")).toBe(heading);
      expect(await page.textContent("main")).toContain("You can close this tab.");
      expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
      // The browser asks for an icon by itself, which the listener rightly does not have.
      expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
      expect(await examineLooks(page, code === 0 ? "done" : "refused")).toEqual([]);
      await page.close();
      expect((await login.done).code).toBe(code);
    },
  );

  it("an answer that nobody waits for ends at a page that says so, and holds no code in its address", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const { login, address } = await startLogin(emulator.environment(home.path), home.path);
    const redirect = new URL(address).searchParams.get("redirect_uri");
    const { page, complaints } = await openPage();
    await page.goto(`${redirect}?state=of-another&code=not-a-code`);
    expect(await page.textContent("h1")).toBe("This sign-in is over");
    expect(await page.textContent("main")).toContain("You can close this tab.");
    expect(page.url()).toBe(redirect);
    // The page's own status, 400, and the icon.
    expect(complaints.filter((text) => !/\b40[04]\b/.test(text))).toEqual([]);
    expect(await examineLooks(page, "error")).toEqual([]);
    await page.close();
    login.child.kill("SIGTERM");
    expect((await login.done).code).toBe(1);
  });
});
