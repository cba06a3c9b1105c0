import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** How a client starts the server. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the way to start it depends on. */
export interface LaunchSurroundings {
  readonly platform: NodeJS.Platform;
  /** Path of the Node that runs now. */
  readonly node: string;
  /** Path of this program's bin. */
  readonly bin: string;
}

const PACKAGE = "groupon-google-mcp";

/** Where `npx` unpacks packages; what lies there is gone with the next clean-up. */
const NPX_CACHE = /[\\/]_npx[\\/]/;

/**
 * How to start the server from a client's config. Run through `npx`, it is started through `npx` again; installed, by its
 * own path. A desktop program has no shell's PATH on macOS and Linux, so that it gets Node by its absolute path.
 * @param desktop whether the client is started from a dock or menu
 * @param serving options of `serve` to start it with
 */
export function launchFor(surroundings: LaunchSurroundings, desktop: boolean, serving: readonly string[]): Launch {
  const { platform, node, bin } = surroundings;
  if (!NPX_CACHE.test(bin)) return { command: node, args: [bin, ...serving] };
  if (platform === "win32") return { command: "cmd", args: ["/c", "npx", "-y", PACKAGE, ...serving] };
  const npx = desktop ? npxBeside(node) : undefined;
  if (npx === undefined) return { command: "npx", args: ["-y", PACKAGE, ...serving] };
  const path = [...new Set([dirname(node), "/usr/local/bin", "/usr/bin", "/bin"])].join(":");
  return { command: node, args: [npx, "-y", PACKAGE, ...serving], env: { PATH: path } };
}

/** npx as a script, where npm came with that Node. */
function npxBeside(node: string): string | undefined {
  const script = join(dirname(node), "..", "lib", "node_modules", "npm", "bin", "npx-cli.js");
  return existsSync(script) ? script : undefined;
}

/** What of a launch no longer is where it says, if anything. */
export function staleParts({ command, args }: Launch): string[] {
  const isPath = (part: string) => /^(?:[A-Za-z]:)?[\\/]/.test(part) && !/^\/[a-z]$/i.test(part);
  return [command, ...args].filter((part) => isPath(part) && !existsSync(part));
}

/** Whether a launch starts this program, however it was installed. */
export function startsThisProgram({ command, args }: Launch): boolean {
  return [command, ...args].some((part) => new RegExp(`(?:^|[\\\\/@])${PACKAGE}(?:$|[@.\\\\/])`).test(part));
}
