import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { renderScriptFiles } from "../../content/script-files.ts";
import { oneLine } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import { defineTool } from "../tool.ts";
import { editorLink, noSuchFile, shownFiles } from "./project-files.ts";
import { scriptFileName } from "./script-input.ts";
import { READ_PROJECTS } from "./script-scopes.ts";

/** Shows a project's files with their source. */
export const scriptGetProject = defineTool({
  name: "script_get_project",
  title: "Read script",
  description: "Shows an Apps Script project: what it is and the source of its files.",
  service: "script",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_PROJECTS,
  input: z.strictObject({
    script_id: fileId,
    file: scriptFileName.optional().describe("One file only, e.g. Code.gs."),
    version: z.int("expected a whole number").min(1, "expected a version's number").optional(),
    offset,
  }),
  async run(input, call) {
    const script = await call.google.script();
    const [{ data: project }, { data: content }] = await Promise.all([
      script.projects.get({
        scriptId: input.script_id,
        fields: "title,parentId,createTime,updateTime,creator(email),lastModifyUser(email)",
      }),
      script.projects.getContent({
        scriptId: input.script_id,
        fields: "files(name,type,source,functionSet(values(name)))",
        ...(input.version !== undefined && { versionNumber: input.version }),
      }),
    ]);
    const files = shownFiles(content.files);
    const wanted = input.file === undefined ? files : files.filter(({ name }) => name === input.file);
    if (input.file !== undefined && wanted.length === 0) throw noSuchFile(input.file, files);
    const time = (value: string | null | undefined) => formatInstant(value ?? "", call.account.timeZone);
    const facts = [
      `# ${oneLine(project.title ?? "")}`,
      `Times in ${call.account.timeZone}.`,
      `- id: ${input.script_id}${input.version === undefined ? "" : `, version ${input.version}`}`,
      ...(project.parentId ? [`- bound to file: ${project.parentId}`] : []),
      `- modified: ${time(project.updateTime)} by ${project.lastModifyUser?.email ?? "unknown"}`,
      `- created: ${time(project.createTime)} by ${project.creator?.email ?? "unknown"}`,
      `- files: ${files.map(({ name }) => name).join(", ")}`,
      `- link: ${editorLink(input.script_id)}`,
    ];
    const { text, next, total } = pieceOf(`${facts.join("\n")}\n\n${renderScriptFiles(wanted)}`, input.offset);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});
