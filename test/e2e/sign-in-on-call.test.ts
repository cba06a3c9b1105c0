import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { consentAndReturn } from "../emulator/consent.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { temporaryHome } from "../support/cli.ts";
import { CLIENT_KINDS, connectClient } from "../support/clients.ts";
import { testEmulator } from "../support/emulator.ts";
import { signedIn } from "../support/signed-in.ts";

const settings = (emulator: Emulator, home: string) => ({
  ...emulator.environment(home),
  CREDENTIAL_STORAGE_MODE: "FILE_PLAINTEXT",
});

/** A browser that notes each address on a line of its own. */
async function notingBrowser(home: string): Promise<{ program: string; seen(): Promise<string[]> }> {
  const notes = join(home, "addresses");
  const program = join(home, "browser");
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> "${notes}"\n`, { mode: 0o755 });
  const seen = async () => (await readFile(notes, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  return { program, seen };
}

describe.each(CLIENT_KINDS)("a call that needs a sign-in, from a client that shows addresses (%s)", (kind) => {
  it("sends the person there, waits, and goes on", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const urls: string[] = [];
    const onUrl = (url: string) => {
      urls.push(url);
      void consentAndReturn(url);
      return "accept" as const;
    };
    await using client = await connectClient(kind, settings(emulator, home.path), { onUrl });
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    expect(urls).toHaveLength(1);
    expect((await client.call("calendar_list_calendars", {})).isError).toBe(false);
    expect(urls).toHaveLength(1);
  });

  it("grants a permission that is missing, keeps the others, and goes on", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await signedIn(emulator, home.path, { services: ["gmail"], readOnly: true });
    const onUrl = (url: string) => {
      void consentAndReturn(url);
      return "accept" as const;
    };
    await using client = await connectClient(kind, settings(emulator, home.path), { onUrl });
    const mail = { to: ["ada@example.com"], subject: "Note", body: "to myself" };
    expect((await client.call("gmail_send", mail)).text).toContain("Sent");
    expect((await client.call("gmail_search", {})).isError).toBe(false);
  });

  it("is told when the person declines", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    await using client = await connectClient(kind, settings(emulator, home.path), { onUrl: () => "decline" });
    const declined = await client.call("gmail_search", {});
    expect(declined.text).toContain("the person declined to sign in now");
    expect(declined.text).toContain("(not_signed_in)");
  });
});

describe("a call that needs a sign-in, from a client that shows no addresses", () => {
  it("opens one browser for several calls, and all of them go on", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const browser = await notingBrowser(home.path);
    await using client = await connectClient("v1 SDK", { ...settings(emulator, home.path), BROWSER: browser.program });
    const calls = ["gmail_search", "calendar_list_calendars", "drive_search"].map((name) => client.call(name, {}));
    await expect.poll(browser.seen).toHaveLength(1);
    const [url = ""] = await browser.seen();
    await consentAndReturn(url);
    expect((await Promise.all(calls)).map(({ isError }) => isError)).toEqual([false, false, false]);
    expect(await browser.seen()).toHaveLength(1);
  });

  it("ends after its time with the address, and the sign-in still counts", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const browser = await notingBrowser(home.path);
    await using client = await connectClient("v2 SDK, 2026-07-28", {
      ...settings(emulator, home.path),
      BROWSER: browser.program,
      SIGN_IN_WAIT_SECONDS: "1",
    });
    const ended = await client.call("gmail_search", {});
    expect(ended.text).toContain("The sign-in still waits for the person");
    const [url = ""] = await browser.seen();
    expect(ended.text).toContain(url);
    await consentAndReturn(url);
    expect((await client.call("gmail_search", {})).isError).toBe(false);
    expect(await browser.seen()).toHaveLength(1);
  });

  it("is told what failed when the person refuses on Google's page", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const browser = await notingBrowser(home.path);
    await using client = await connectClient("v1 SDK", { ...settings(emulator, home.path), BROWSER: browser.program });
    const call = client.call("gmail_search", {});
    await expect.poll(browser.seen).toHaveLength(1);
    await consentAndReturn((await browser.seen())[0] ?? "", { deny: true });
    expect((await call).text).toContain("refused on Google's page");
  });

  it("starts nothing where that is switched off", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const browser = await notingBrowser(home.path);
    await using client = await connectClient("v1 SDK", {
      ...settings(emulator, home.path),
      BROWSER: browser.program,
      SIGN_IN_ON_CALL: "false",
    });
    expect((await client.call("gmail_search", {})).text).toContain("Call google_sign_in");
    expect(await browser.seen()).toEqual([]);
  });
});

it("a sign-in that a server starts which only reads keeps what the account may do already", async () => {
  await using emulator = await testEmulator();
  await using home = await temporaryHome();
  await signedIn(emulator, home.path, { services: ["gmail"] });
  const environment = { ...settings(emulator, home.path), GOOGLE_MCP_READ_ONLY: "true" };
  await using client = await connectClient("v1 SDK", environment);
  const started = await client.call("google_sign_in", { services: ["gmail", "tasks"], email: "ada@example.com" });
  const scopes = new URL(/^http\S+$/m.exec(started.text)?.[0] ?? "").searchParams.get("scope") ?? "";
  for (const wanted of ["gmail.modify", "gmail.readonly", "tasks.readonly"])
    expect(scopes.split(" ")).toContain(`https://www.googleapis.com/auth/${wanted}`);
});
