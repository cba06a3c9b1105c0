import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import type { DriveService } from "../drive/service.ts";
import { addFile, driveId, roleOf } from "../drive/state.ts";
import { pageOfList } from "../pages.ts";
import type { ServiceWorld } from "../world.ts";
import { readContent, readManifest } from "./content.ts";
import { execute } from "./execute.ts";
import { listProcesses } from "./processes.ts";
import { seedScripts } from "./seed.ts";
import {
  contentShape,
  deploymentShape,
  forbidden,
  invalidArgument,
  notEnabled,
  notFound,
  projectShape,
  versionShape,
} from "./shapes.ts";
import {
  deploymentId,
  newProject,
  type StoredDeployment,
  type StoredProcess,
  type StoredProject,
  type StoredVersion,
} from "./state.ts";

export interface ScriptService extends EmulatedService {
  /** Every project by its id. */
  projects: Map<string, StoredProject>;
  processes: StoredProcess[];
  /** Makes a project as the script editor would, with its file in Drive unless it is bound to one. */
  addProject(email: string, values: Partial<StoredProject> & { title: string }): StoredProject;
  /** The switch of https://script.google.com/home/usersettings. */
  userSetting: { enabled: boolean };
}

const SCRIPT_TYPE = "application/vnd.google-apps.script";
const CONTAINERS = ["document", "spreadsheet", "presentation", "form"].map(
  (one) => `application/vnd.google-apps.${one}`,
);

/** Deployments with a version that a project may have. */
const MOST_DEPLOYMENTS = 20;

