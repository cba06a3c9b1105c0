import { describe, expect, it } from "vitest";
import { consent, consentAndReturn } from "../emulator/consent.ts";
import { runCli, startCli, temporaryHome } from "../support/cli.ts";
import { testEmulator } from "../support/emulator.ts";

describe("login", () => {
  it("signs in through the redirect, and status shows it without a secret", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const environment = emulator.environment(home.path);
    const login = startCli(["login", "--no-browser", "--storage", "FILE_ENCRYPTED"], environment);
    const [url] = await login.waitFor("stdout", /^http\S+$/m);
    const page = await consentAndReturn(url);
    expect(page.status).toBe(200);
    expect(page.body).toContain("Signed in");
    const result = await login.done;
    expect(result.stderr).toContain("Signed in as ada@example.com");
    expect(result.stderr).toContain("Gmail: read, write and send mail");
    expect(result.code).toBe(0);
    expect(result.stdout).toBe(`${url}\n`);

    const status = await runCli(["status", "--json"], environment);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      accounts: [{ email: "ada@example.com", storage: "FILE_ENCRYPTED", token: "valid" }],
    });
  });

  it("takes the address that a browser elsewhere ended at, pasted", async () => {
    await using emulator = await testEmulator();
    await using home = await temporaryHome();
    const login = startCli(["login", "--no-browser", "--storage", "FILE_ENCRYPTED"], emulator.environment(home.path));
    const [url] = await login.waitFor("stdout", /^http\S+$/m);
    login.child.stdin.write("http://127.0.0.1:1/oauth/callback?state=wrong&code=4%2F0Awrong\n");
    await login.waitFor("stderr", /not the address that this sign-in waits for/);
    login.child.stdin.write(`${await consent(url)}\n`);
    const result = await login.done;
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("Signed in as ada@example.com");
  });
});
