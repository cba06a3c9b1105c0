import type { Service } from "../scopes.ts";
import type { AnyTool } from "./tool.ts";

/** Where each service's tools are; the code is loaded at the service's first call. */
const TOOL_MODULES: Readonly<Record<Service | "account", () => Promise<readonly AnyTool[]>>> = {
  gmail: async () => (await import("./gmail/tools.ts")).gmailTools,
  drive: async () => (await import("./drive/tools.ts")).driveTools,
  calendar: async () => (await import("./calendar/tools.ts")).calendarTools,
  account: async () => (await import("./account/tools.ts")).accountTools,
};

/** Loads one service's tools, or those that manage accounts. */
export function loadTools(service: Service | "account"): Promise<readonly AnyTool[]> {
  return TOOL_MODULES[service]();
}

/** Loads every tool there is, in the order in which clients see them. Slow: for the build and for tests. */
export async function loadAllTools(): Promise<readonly AnyTool[]> {
  const { account, ...services } = TOOL_MODULES;
  const modules = await Promise.all([account, ...Object.values(services)].map((load) => load()));
  return modules.flat();
}
