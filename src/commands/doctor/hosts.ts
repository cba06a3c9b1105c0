import { readEntries } from "../../hosts/host-entry.ts";
import { installedHosts, thisPlace } from "../../hosts/hosts.ts";
import { staleParts, startsThisProgram } from "../../hosts/launch.ts";
import { UnreadableConfig } from "../../hosts/unreadable-config.ts";
import type { Finding } from "./finding.ts";

/** Looks into the configs of the MCP clients on this computer: whether they start this server, and whether they still can. */
export async function checkHosts(): Promise<Finding[]> {
  const place = thisPlace();
  const found = installedHosts(place);
  const findings = await Promise.all(
    found.map(async (host): Promise<Finding> => {
      const entries = await readEntries(host, place).catch((error: unknown) => {
        if (error instanceof UnreadableConfig) return error;
        throw error;
      });
      if (entries instanceof UnreadableConfig)
        return {
          check: host.title,
          state: "warning",
          what: `${host.file(place)}: ${entries.message}`,
          fix: "Correct it.",
        };
      const own = entries.find(({ launch }) => startsThisProgram(launch));
      const fix = `Run: groupon-google-mcp install ${host.id}`;
      if (!own) return { check: host.title, state: "ok", what: `does not start this server yet. ${fix}` };
      const stale = staleParts(own.launch);
      if (stale.length === 0) return { check: host.title, state: "ok", what: `starts it as ${own.name}` };
      return {
        check: host.title,
        state: "failed",
        what: `starts it as ${own.name}, but ${stale.join(", ")} is gone`,
        fix,
      };
    }),
  );
  return findings.length > 0 ? findings : [{ check: "clients", state: "ok", what: "no MCP client was found" }];
}
