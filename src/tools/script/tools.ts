import type { AnyTool } from "../tool.ts";
import { scriptCreateProject } from "./create-project.ts";
import { scriptGetProject } from "./get-project.ts";
import { scriptListProcesses } from "./list-processes.ts";
import { scriptListProjects } from "./list-projects.ts";
import { scriptManageDeployment } from "./manage-deployment.ts";
import { scriptManageVersion } from "./manage-version.ts";
import { scriptRun } from "./run.ts";
import { scriptUpdateProject } from "./update-project.ts";

/** The Apps Script tools, in the order in which clients see them. */
export const scriptTools: readonly AnyTool[] = [
  scriptListProjects,
  scriptGetProject,
  scriptCreateProject,
  scriptUpdateProject,
  scriptRun,
  scriptManageDeployment,
  scriptManageVersion,
  scriptListProcesses,
];
