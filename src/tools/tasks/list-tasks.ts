import type { tasks_v1 } from "googleapis/build/src/apis/tasks/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { oneLine } from "../../content/table.ts";
import { addDays } from "../../content/zoned-times.ts";
import { localDate, offset } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { anyListId } from "./task-input.ts";
import { SEE_TASKS } from "./task-scopes.ts";
import { renderTree, type TaskNode, taskTree } from "./task-tree.ts";

/** Lists read at once, and pages of a list that are read at the most: 100 tasks each. */
const AT_ONCE = 5;
const MOST_PAGES = 10;

const FIELDS = "items(id,title,notes,due,status,parent,position),nextPageToken";

interface ReadList {
  id: string;
  title: string;
  tasks: TaskNode[];
  cut: boolean;
}

/** Shows the tasks of one or all lists as a tree. */
export const tasksList = defineTool({
  name: "tasks_list",
  title: "List tasks",
  description:
    "Shows the tasks of one list or of all as a tree with ids, what is due first. Done ones are left out unless asked for.",
  service: "tasks",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_TASKS,
  input: z.strictObject({
    list_id: anyListId.optional().describe("Default: all lists."),
    due_from: localDate.optional(),
    due_to: localDate.optional().describe("Last day."),
    include_done: z.boolean().default(false),
    offset,
  }),
  async run(input, call) {
    const tasks = await call.google.tasks();
    const lists = await mapInParallel(await listsToRead(tasks, input.list_id), AT_ONCE, async (list) => {
      const { found, cut } = await readTasks(tasks, list.id, input);
      return { ...list, tasks: taskTree(found), cut };
    });
    const { text, next, total } = pieceOf(lists.map(renderList).join("\n\n"), input.offset);
    return {
      text,
      ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }),
    };
  },
});

async function listsToRead(tasks: tasks_v1.Tasks, id: string | undefined): Promise<{ id: string; title: string }[]> {
  if (id !== undefined) return [{ id, title: "" }];
  const { data } = await tasks.tasklists.list({ maxResults: 100, fields: "items(id,title)" });
  return (data.items ?? []).map((list) => ({ id: list.id ?? "", title: oneLine(list.title ?? "") }));
}

async function readTasks(
  tasks: tasks_v1.Tasks,
  list: string,
  input: { due_from?: string | undefined; due_to?: string | undefined; include_done: boolean },
): Promise<{ found: tasks_v1.Schema$Task[]; cut: boolean }> {
  const found: tasks_v1.Schema$Task[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await tasks.tasks.list({
      tasklist: list,
      maxResults: 100,
      fields: FIELDS,
      showCompleted: input.include_done,
      // What is done in Google's own apps is hidden there at once (Tasks API, "tasks.list", showHidden).
      showHidden: input.include_done,
      // Tasks that were assigned in a document or a Chat space are left out otherwise.
      showAssigned: true,
      ...(input.due_from !== undefined && { dueMin: lastSecondOf(addDays(input.due_from, -1)) }),
      ...(input.due_to !== undefined && { dueMax: lastSecondOf(input.due_to) }),
      ...(pageToken !== undefined && { pageToken }),
    });
    found.push(...(data.items ?? []));
    pageToken = data.nextPageToken ?? undefined;
    if (pageToken === undefined) return { found, cut: false };
  }
  return { found, cut: true };
}

/** Tasks are due at midnight UTC, so that with these bounds it does not matter whether Google takes a bound itself in. */
function lastSecondOf(day: string): string {
  return `${day}T23:59:59.000Z`;
}

function renderList({ id, title, tasks, cut }: ReadList): string {
  const head = title === "" ? "" : `## ${title} — ${id}\n`;
  const more = cut ? `\n(Only the first ${MOST_PAGES * 100} tasks of this list are shown.)` : "";
  return `${head}${tasks.length === 0 ? "No task." : renderTree(tasks)}${more}`;
}
