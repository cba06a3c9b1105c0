import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import type { ServingOptions } from "../../../src/config/serving.ts";
import { ToolError } from "../../../src/errors.ts";
import { SERVICES } from "../../../src/scopes.ts";

const TOOL_NAMES = ["gmail_search", "gmail_send", "drive_search"];

const servingOf = (environment: Record<string, string>, options: ServingOptions = {}) =>
  loadConfig(environment, { options, toolNames: TOOL_NAMES }).serving;

const refusal = (environment: Record<string, string>, options: ServingOptions = {}): ToolError => {
  try {
    servingOf(environment, options);
  } catch (error) {
    if (error instanceof ToolError) return error;
  }
  throw new Error("expected a ToolError");
};

describe("which tools are served", () => {
  it("is the core of every service unless said otherwise, frozen", () => {
    const serving = servingOf({});
    expect(serving).toEqual({ tier: "core", tools: [], services: SERVICES, excludedTools: [], readOnly: false });
    expect(Object.isFrozen(serving) && Object.isFrozen(serving.tools) && Object.isFrozen(serving.services)).toBe(true);
  });

  it("comes from variables, of which empty ones count as not set", () => {
    expect(
      servingOf({
        GOOGLE_MCP_TIER: "extended",
        GOOGLE_MCP_SERVICES: " Drive , gmail,",
        GOOGLE_MCP_TOOLS: "gmail_search",
        GOOGLE_MCP_EXCLUDE_TOOLS: "gmail_send,drive_search",
        GOOGLE_MCP_READ_ONLY: "1",
      }),
    ).toEqual({
      tier: "extended",
      services: ["gmail", "drive"],
      tools: ["gmail_search"],
      excludedTools: ["gmail_send", "drive_search"],
      readOnly: true,
    });
    const empty = ["TIER", "SERVICES", "TOOLS", "EXCLUDE_TOOLS", "READ_ONLY"].map((name) => [`GOOGLE_MCP_${name}`, ""]);
    expect(servingOf(Object.fromEntries(empty))).toEqual(servingOf({}));
  });

  it("takes an option before its variable", () => {
    const environment = { GOOGLE_MCP_TIER: "extended", GOOGLE_MCP_SERVICES: "gmail", GOOGLE_MCP_TOOLS: "gmail_send" };
    const options = { tier: "complete", services: "all", tools: "drive_search" };
    expect(servingOf(environment, options)).toMatchObject({
      tier: "complete",
      services: SERVICES,
      tools: ["drive_search"],
    });
  });

  it("adds up what takes tools away", () => {
    const both = servingOf({ GOOGLE_MCP_EXCLUDE_TOOLS: "gmail_send" }, { excludeTools: "drive_search" });
    expect([...both.excludedTools].sort()).toEqual(["drive_search", "gmail_send"]);
    expect(servingOf({ GOOGLE_MCP_EXCLUDE_TOOLS: "gmail_send" }, { excludeTools: "" }).excludedTools).toEqual([
      "gmail_send",
    ]);
    expect(servingOf({ GOOGLE_MCP_READ_ONLY: "true" }, { readOnly: false }).readOnly).toBe(true);
    expect(servingOf({ GOOGLE_MCP_READ_ONLY: "false" }, { readOnly: true }).readOnly).toBe(true);
  });

  it.each<[ServingOptions, RegExp, RegExp]>([
    [{ tier: "extnded" }, /^--tier: there is no tier extnded$/, /nearest is extended/],
    [{ tier: "core,extended" }, /^--tier: expected one tier$/, /core, extended, complete/],
    [{ tier: "" }, /^--tier: no tier is named$/, /./],
    [{ services: "gmial" }, /^--services: there is no service gmial$/, /nearest is gmail\. All: gmail, drive/],
    [{ services: "" }, /^--services: no service is named$/, /./],
    [{ tools: "gmail_serch" }, /^--tools: there is no tool gmail_serch$/, /nearest is gmail_search/],
    [{ tools: " , " }, /^--tools: no tool is named$/, /./],
    [{ excludeTools: "gmail_sent" }, /^--exclude-tools: there is no tool gmail_sent$/, /nearest is gmail_send/],
    [{ excludeTools: "x".repeat(5000) }, /^--exclude-tools: there is no tool x{60}$/, /nearest is/],
  ])("refuses an option that does not fit, and suggests the nearest: %j", (options, message, fix) => {
    const error = refusal({}, options);
    expect(error).toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });

  it.each([
    [{ GOOGLE_MCP_TIER: "all" }, "GOOGLE_MCP_TIER: there is no tier all"],
    [{ GOOGLE_MCP_SERVICES: "mail" }, "GOOGLE_MCP_SERVICES: there is no service mail"],
    [{ GOOGLE_MCP_TOOLS: "gmail" }, "GOOGLE_MCP_TOOLS: there is no tool gmail"],
    [{ GOOGLE_MCP_EXCLUDE_TOOLS: "send" }, "GOOGLE_MCP_EXCLUDE_TOOLS: there is no tool send"],
  ])("refuses a variable that does not fit, by its name: %j", (environment, message) => {
    expect(refusal(environment)).toMatchObject({ code: "invalid_config", message });
  });

  it("refuses GOOGLE_MCP_READ_ONLY that is neither true nor false", () => {
    expect(refusal({ GOOGLE_MCP_READ_ONLY: "yes" }).message).toContain("GOOGLE_MCP_READ_ONLY");
  });

  it("checks names of tools only where the tools are known", () => {
    expect(loadConfig({ GOOGLE_MCP_TOOLS: "some_tool" }).serving.tools).toEqual(["some_tool"]);
  });
});
