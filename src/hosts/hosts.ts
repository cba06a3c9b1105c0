import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Launch } from "./launch.ts";

/** Where things are on the computer that a config is written on. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** An MCP client whose config this program can write. */
export interface Host {
  /** What it is called on the command line. */
  readonly id: string;
  readonly title: string;
  /** Whether it is started from a dock or menu, without a shell's PATH. */
  readonly desktop: boolean;
  readonly format: "json" | "toml";
  /** The key below which its servers are. */
  readonly serversKey: string;
  /** Its config file. */
  file(place: Place): string;
  /** Folders or files that are there when the client is installed. */
  signs(place: Place): string[];
  /** The entry as this client wants it. */
  entry(launch: Launch): Record<string, unknown>;
  /** What to do so that the client reads its config again. */
  readonly afterwards: string;
}

/** The place of this process. */
export function thisPlace(): Place {
  return { platform: process.platform, home: homedir(), environment: process.env };
}

/** The folder of programs' settings: Application Support, AppData\Roaming or .config. */
function settings({ platform, home, environment }: Place): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return environment.APPDATA ?? join(home, "AppData", "Roaming");
  return environment.XDG_CONFIG_HOME ?? join(home, ".config");
}

const vsCodeUser = (place: Place) => join(settings(place), "Code", "User");
const clineFolder = (place: Place) => join(vsCodeUser(place), "globalStorage", "saoudrizwan.claude-dev");
const zedFolder = (place: Place) =>
  place.platform === "win32" ? join(settings(place), "Zed") : join(configHome(place), "zed");
const configHome = ({ home, environment }: Place) => environment.XDG_CONFIG_HOME ?? join(home, ".config");
const codexFolder = ({ home, environment }: Place) => environment.CODEX_HOME ?? join(home, ".codex");

const plain = ({ command, args, env }: Launch) => ({ command, args: [...args], ...(env && { env: { ...env } }) });
const typed = (launch: Launch) => ({ type: "stdio", ...plain(launch) });

/** The clients, as each one's own documentation says where it keeps its servers. */
export const HOSTS: readonly Host[] = [
  {
    id: "claude-desktop",
    title: "Claude Desktop",
    desktop: true,
    format: "json",
    serversKey: "mcpServers",
    file: (place) => join(settings(place), "Claude", "claude_desktop_config.json"),
    signs: (place) => [join(settings(place), "Claude")],
    entry: plain,
    afterwards: "Quit Claude Desktop and start it again.",
  },
  {
    id: "claude-code",
    title: "Claude Code",
    desktop: false,
    format: "json",
    serversKey: "mcpServers",
    file: ({ home }) => join(home, ".claude.json"),
    signs: ({ home }) => [join(home, ".claude.json"), join(home, ".claude")],
    entry: typed,
    afterwards: "New sessions of Claude Code have it.",
  },
  {
    id: "cursor",
    title: "Cursor",
    desktop: true,
    format: "json",
    serversKey: "mcpServers",
    file: ({ home }) => join(home, ".cursor", "mcp.json"),
    signs: ({ home }) => [join(home, ".cursor")],
    entry: plain,
    afterwards: "Cursor asks whether to enable it.",
  },
  {
    id: "vscode",
    title: "VS Code",
    desktop: true,
    format: "json",
    serversKey: "servers",
    file: (place) => join(vsCodeUser(place), "mcp.json"),
    signs: (place) => [vsCodeUser(place)],
    entry: typed,
    afterwards: "VS Code asks whether you trust it when it first starts.",
  },
  {
    id: "windsurf",
    title: "Windsurf",
    desktop: true,
    format: "json",
    serversKey: "mcpServers",
    file: ({ home }) => join(home, ".codeium", "windsurf", "mcp_config.json"),
    signs: ({ home }) => [join(home, ".codeium", "windsurf")],
    entry: plain,
    afterwards: "Press Refresh in Windsurf's MCP settings.",
  },
  {
    id: "zed",
    title: "Zed",
    desktop: true,
    format: "json",
    serversKey: "context_servers",
    file: (place) => join(zedFolder(place), "settings.json"),
    signs: (place) => [zedFolder(place)],
    entry: (launch) => ({ source: "custom", ...plain(launch) }),
    afterwards: "Zed reads it at once.",
  },
  {
    id: "gemini-cli",
    title: "Gemini CLI",
    desktop: false,
    format: "json",
    serversKey: "mcpServers",
    file: ({ home }) => join(home, ".gemini", "settings.json"),
    signs: ({ home }) => [join(home, ".gemini")],
    entry: plain,
    afterwards: "New sessions of Gemini CLI have it.",
  },
  {
    id: "codex",
    title: "Codex",
    desktop: false,
    format: "toml",
    serversKey: "mcp_servers",
    file: (place) => join(codexFolder(place), "config.toml"),
    signs: (place) => [codexFolder(place)],
    entry: plain,
    afterwards: "New sessions of Codex have it.",
  },
  {
    id: "cline",
    title: "Cline",
    desktop: true,
    format: "json",
    serversKey: "mcpServers",
    file: (place) => join(clineFolder(place), "settings", "cline_mcp_settings.json"),
    signs: (place) => [clineFolder(place)],
    entry: plain,
    afterwards: "Cline reads it at once.",
  },
];

/** The clients that are on this computer, as far as their files show. */
export function installedHosts(place: Place): Host[] {
  return HOSTS.filter((host) => host.signs(place).some((sign) => existsSync(sign)));
}
