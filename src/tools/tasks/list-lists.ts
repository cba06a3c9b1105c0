import * as z from "zod";
import { markdownTable } from "../../content/table.ts";
import { pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_TASKS } from "./task-scopes.ts";

/** Shows the account's task lists. */
export const tasksListLists = defineTool({
  name: "tasks_list_lists",
  title: "List task lists",
  description: "Lists the task lists with their ids; the first is the default one.",
  service: "tasks",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_TASKS,
  input: z.strictObject({ page_token: pageToken.optional() }),
  output: z.strictObject({
    lists: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    nextPageToken: z.string().optional(),
  }),
  async run({ page_token }, call) {
    const tasks = await call.google.tasks();
    const { data } = await tasks.tasklists.list({
      maxResults: 100,
      fields: "items(id,title),nextPageToken",
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const lists = (data.items ?? []).map(({ id, title }) => ({ id: id ?? "", title: title ?? "" }));
    return {
      text: markdownTable(
        ["id", "title"],
        lists.map(({ id, title }) => [id, title]),
      ),
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { lists, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});
