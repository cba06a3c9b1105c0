import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOSTS } from "../../../src/hosts/hosts.ts";
import { launchFor, staleParts, startsThisProgram } from "../../../src/hosts/launch.ts";

const places = {
  darwin: { platform: "darwin", home: "/Users/ada", environment: {} },
  linux: { platform: "linux", home: "/home/ada", environment: {} },
  win32: { platform: "win32", home: "C:\\Users\\ada", environment: { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" } },
} as const;

describe("where each client keeps its servers", () => {
  it.each([
    [
      "claude-desktop",
      "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
      "/home/ada/.config/Claude/claude_desktop_config.json",
    ],
    ["claude-code", "/Users/ada/.claude.json", "/home/ada/.claude.json"],
    ["cursor", "/Users/ada/.cursor/mcp.json", "/home/ada/.cursor/mcp.json"],
    ["vscode", "/Users/ada/Library/Application Support/Code/User/mcp.json", "/home/ada/.config/Code/User/mcp.json"],
    ["windsurf", "/Users/ada/.codeium/windsurf/mcp_config.json", "/home/ada/.codeium/windsurf/mcp_config.json"],
    ["zed", "/Users/ada/.config/zed/settings.json", "/home/ada/.config/zed/settings.json"],
    ["gemini-cli", "/Users/ada/.gemini/settings.json", "/home/ada/.gemini/settings.json"],
    ["codex", "/Users/ada/.codex/config.toml", "/home/ada/.codex/config.toml"],
    [
      "cline",
      "/Users/ada/Library/Application Support/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
      "/home/ada/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    ],
  ])("%s", (id, mac, linux) => {
    const host = HOSTS.find((one) => one.id === id);
    expect([host?.file(places.darwin), host?.file(places.linux)]).toEqual([mac, linux]);
    if (["claude-desktop", "vscode", "zed", "cline"].includes(id))
      expect(host?.file(places.win32)).toContain("Roaming");
  });

  it("is tested for all of them", () => {
    expect(HOSTS).toHaveLength(9);
  });
});

describe("how a client starts the server", () => {
  const inCache = "/home/ada/.npm/_npx/1a2b/node_modules/.bin/groupon-google-mcp";

  it("through npx where it was run through npx, on Windows through cmd", () => {
    const surroundings = { platform: "linux", node: "/usr/bin/node", bin: inCache } as const;
    expect(launchFor(surroundings, false, [])).toEqual({ command: "npx", args: ["-y", "groupon-google-mcp"] });
    expect(launchFor({ ...surroundings, platform: "win32" }, true, ["--read-only"])).toEqual({
      command: "cmd",
      args: ["/c", "npx", "-y", "groupon-google-mcp", "--read-only"],
    });
  });

  it("for a desktop program by absolute paths, with the PATH that npx needs", async () => {
    const prefix = await mkdtemp(join(tmpdir(), "node-"));
    const npx = join(prefix, "lib", "node_modules", "npm", "bin", "npx-cli.js");
    await mkdir(dirname(npx), { recursive: true });
    await writeFile(npx, "");
    const node = join(prefix, "bin", "node");
    const launch = launchFor({ platform: "linux", node, bin: inCache }, true, []);
    expect(launch).toMatchObject({ command: node, args: [npx, "-y", "groupon-google-mcp"] });
    expect(launch.env?.PATH).toBe(`${join(prefix, "bin")}:/usr/local/bin:/usr/bin:/bin`);
    expect(staleParts(launch)).toEqual([node]);
    await rm(prefix, { recursive: true });
    expect(staleParts(launch)).toEqual([node, npx]);
  });

  it("by its own path where it is installed", () => {
    const launch = launchFor(
      { platform: "linux", node: "/opt/node", bin: "/opt/lib/groupon-google-mcp/bin/groupon-google-mcp.js" },
      true,
      [],
    );
    expect(launch).toEqual({ command: "/opt/node", args: ["/opt/lib/groupon-google-mcp/bin/groupon-google-mcp.js"] });
    expect(staleParts(launch)).toHaveLength(2);
    expect(startsThisProgram(launch)).toBe(true);
    expect(startsThisProgram({ command: "npx", args: ["-y", "groupon-google-mcp@1.0.0"] })).toBe(true);
    expect(startsThisProgram({ command: "npx", args: ["-y", "another-google-mcp"] })).toBe(false);
  });
});
