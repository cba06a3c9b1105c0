import type { Config } from "../config/config.ts";
import type { AuditLog } from "./audit-log.ts";
import { type Alert, Monitor } from "./monitor.ts";
import { recentEntries } from "./recent-entries.ts";
import { readAudit } from "./verify.ts";

/**
 * A monitor over the audit log of this computer.
 * @param tell told of each alert in one line, besides the log
 */
export function openMonitor(
  config: Pick<Config, "paths" | "storage">,
  audit: AuditLog,
  tell: (line: string, alert: Alert) => void,
): Monitor {
  // In MEMORY_ONLY mode nothing touches the disk, not even to look for what others have left there.
  const reads = config.storage.mode !== "MEMORY_ONLY";
  return new Monitor({
    entriesSince: async (since) => (reads ? recentEntries(config, since) : []),
    async usedBefore(email, tool) {
      if (!reads) return false;
      for await (const _ of readAudit(config, { email, event: tool, outcome: "ok" })) return true;
      return false;
    },
    async raise(alert) {
      const { rule, severity, what, email } = alert;
      tell(`Alert (${severity}): ${what}.`, alert);
      await audit.record({ event: "alert", severity, outcome: rule, note: what, email });
    },
  });
}
