import { scope } from "../../src/scopes.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

const seeded = (emulator: Emulator) => {
  const [project] = emulator.script.projects.values();
  if (!project) throw new Error("the seed has a script project");
  return project;
};
const script_id = (emulator: Emulator) => Promise.resolve({ script_id: seeded(emulator).id });
const deployment_id = (emulator: Emulator) => seeded(emulator).deployments.at(-1)?.id ?? "";

/** A project of its own with a version and a deployment of it. */
async function deployed(emulator: Emulator) {
  const from = seeded(emulator);
  const project = emulator.script.addProject("ada@example.com", { title: "Deployed", files: from.files });
  project.versions.push(...structuredClone(from.versions));
  project.deployments.push({ id: `${project.id}-d`, versionNumber: 1, description: "first", updateTime: 0 });
  return { script_id: project.id, deployment_id: `${project.id}-d` };
}

/** At least two calls of each tool of the service. */
export const scriptCases: readonly ContractCase[] = [
  { tool: "script_list_projects", input: {} },
  { tool: "script_list_projects", input: { name: "it's", page_size: 1 } },
  { tool: "script_get_project", input: script_id },
  {
    tool: "script_get_project",
    input: async (emulator) => ({ ...(await script_id(emulator)), version: 1, file: "Code.gs" }),
  },
  { tool: "script_create_project", input: { title: "New" } },
  {
    tool: "script_create_project",
    input: async (emulator) => ({
      title: "Bound",
      parent_id:
        emulator.drive
          .state("ada@example.com")
          .files.find(({ mimeType }) => mimeType === "application/vnd.google-apps.document")?.id ?? "",
    }),
  },
  {
    tool: "script_update_project",
    input: async (emulator) => ({
      ...(await script_id(emulator)),
      files: [{ name: "New.gs", source: "function one() { return 1; }" }],
    }),
  },
  {
    tool: "script_update_project",
    input: async (emulator) => ({
      script_id: emulator.script.addProject("ada@example.com", {
        title: "Other",
        files: structuredClone(seeded(emulator).files),
      }).id,
      files: [{ name: "Page.html", source: "<p>" }],
      delete: ["Sidebar.html"],
    }),
  },
  {
    tool: "script_run",
    input: async (emulator) => ({ ...(await script_id(emulator)), function: "greet", parameters: ["Ada"] }),
  },
  {
    tool: "script_run",
    input: async (emulator) => ({
      ...(await script_id(emulator)),
      function: "totalCost",
      parameters: [[{ count: 2, price: 1.5 }]],
      dev_mode: true,
    }),
    scopes: [scope("spreadsheets")],
  },
  {
    tool: "script_manage_deployment",
    input: async (emulator) => ({ ...(await script_id(emulator)), action: "list" }),
  },
  {
    tool: "script_manage_deployment",
    input: async (emulator) => ({ script_id: (await deployed(emulator)).script_id, action: "create", version: 1 }),
  },
  {
    tool: "script_manage_deployment",
    input: async (emulator) => ({ ...(await deployed(emulator)), action: "update", description: "New words" }),
  },
  {
    tool: "script_manage_deployment",
    input: async (emulator) => ({ ...(await deployed(emulator)), action: "delete" }),
  },
  { tool: "script_manage_version", input: async (emulator) => ({ ...(await script_id(emulator)), action: "list" }) },
  {
    tool: "script_manage_version",
    input: async (emulator) => ({
      script_id: (await deployed(emulator)).script_id,
      action: "create",
      description: "Second",
    }),
  },
  { tool: "script_list_processes", input: {} },
  {
    tool: "script_list_processes",
    input: { function: "totalCost", status: "completed", from: "2020-01-01", to: "2040-01-01T10:00", page_size: 1 },
  },
  {
    tool: "script_list_processes",
    input: async (emulator) => ({
      ...(await script_id(emulator)),
      function: "greet",
      status: "failed",
      from: "2020-01-01T00:00:00Z",
      to: "2040-01-01",
    }),
  },
  {
    tool: "script_run",
    input: async (emulator) => ({ script_id: deployment_id(emulator), function: "greet" }),
  },
];
