import { ApiError } from "../api.ts";
import { functionsOf, readManifest } from "./content.ts";
import type { StoredDeployment, StoredProject, StoredVersion } from "./state.ts";

export function notFound(): ApiError {
  return new ApiError(404, "notFound", "Requested entity was not found.");
}

export function forbidden(): ApiError {
  return new ApiError(403, "forbidden", "The caller does not have permission");
}

export function invalidArgument(): ApiError {
  return new ApiError(400, "badRequest", "Request contains an invalid argument.");
}

export function notEnabled(): ApiError {
  return new ApiError(
    403,
    "forbidden",
    "User has not enabled the Apps Script API. Enable it by visiting https://script.google.com/home/usersettings then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
  );
}

function userShape(email: string) {
  return { domain: email.split("@")[1], email, name: email };
}

export function projectShape(project: StoredProject): Record<string, unknown> {
  return {
    scriptId: project.id,
    title: project.title,
    ...(project.parentId !== undefined && { parentId: project.parentId }),
    createTime: new Date(project.createTime).toISOString(),
    updateTime: new Date(project.updateTime).toISOString(),
    creator: userShape(project.owner),
    lastModifyUser: userShape(project.owner),
  };
}

export function contentShape(project: StoredProject, files: StoredProject["files"]): Record<string, unknown> {
  return {
    scriptId: project.id,
    files: files.map(({ name, type, source }) => ({
      name,
      type,
      source,
      lastModifyUser: userShape(project.owner),
      createTime: new Date(project.createTime).toISOString(),
      updateTime: new Date(project.updateTime).toISOString(),
      ...(type === "SERVER_JS" && { functionSet: { values: functionsOf(source).map((one) => ({ name: one })) } }),
    })),
  };
}

export function versionShape(project: StoredProject, { versionNumber, description, createTime }: StoredVersion) {
  return {
    scriptId: project.id,
    versionNumber,
    ...(description !== undefined && { description }),
    createTime: new Date(createTime).toISOString(),
  };
}

export function deploymentShape(project: StoredProject, deployment: StoredDeployment): Record<string, unknown> {
  const { id, versionNumber, description, updateTime } = deployment;
  const version = project.versions.find((one) => one.versionNumber === versionNumber);
  const { webapp, executionApi } = readManifest(version?.files ?? project.files);
  return {
    deploymentId: id,
    deploymentConfig: {
      scriptId: project.id,
      manifestFileName: "appsscript",
      ...(versionNumber !== undefined && { versionNumber }),
      ...(description !== undefined && { description }),
    },
    updateTime: new Date(updateTime).toISOString(),
    entryPoints: [
      ...(webapp
        ? [
            {
              entryPointType: "WEB_APP",
              webApp: {
                url: `https://script.google.com/macros/s/${id}/${versionNumber === undefined ? "dev" : "exec"}`,
                entryPointConfig: {
                  access: webapp.access ?? "MYSELF",
                  executeAs: webapp.executeAs ?? "USER_DEPLOYING",
                },
              },
            },
          ]
        : []),
      ...(executionApi
        ? [
            {
              entryPointType: "EXECUTION_API",
              executionApi: { entryPointConfig: { access: executionApi.access ?? "MYSELF" } },
            },
          ]
        : []),
    ],
  };
}