/** The Apps Script API over projects that live as long as the emulator. */
export function scriptService(world: ServiceWorld, drive: DriveService): ScriptService {
  const stored = new Map<string, StoredProject>();
  const processes: StoredProcess[] = [];
  const userSetting = { enabled: true };
  let seeded = false;

  const addProject: ScriptService["addProject"] = (email, values) => {
    const account = world.account(email);
    if (!account) throw new Error(`the world has no account ${email}`);
    const now = world.now();
    const file =
      values.parentId === undefined
        ? addFile(drive.state(email), { name: values.title, mimeType: SCRIPT_TYPE, modifiedTime: now })
        : undefined;
    const id = file?.id ?? driveId(`${email} bound ${stored.size} ${values.title}`);
    const project = newProject({ id, owner: email, createTime: now, ...values }, account.timeZone);
    stored.set(id, project);
    return project;
  };
  const projects = () => {
    if (!seeded && world.account("ada@example.com")) {
      seeded = true;
      seedScripts(addProject, processes, world.now());
    }
    return stored;
  };

  const find = (request: ApiRequest, need: "read" | "write"): StoredProject => {
    if (!userSetting.enabled) throw notEnabled();
    const project = projects().get(request.path.scriptId ?? "");
    const role = project && accessOf(project, request.account.email);
    if (!project || !role) throw notFound();
    if (need === "write" && role !== "write") throw forbidden();
    return project;
  };
  const accessOf = (project: StoredProject, email: string): "read" | "write" | undefined => {
    if (project.editors.includes(email)) return "write";
    const file = drive.state(email).files.find(({ id }) => id === project.id || id === project.parentId);
    const role = file && roleOf(drive.state(email), file);
    return role === "reader" || role === "commenter" ? "read" : role && "write";
  };

  const create = (request: ApiRequest) => {
    if (!userSetting.enabled) throw notEnabled();
    const { title, parentId } = z
      .object({ title: z.string().optional(), parentId: z.string().optional() })
      .parse(request.body ?? {});
    if (!title) throw invalidArgument();
    if (parentId !== undefined) {
      const parent = drive.state(request.account.email).files.find(({ id }) => id === parentId);
      if (!parent) throw notFound();
      if (!CONTAINERS.includes(parent.mimeType)) throw invalidArgument();
    }
    projects();
    return {
      json: projectShape(addProject(request.account.email, { title, ...(parentId !== undefined && { parentId }) })),
    };
  };

  const run = (request: ApiRequest) => {
    if (!userSetting.enabled) throw notEnabled();
    const body = z
      .object({
        function: z.string().optional(),
        parameters: z.array(z.unknown()).optional(),
        devMode: z.boolean().optional(),
      })
      .parse(request.body ?? {});
    if (!body.function) throw invalidArgument();
    const id = request.path.scriptId ?? "";
    const project = [...projects().values()].find(
      (one) => one.id === id || one.deployments.some((deployment) => deployment.id === id),
    );
    if (!project || !accessOf(project, request.account.email)) throw notFound();
    if (!project.sharesCloudProject) throw forbidden();
    const dev = body.devMode === true && project.owner === request.account.email;
    const version = dev ? undefined : executable(project, id);
    const files = version?.files ?? project.files;
    const needed = readManifest(files).oauthScopes ?? [];
    if (!needed.every((scope) => request.scopes.includes(scope)))
      throw new ApiError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
    const startTime = world.now();
    const { operation, status } = execute(files, body.function, body.parameters ?? []);
    processes.push({
      scriptId: project.id,
      functionName: body.function,
      processType: "EXECUTION_API",
      processStatus: status,
      startTime,
      duration: 40,
      deploymentId: undefined,
      user: request.account.email,
    });
    return { json: operation };
  };

  const versionBody = z.object({ description: z.string().optional() });
  const configBody = z.object({
    scriptId: z.string().optional(),
    versionNumber: z.number().optional(),
    manifestFileName: z.string().optional(),
    description: z.string().optional(),
  });
  /** @throws ApiError 400 when there is no such version, 404 for another manifest */
  const configOf = (project: StoredProject, body: unknown) => {
    const config = configBody.parse(body ?? {});
    if (!project.versions.some(({ versionNumber }) => versionNumber === config.versionNumber)) throw invalidArgument();
    if (config.manifestFileName !== "appsscript") throw invalidArgument();
    return config;
  };
  const deploymentOf = (request: ApiRequest, project: StoredProject): StoredDeployment => {
    const deployment = project.deployments.find(({ id }) => id === request.path.deploymentId);
    if (!deployment) throw notFound();
    if (deployment.versionNumber === undefined)
      throw new ApiError(400, "badRequest", "Read-only deployments may not be modified.");
    return deployment;
  };
  const pages = { size: "pageSize", largest: 50, usual: 50 } as const;
  const own = (email: string) => processes.filter(({ user }) => user === email);

  return {
    discovery: "script-v1",
    get projects() {
      return projects();
    },
    get processes() {
      projects();
      return processes;
    },
    addProject,
    userSetting,
    routes: {
      "script.projects.create": { verb: "POST", path: "/v1/projects", handle: create },
      "script.projects.get": {
        verb: "GET",
        path: "/v1/projects/{scriptId}",
        handle: (request) => ({ json: projectShape(find(request, "read")) }),
      },
      "script.projects.getContent": {
        verb: "GET",
        path: "/v1/projects/{scriptId}/content",
        handle(request) {
          const project = find(request, "read");
          const wanted = request.query.get("versionNumber");
          if (wanted === null) return { json: contentShape(project, project.files) };
          const version = project.versions.find(({ versionNumber }) => String(versionNumber) === wanted);
          if (!version) throw notFound();
          return { json: contentShape(project, version.files) };
        },
      },
      "script.projects.updateContent": {
        verb: "PUT",
        path: "/v1/projects/{scriptId}/content",
        handle(request) {
          const project = find(request, "write");
          project.files = readContent(request.body);
          project.updateTime = world.now();
          const file = drive.state(project.owner).files.find(({ id }) => id === project.id);
          if (file) file.modifiedTime = world.now();
          return { json: contentShape(project, project.files) };
        },
      },
      "script.projects.versions.list": {
        verb: "GET",
        path: "/v1/projects/{scriptId}/versions",
        handle(request) {
          const project = find(request, "read");
          const newest = [...project.versions].reverse();
          const { page, nextPageToken } = pageOfList(newest, request.query, pages);
          return { json: { versions: page.map((version) => versionShape(project, version)), nextPageToken } };
        },
      },
      "script.projects.versions.create": {
        verb: "POST",
        path: "/v1/projects/{scriptId}/versions",
        handle(request) {
          const project = find(request, "write");
          const version = {
            versionNumber: project.versions.length + 1,
            description: versionBody.parse(request.body ?? {}).description,
            createTime: world.now(),
            files: structuredClone(project.files),
          };
          project.versions.push(version);
          return { json: versionShape(project, version) };
        },
      },
      "script.projects.deployments.list": {
        verb: "GET",
        path: "/v1/projects/{scriptId}/deployments",
        handle(request) {
          const project = find(request, "read");
          const { page, nextPageToken } = pageOfList(project.deployments, request.query, pages);
          return { json: { deployments: page.map((one) => deploymentShape(project, one)), nextPageToken } };
        },
      },
      "script.projects.deployments.create": {
        verb: "POST",
        path: "/v1/projects/{scriptId}/deployments",
        handle(request) {
          const project = find(request, "write");
          const config = configOf(project, request.body);
          if (project.deployments.length > MOST_DEPLOYMENTS)
            throw new ApiError(
              400,
              "badRequest",
              `Scripts may only have up to ${MOST_DEPLOYMENTS} versioned deployments at a time.`,
            );
          const deployment = {
            id: deploymentId(`${project.id} ${project.deployments.length} ${world.now()}`),
            versionNumber: config.versionNumber,
            description: config.description,
            updateTime: world.now(),
          };
          project.deployments.push(deployment);
          return { json: deploymentShape(project, deployment) };
        },
      },
      "script.projects.deployments.update": {
        verb: "PUT",
        path: "/v1/projects/{scriptId}/deployments/{deploymentId}",
        handle(request) {
          const project = find(request, "write");
          const deployment = deploymentOf(request, project);
          const { deploymentConfig } = z.object({ deploymentConfig: z.unknown() }).parse(request.body ?? {});
          const { versionNumber, description } = configOf(project, deploymentConfig);
          Object.assign(deployment, { versionNumber, description, updateTime: world.now() });
          return { json: deploymentShape(project, deployment) };
        },
      },
      "script.projects.deployments.delete": {
        verb: "DELETE",
        path: "/v1/projects/{scriptId}/deployments/{deploymentId}",
        handle(request) {
          const project = find(request, "write");
          project.deployments.splice(project.deployments.indexOf(deploymentOf(request, project)), 1);
          return { json: {} };
        },
      },
      "script.scripts.run": { verb: "POST", path: "/v1/scripts/{scriptId}:run", handle: run },
      "script.processes.list": {
        verb: "GET",
        path: "/v1/processes",
        handle(request) {
          if (!userSetting.enabled) throw notEnabled();
          const all = projects();
          return { json: listProcesses(own(request.account.email), all, request.query, "userProcessFilter") };
        },
      },
      "script.processes.listScriptProcesses": {
        verb: "GET",
        path: "/v1/processes:listScriptProcesses",
        handle(request) {
          const scriptId = request.query.get("scriptId") ?? "";
          const project = find({ ...request, path: { scriptId } }, "read");
          const ran = processes.filter((process) => process.scriptId === project.id);
          return { json: listProcesses(ran, projects(), request.query, "scriptProcessFilter") };
        },
      },
    },
  };
}

/**
 * The version that an API executable runs: that of the named deployment, or of the newest one that has this entry point.
 * @throws ApiError 404 when there is none
 */
function executable(project: StoredProject, id: string): StoredVersion {
  const versions = project.deployments
    .filter((deployment) => id === project.id || deployment.id === id)
    .flatMap(({ versionNumber }) => project.versions.filter((version) => version.versionNumber === versionNumber))
    .filter(({ files }) => readManifest(files).executionApi !== undefined);
  const newest = versions.at(-1);
  if (!newest) throw notFound();
  return newest;
}
