import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { fileId, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { scriptDescription } from "./script-input.ts";
import { CHANGE_PROJECTS } from "./script-scopes.ts";

/** Lists the versions of a project, or freezes its present code as a new one. */
export const scriptManageVersion = defineTool({
  name: "script_manage_version",
  title: "Script versions",
  description: "Lists versions of an Apps Script project, or creates one from its present code, as deployments need.",
  service: "script",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: true,
  scopes: CHANGE_PROJECTS,
  input: z.strictObject({
    action: z.enum(["list", "create"]),
    script_id: fileId,
    description: scriptDescription.optional().describe("For create."),
    page_token: pageToken.optional(),
  }),
  async run({ action, script_id, description, page_token }, call) {
    const script = await call.google.script();
    if (action === "create") {
      const { data } = await script.projects.versions.create({
        scriptId: script_id,
        fields: "versionNumber",
        requestBody: { ...(description !== undefined && { description }) },
      });
      return { text: `Created version ${data.versionNumber}.`, data: { version: data.versionNumber ?? 0 } };
    }
    const { data } = await script.projects.versions.list({
      scriptId: script_id,
      pageSize: 50,
      fields: "versions(versionNumber,description,createTime),nextPageToken",
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const rows = (data.versions ?? []).map((version) => [
      String(version.versionNumber ?? ""),
      formatInstant(version.createTime ?? "", call.account.timeZone),
      shorten(version.description ?? "", 200),
    ]);
    return {
      text:
        rows.length === 0
          ? "No version."
          : `Times in ${call.account.timeZone}.\n\n${markdownTable(["version", "created", "description"], rows)}`,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
    };
  },
});
