import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { resourceId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { taskTitle } from "./task-input.ts";
import { CHANGE_TASKS } from "./task-scopes.ts";

/** Makes, renames or deletes a task list. */
export const tasksManageList = defineTool({
  name: "tasks_manage_list",
  title: "Manage task list",
  description: "Creates, renames or deletes a task list; deleting takes all its tasks along. Returns its id.",
  service: "tasks",
  tier: "extended",
  kind: "destructive",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_TASKS,
  input: z.strictObject({
    action: z.enum(["create", "rename", "delete"]),
    list_id: resourceId("task list").optional().describe("For rename and delete."),
    title: taskTitle.optional().describe("For create and rename."),
  }),
  async run({ action, list_id, title }, call) {
    const tasks = await call.google.tasks();
    switch (action) {
      case "create": {
        const { data } = await tasks.tasklists.insert({
          fields: "id,title",
          requestBody: { title: needed(title, "title") },
        });
        return { text: `Created the list “${data.title}”, id ${data.id}.`, data: { id: data.id ?? "" } };
      }
      case "rename": {
        const tasklist = needed(list_id, "list_id");
        const requestBody = { title: needed(title, "title") };
        const { data } = await tasks.tasklists.patch({ tasklist, fields: "id,title", requestBody });
        return { text: `Renamed the list to “${data.title}”, id ${data.id}.`, data: { id: data.id ?? "" } };
      }
      case "delete": {
        const tasklist = needed(list_id, "list_id");
        await tasks.tasklists.delete({ tasklist });
        return { text: `Deleted the list ${tasklist} with its tasks.`, data: { id: tasklist } };
      }
    }
  },
});

function needed(value: string | undefined, field: string): string {
  if (value !== undefined && value.trim() !== "") return value;
  throw new ToolError("invalid_input", `${field}: missing for this action`, "Give it and call again.");
}
