import { join } from "node:path";
import envPaths from "env-paths";

/** The folders that hold everything the program keeps. */
export interface Paths {
  /** Accounts, credentials, locks. */
  data: string;
  /** Files exchanged with the model's tools: downloads and uploads. */
  exchange: string;
  /** The audit log. */
  log: string;
}

/**
 * The platform's own folders, or one folder for all when `GOOGLE_MCP_HOME` names it. Accounts of an emulator live in a
 * folder of their own below, so that they never mix with real ones.
 */
export function resolvePaths(home: string | undefined, emulated: boolean): Paths {
  const base = envPaths("groupon-google-mcp", { suffix: "" });
  const data = home ?? base.data;
  const log = home ? join(home, "log") : base.log;
  const realm = emulated ? ["emulator"] : [];
  return {
    data: join(data, ...realm),
    exchange: join(data, ...realm, "exchange"),
    log: join(log, ...realm),
  };
}
