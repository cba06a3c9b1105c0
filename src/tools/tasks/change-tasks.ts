import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { resourceId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { dueDay, dueTime, listId, newDueDay, taskId, taskNotes, taskTitle } from "./task-input.ts";
import { CHANGE_TASKS } from "./task-scopes.ts";

const common = { service: "tasks", outward: false, foreign: false, scopes: CHANGE_TASKS } as const;

const FIELDS = "id,title,due,status";

function describe(
  verb: string,
  {
    id,
    title,
    due,
    status,
  }: { id?: string | null; title?: string | null; due?: string | null; status?: string | null },
) {
  const day = due ? `, due ${due.slice(0, 10)}` : "";
  return `${verb} “${title || "(no title)"}”${day}${status === "completed" ? ", done" : ""}, id ${id}.`;
}

/** Makes a task. */
export const tasksCreate = defineTool({
  ...common,
  name: "tasks_create",
  title: "Create task",
  description: "Creates a task in the default list or another, first unless after_id is given. Returns its id.",
  tier: "core",
  kind: "write",
  idempotent: false,
  input: z.strictObject({
    title: taskTitle.refine((value) => value.trim() !== "", "expected a title"),
    notes: taskNotes.optional(),
    due: dueDay.optional(),
    list_id: listId,
    parent_id: taskId.optional().describe("Makes it a subtask."),
    after_id: taskId.optional(),
  }),
  async run({ title, notes, due, list_id, parent_id, after_id }, call) {
    const tasks = await call.google.tasks();
    const { data } = await tasks.tasks.insert({
      tasklist: list_id,
      fields: FIELDS,
      ...(parent_id !== undefined && { parent: parent_id }),
      ...(after_id !== undefined && { previous: after_id }),
      requestBody: { title, ...(notes !== undefined && { notes }), ...(due !== undefined && { due: dueTime(due) }) },
    });
    return { text: describe("Created", data), data: { id: data.id ?? "" } };
  },
});

/** Changes, completes or reopens a task. */
export const tasksUpdate = defineTool({
  ...common,
  name: "tasks_update",
  title: "Update task",
  description: "Changes a task's fields, marks it done or reopens it; what is not named stays.",
  tier: "core",
  kind: "write",
  idempotent: true,
  input: z.strictObject({
    task_id: taskId,
    list_id: listId,
    title: taskTitle.optional(),
    notes: taskNotes.optional(),
    due: newDueDay.optional(),
    done: z.boolean().optional(),
  }),
  async run({ task_id, list_id, title, notes, due, done }, call) {
    const change = {
      ...(title !== undefined && { title }),
      ...(notes !== undefined && { notes }),
      ...(due !== undefined && { due: due === "" ? null : dueTime(due) }),
      ...(done !== undefined && { status: done ? "completed" : "needsAction" }),
    };
    if (Object.keys(change).length === 0)
      throw new ToolError(
        "invalid_input",
        "title: expected at least one of title, notes, due, done",
        "Name what is to change.",
      );
    const tasks = await call.google.tasks();
    const { data } = await tasks.tasks.patch({ tasklist: list_id, task: task_id, fields: FIELDS, requestBody: change });
    return { text: describe("Changed", data), data: { id: data.id ?? "" } };
  },
});

/** Deletes a task with its subtasks. */
export const tasksDelete = defineTool({
  ...common,
  name: "tasks_delete",
  title: "Delete task",
  description: "Deletes a task and its subtasks for good. To mark it done, use tasks_update.",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  input: z.strictObject({ task_id: taskId, list_id: listId }),
  async run({ task_id, list_id }, call) {
    const tasks = await call.google.tasks();
    await tasks.tasks.delete({ tasklist: list_id, task: task_id });
    return { text: `Deleted task ${task_id}.` };
  },
});

/** Puts a task somewhere else. */
export const tasksMove = defineTool({
  ...common,
  name: "tasks_move",
  title: "Move task",
  description:
    "Moves a task after another, below a parent or to another list; without either it comes first at the top level.",
  tier: "extended",
  kind: "write",
  idempotent: true,
  input: z.strictObject({
    task_id: taskId,
    list_id: listId,
    parent_id: taskId.optional(),
    after_id: taskId.optional(),
    to_list_id: resourceId("task list").optional(),
  }),
  async run({ task_id, list_id, parent_id, after_id, to_list_id }, call) {
    const tasks = await call.google.tasks();
    const { data } = await tasks.tasks.move({
      tasklist: list_id,
      task: task_id,
      fields: FIELDS,
      ...(parent_id !== undefined && { parent: parent_id }),
      ...(after_id !== undefined && { previous: after_id }),
      ...(to_list_id !== undefined && { destinationTasklist: to_list_id }),
    });
    return { text: describe("Moved", data), data: { id: data.id ?? "" } };
  },
});

/** Hides the tasks of a list that are done. */
export const tasksClearCompleted = defineTool({
  ...common,
  name: "tasks_clear_completed",
  title: "Clear done tasks",
  description: "Hides all done tasks of the default list or another.",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  input: z.strictObject({ list_id: listId }),
  async run({ list_id }, call) {
    const tasks = await call.google.tasks();
    await tasks.tasks.clear({ tasklist: list_id });
    return { text: "Cleared the done tasks." };
  },
});
