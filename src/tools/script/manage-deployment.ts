import type { script_v1 } from "googleapis/build/src/apis/script/v1.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { fileId, pageToken } from "../input.ts";
import { defineTool, type ToolResult } from "../tool.ts";
import { deploymentId, needed, scriptDescription } from "./script-input.ts";
import { CHANGE_DEPLOYMENTS } from "./script-scopes.ts";

const DEPLOYMENT =
  "deploymentId,updateTime,deploymentConfig(versionNumber,description,manifestFileName),entryPoints(entryPointType,webApp,executionApi)";

/** Most pages that are read to find one deployment: Google allows 20 with a version (clasp, "deploy"). */
const MOST_PAGES = 5;

const input = z.strictObject({
  action: z.enum(["list", "create", "update", "delete"]),
  script_id: fileId,
  deployment_id: deploymentId.optional().describe("For update and delete."),
  version: z
    .int("expected a whole number")
    .min(1, "expected a version's number")
    .optional()
    .describe("For create and update, from script_manage_version."),
  description: scriptDescription.optional(),
  page_token: pageToken.optional(),
});
type Input = z.output<typeof input>;

/** Lists, makes, changes or ends what others can use of a project: web app, API executable, add-on. */
export const scriptManageDeployment = defineTool({
  name: "script_manage_deployment",
  title: "Script deployments",
  description:
    "Lists, creates, updates or deletes deployments of an Apps Script project: web app, API executable or add-on.",
  service: "script",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: true,
  scopes: CHANGE_DEPLOYMENTS,
  input,
  audience: ({ action, script_id, version }) => ({
    recipients: action === "create" || action === "update" ? ["anyone"] : [],
    content: `Publishes version ${version ?? "(as before)"} of the script ${script_id} to those whom its manifest lets in.`,
  }),
  async run(given, call) {
    const script = await call.google.script();
    switch (given.action) {
      case "list":
        return await list(script, given, call.account.timeZone);
      case "create": {
        const { data } = await script.projects.deployments.create({
          scriptId: given.script_id,
          fields: DEPLOYMENT,
          requestBody: {
            versionNumber: needed(given.version, "version"),
            manifestFileName: "appsscript",
            ...(given.description !== undefined && { description: given.description }),
          },
        });
        return changed("Created", data, call.account.timeZone);
      }
      case "update":
        return changed("Updated", await update(script, given), call.account.timeZone);
      case "delete": {
        const id = needed(given.deployment_id, "deployment_id");
        await script.projects.deployments.delete({ scriptId: given.script_id, deploymentId: id });
        return { text: `Deleted the deployment ${id}.` };
      }
    }
  },
});

async function list(script: script_v1.Script, given: Input, timeZone: string): Promise<ToolResult> {
  const { data } = await script.projects.deployments.list({
    scriptId: given.script_id,
    pageSize: 50,
    fields: `deployments(${DEPLOYMENT}),nextPageToken`,
    ...(given.page_token !== undefined && { pageToken: given.page_token }),
  });
  const lines = (data.deployments ?? []).map((deployment) => `- ${describe(deployment, timeZone)}`);
  return {
    text: lines.length === 0 ? "No deployment." : `Times in ${timeZone}.\n${lines.join("\n")}`,
    ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
  };
}

/** Google replaces the whole configuration, so what is not named is taken from the present one. */
async function update(script: script_v1.Script, given: Input): Promise<script_v1.Schema$Deployment> {
  const id = needed(given.deployment_id, "deployment_id");
  if (given.version === undefined && given.description === undefined)
    throw new ToolError(
      "invalid_input",
      "version: expected a version, a description or both",
      "Name what is to change.",
    );
  const present = await find(script, given.script_id, id);
  const versionNumber = given.version ?? present.deploymentConfig?.versionNumber;
  const description = given.description ?? present.deploymentConfig?.description;
  const { data } = await script.projects.deployments.update({
    scriptId: given.script_id,
    deploymentId: id,
    fields: DEPLOYMENT,
    requestBody: {
      deploymentConfig: {
        scriptId: given.script_id,
        manifestFileName: present.deploymentConfig?.manifestFileName ?? "appsscript",
        ...(typeof versionNumber === "number" && { versionNumber }),
        ...(typeof description === "string" && { description }),
      },
    },
  });
  return data;
}

/** @throws ToolError `not_found` */
async function find(script: script_v1.Script, scriptId: string, id: string): Promise<script_v1.Schema$Deployment> {
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await script.projects.deployments.list({
      scriptId,
      pageSize: 50,
      fields: `deployments(${DEPLOYMENT}),nextPageToken`,
      ...(pageToken !== undefined && { pageToken }),
    });
    const found = data.deployments?.find(({ deploymentId: one }) => one === id);
    if (found) return found;
    pageToken = data.nextPageToken ?? undefined;
    if (pageToken === undefined) break;
  }
  throw new ToolError("not_found", `The project has no deployment ${id}`, "See them with action=list.");
}

function changed(verb: string, deployment: script_v1.Schema$Deployment, timeZone: string): ToolResult {
  return {
    text: `${verb}: ${describe(deployment, timeZone)}`,
    data: { id: deployment.deploymentId ?? "" },
  };
}

function describe(deployment: script_v1.Schema$Deployment, timeZone: string): string {
  const { versionNumber, description } = deployment.deploymentConfig ?? {};
  const parts = [
    versionNumber ? `version ${versionNumber}` : "the saved code (for tests, fixed)",
    ...(description ? [shorten(description, 200)] : []),
    ...(deployment.entryPoints ?? []).map(entryPoint),
    ...(deployment.updateTime ? [`updated ${formatInstant(deployment.updateTime, timeZone)}`] : []),
  ];
  return `${deployment.deploymentId}: ${parts.join("; ")}`;
}

const WORDS: Readonly<Record<string, string>> = {
  MYSELF: "only me",
  DOMAIN: "my organization",
  ANYONE: "anyone with a Google account",
  ANYONE_ANONYMOUS: "anyone",
  USER_ACCESSING: "who opens it",
  USER_DEPLOYING: "who deployed it",
};

function entryPoint({ entryPointType, webApp, executionApi }: script_v1.Schema$EntryPoint): string {
  const word = (value: string | null | undefined) => WORDS[value ?? ""] ?? value ?? "unknown";
  switch (entryPointType) {
    case "WEB_APP": {
      const { access, executeAs } = webApp?.entryPointConfig ?? {};
      return `web app ${webApp?.url ?? ""} for ${word(access)}, runs as ${word(executeAs)}`;
    }
    case "EXECUTION_API":
      return `API executable for ${word(executionApi?.entryPointConfig?.access)}`;
    case "ADD_ON":
      return "add-on";
    default:
      return entryPointType ?? "";
  }
}
