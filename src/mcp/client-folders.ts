import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import type { Server } from "@modelcontextprotocol/server";

/** Milliseconds that a client has to name its folders. */
const LIMIT_MS = 5_000;

/** Gives the folders that the person has opened in the client; none where it has none or does not say. */
export type ClientFolders = () => Promise<readonly string[]>;

/**
 * The client's roots (MCP, "Roots"), asked for when a tool first touches a file and again after they have changed. The
 * 2026-07-28 revision has no way to ask within a call; there the folders of `--allow-dir` are all there is.
 */
export function clientFolders(server: Server): ClientFolders {
  let asked: Promise<readonly string[]> | undefined;
  server.setNotificationHandler("notifications/roots/list_changed", () => {
    asked = undefined;
  });
  return () => {
    asked ??= askFor(server);
    return asked;
  };
}

async function askFor(server: Server): Promise<readonly string[]> {
  if (server.getClientCapabilities()?.roots === undefined) return [];
  try {
    const { roots } = await server.listRoots(undefined, { timeout: LIMIT_MS });
    return roots.flatMap(({ uri }) => folderOf(uri) ?? []);
  } catch {
    return [];
  }
}

function folderOf(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
