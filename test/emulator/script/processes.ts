import { ApiError } from "../api.ts";
import { pageOfList } from "../pages.ts";
import type { StoredProcess, StoredProject } from "./state.ts";

/**
 * A page of runs, newest first, that pass the filter.
 * @param prefix `userProcessFilter` or `scriptProcessFilter`
 */
export function listProcesses(
  processes: readonly StoredProcess[],
  projects: ReadonlyMap<string, StoredProject>,
  query: URLSearchParams,
  prefix: string,
): Record<string, unknown> {
  const filter = (name: string) => query.get(`${prefix}.${name}`) ?? undefined;
  const among = (name: string, value: string) => {
    const wanted = query.getAll(`${prefix}.${name}`);
    return wanted.length === 0 || wanted.includes(value);
  };
  const [from, to] = [timeOf(filter("startTime")), timeOf(filter("endTime"))];
  const found = processes
    .filter(
      (process) =>
        (filter("functionName") ?? process.functionName) === process.functionName &&
        (filter("scriptId") ?? process.scriptId) === process.scriptId &&
        (filter("deploymentId") ?? process.deploymentId) === process.deploymentId &&
        (projects.get(process.scriptId)?.title ?? "").includes(filter("projectName") ?? "") &&
        among("statuses", process.processStatus) &&
        among("types", process.processType) &&
        process.startTime >= (from ?? Number.NEGATIVE_INFINITY) &&
        process.startTime + process.duration <= (to ?? Number.POSITIVE_INFINITY),
    )
    .sort((a, b) => b.startTime - a.startTime);
  const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 50, usual: 50 });
  return { processes: page.map((process) => shape(process, projects.get(process.scriptId))), nextPageToken };
}

function timeOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isNaN(Date.parse(value))) throw new ApiError(400, "badRequest", "Request contains an invalid argument.");
  return Date.parse(value);
}

function shape(process: StoredProcess, project: StoredProject | undefined): Record<string, unknown> {
  return {
    projectName: project?.title ?? "",
    functionName: process.functionName,
    processType: process.processType,
    processStatus: process.processStatus,
    startTime: new Date(process.startTime).toISOString(),
    duration: `${process.duration / 1000}s`,
    userAccessLevel: project?.owner === process.user ? "OWNER" : "WRITE",
    runtimeVersion: "V8",
  };
}
