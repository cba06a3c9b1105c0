import type { Service } from "../scopes.ts";
import type { AnyTool } from "./tool.ts";

/** Where each service's tools are; the code is loaded at the service's first call. */
const TOOL_MODULES: Readonly<Record<Service | "account", () => Promise<readonly AnyTool[]>>> = {
  gmail: async () => (await import("./gmail/tools.ts")).gmailTools,
  drive: async () => (await import("./drive/tools.ts")).driveTools,
  calendar: async () => (await import("./calendar/tools.ts")).calendarTools,
  docs: async () => (await import("./docs/tools.ts")).docsTools,
  sheets: async () => (await import("./sheets/tools.ts")).sheetsTools,
  slides: async () => (await import("./slides/tools.ts")).slidesTools,
  forms: async () => (await import("./forms/tools.ts")).formsTools,
  tasks: async () => (await import("./tasks/tools.ts")).tasksTools,
  contacts: async () => (await import("./contacts/tools.ts")).contactsTools,
  chat: async () => (await import("./chat/tools.ts")).chatTools,
  meet: async () => (await import("./meet/tools.ts")).meetTools,
  script: async () => (await import("./script/tools.ts")).scriptTools,
  account: async () => (await import("./account/tools.ts")).accountTools,
};

const loaded = new Map<Service | "account", Promise<readonly AnyTool[]>>();

/** Loads one service's tools, or those that manage accounts, once. */
export function loadTools(service: Service | "account"): Promise<readonly AnyTool[]> {
  const tools = loaded.get(service) ?? TOOL_MODULES[service]();
  loaded.set(service, tools);
  return tools;
}

/** Loads every tool there is, in the order in which clients see them. Slow: for the build and for tests. */
export async function loadAllTools(): Promise<readonly AnyTool[]> {
  const { account, ...services } = TOOL_MODULES;
  const modules = await Promise.all([account, ...Object.values(services)].map((load) => load()));
  return modules.flat();
}
