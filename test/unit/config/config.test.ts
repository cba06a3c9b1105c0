import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import { ToolError } from "../../../src/errors.ts";

const refusal = (environment: Record<string, string>): ToolError => {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ToolError) return error;
  }
  throw new Error("expected a ToolError");
};

describe("loadConfig", () => {
  it("is frozen, with defaults that need no environment", () => {
    const config = loadConfig({});
    expect(config.emulatorOrigin).toBeUndefined();
    expect(config.storage.mode).toBe("auto");
    expect(config.oauth.signInTimeoutMs).toBe(300_000);
    expect(Object.isFrozen(config) && Object.isFrozen(config.oauth) && Object.isFrozen(config.paths)).toBe(true);
  });

  it.each(["127.0.0.1:4000", "127.8.9.1:80", "localhost:4000", "[::1]:4000"])("takes the emulator at %s", (host) => {
    expect(loadConfig({ GOOGLE_MCP_EMULATOR_HOST: host }).emulatorOrigin).toBe(new URL(`http://${host}`).origin);
  });

  it.each([
    "example.com:4000",
    "10.0.0.1:4000",
    "127.0.0.1.example.com:4000",
    "127.0.0.1:4000/path",
    "ada@127.0.0.1:4000",
    "http://127.0.0.1:4000",
    "0.0.0.0:4000",
    "2130706433.example:1",
  ])("refuses the emulator at %s", (host) => {
    const error = refusal({ GOOGLE_MCP_EMULATOR_HOST: host });
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain("GOOGLE_MCP_EMULATOR_HOST");
  });

  it("keeps an emulator's accounts in a folder of their own", () => {
    const real = loadConfig({ GOOGLE_MCP_HOME: "/home/ada/google" });
    const emulated = loadConfig({ GOOGLE_MCP_HOME: "/home/ada/google", GOOGLE_MCP_EMULATOR_HOST: "127.0.0.1:4000" });
    expect(real.paths.data).toBe("/home/ada/google");
    expect(emulated.paths.data).not.toBe(real.paths.data);
    expect(emulated.paths.data.startsWith(real.paths.data)).toBe(true);
  });

  it.each([
    [{ GOOGLE_MCP_HOME: "relative/path" }, "GOOGLE_MCP_HOME"],
    [{ CREDENTIAL_STORAGE_MODE: "SAFE" }, "CREDENTIAL_STORAGE_MODE"],
    [{ ENABLE_HTTPS: "true" }, "SSL_CERT_FILE"],
    [{ ENABLE_HTTPS: "maybe" }, "ENABLE_HTTPS"],
    [{ MAX_CONCURRENT_SESSIONS: "2.5" }, "MAX_CONCURRENT_SESSIONS: expected a whole number from 1 to 1000"],
    [{ SESSION_TIMEOUT_MINUTES: "0" }, "SESSION_TIMEOUT_MINUTES: expected a number from 1 to 1440"],
    [{ SESSION_TIMEOUT_MINUTES: "soon" }, "SESSION_TIMEOUT_MINUTES"],
    [{ GUARD_MODE: "loud" }, "GUARD_MODE: expected off, warn, confirm, strict"],
    [{ HTTPS_PROXY: "proxy.example.com" }, "HTTPS_PROXY"],
  ])("names the variable that is wrong: %j", (environment, name) => {
    const error = refusal(environment);
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(name);
  });

  it("checks the time zone when it is first needed", () => {
    expect(loadConfig({ GOOGLE_MCP_TIME_ZONE: "Asia/Calcutta" }).timeZone).toBe("Asia/Calcutta");
    const config = loadConfig({ GOOGLE_MCP_TIME_ZONE: "Mars/Olympus" });
    expect(() => config.timeZone).toThrow("GOOGLE_MCP_TIME_ZONE: expected an IANA time zone such as Europe/Berlin");
  });

  it("reads allowed domains as a list without case", () => {
    expect(loadConfig({ GOOGLE_ALLOWED_DOMAINS: "Example.com, example.org ," }).oauth.allowedDomains).toEqual([
      "example.com",
      "example.org",
    ]);
  });
});
