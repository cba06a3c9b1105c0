import type { ScriptService } from "./service.ts";
import { baseManifest, deploymentId, type StoredProcess } from "./state.ts";

const CODE = `/** Adds what each part costs. */
function totalCost(parts) {
  return parts.reduce(function (sum, part) { return sum + part.count * part.price; }, 0);
}

function greet(name) {
  if (!name) throw new Error("No name given");
  return "Hello, " + name;
}
`;

/** A project with code, a version, an API executable and a few runs. */
export function seedScripts(add: ScriptService["addProject"], processes: StoredProcess[], now: number): void {
  const manifest = baseManifest("Europe/Berlin");
  const files = [
    {
      ...manifest,
      source: JSON.stringify({ ...JSON.parse(manifest.source), executionApi: { access: "MYSELF" } }, null, 2),
    },
    { name: "Code", type: "SERVER_JS" as const, source: CODE },
    { name: "Sidebar", type: "HTML" as const, source: "<p>Cost of the engine</p>\n" },
  ];
  const project = add("ada@example.com", { title: "Engine costs", files });
  project.versions.push({
    versionNumber: 1,
    description: "First that adds up",
    createTime: now,
    files: structuredClone(files),
  });
  project.deployments.push({
    id: deploymentId(`${project.id} seed`),
    versionNumber: 1,
    description: "For calls",
    updateTime: now,
  });
  const ran = (functionName: string, processType: string, processStatus: string, hoursAgo: number, duration: number) =>
    processes.push({
      scriptId: project.id,
      functionName,
      processType,
      processStatus,
      startTime: now - hoursAgo * 3_600_000,
      duration,
      deploymentId: undefined,
      user: "ada@example.com",
    });
  ran("totalCost", "EDITOR", "COMPLETED", 30, 1_400);
  ran("totalCost", "TIME_DRIVEN", "COMPLETED", 6, 900);
  ran("greet", "EDITOR", "FAILED", 2, 300);
}
