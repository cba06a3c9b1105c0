import * as z from "zod";
import { fileId, headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { editorLink } from "./project-files.ts";
import { CHANGE_PROJECTS } from "./script-scopes.ts";

/** Makes an empty project. */
export const scriptCreateProject = defineTool({
  name: "script_create_project",
  title: "Create script",
  description: "Creates an Apps Script project without code; write it with script_update_project. Returns its id.",
  service: "script",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_PROJECTS,
  input: z.strictObject({
    title: headerText(255).refine((value) => value.trim() !== "", "expected a title"),
    parent_id: fileId.optional().describe("Doc, Sheet, Form or Slides file to bind it to; default: standalone."),
  }),
  output: z.strictObject({ id: z.string(), title: z.string(), link: z.string() }),
  async run({ title, parent_id }, call) {
    const script = await call.google.script();
    const { data } = await script.projects.create({
      fields: "scriptId,title",
      requestBody: { title, ...(parent_id !== undefined && { parentId: parent_id }) },
    });
    const made = { id: data.scriptId ?? "", title: data.title ?? title, link: editorLink(data.scriptId ?? "") };
    const bound = parent_id === undefined ? "" : `, bound to ${parent_id}`;
    return { text: `Created the script “${made.title}”${bound}, id ${made.id}\n${made.link}`, data: made };
  },
});
