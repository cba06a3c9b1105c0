import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { allOf, driveLiteral } from "../../content/drive-query.ts";
import { GOOGLE_TYPES } from "../../content/file-types.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { SEE_FILES } from "../drive/drive-scopes.ts";
import { pageSize, pageToken, queryText } from "../input.ts";
import { defineTool } from "../tool.ts";

/** Finds the Apps Script projects that are files of their own in Drive. */
export const scriptListProjects = defineTool({
  name: "script_list_projects",
  title: "List scripts",
  description:
    "Lists standalone Apps Script projects with their ids, newest first; those bound to a Google file are not in it.",
  service: "script",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input: z.strictObject({
    name: queryText(200).optional().describe("Words in the name."),
    page_size: pageSize(100, 50),
    page_token: pageToken.optional(),
  }),
  async run({ name, page_size, page_token }, call) {
    const drive = await call.google.drive();
    const wanted = name !== undefined && name.trim() !== "" ? [`name contains ${driveLiteral(name)}`] : [];
    const { data } = await drive.files.list({
      q: allOf([`mimeType = '${GOOGLE_TYPES.script}'`, "trashed = false", ...wanted]),
      orderBy: "modifiedTime desc",
      pageSize: page_size,
      fields: "nextPageToken,files(id,name,modifiedTime,owners(emailAddress,me))",
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      corpora: "allDrives",
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const projects = (data.files ?? []).map((file) => ({
      id: file.id ?? "",
      name: file.name ?? "",
      modified: formatInstant(file.modifiedTime ?? "", call.account.timeZone),
      owner: file.owners?.[0]?.me ? "me" : (file.owners?.[0]?.emailAddress ?? ""),
    }));
    const table = markdownTable(
      ["id", "name", "modified", "owner"],
      projects.map((project) => [project.id, shorten(project.name, 120), project.modified, project.owner]),
    );
    return {
      text: projects.length === 0 ? "No script project." : `Times in ${call.account.timeZone}.\n\n${table}`,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { projects, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});
