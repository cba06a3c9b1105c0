import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

/** A list of its own with two tasks. */
async function listWithTasks(emulator: Emulator) {
  const lists = emulator.tasks.lists("ada@example.com");
  const [first] = lists;
  if (!first?.tasks[0]) throw new Error("the seed has a list with tasks");
  const copy = structuredClone(first);
  copy.id = `list-${lists.length}-${lists.at(-1)?.id.slice(0, 5)}`;
  lists.push(copy);
  const ids = copy.tasks.filter(({ parent }) => parent === undefined).map(({ id }) => id);
  return { list_id: copy.id, one: ids[0] ?? "", two: ids[1] ?? "", three: ids[2] ?? "" };
}

/** At least two calls of each tool of the service. */
export const tasksCases: readonly ContractCase[] = [
  { tool: "tasks_list_lists", input: {} },
  { tool: "tasks_list_lists", input: {}, scopes: ["tasks"] },
  { tool: "tasks_list", input: {} },
  {
    tool: "tasks_list",
    input: { list_id: "@default", include_done: true, due_from: "2026-11-01", due_to: "2027-01-01" },
  },
  { tool: "tasks_create", input: { title: "Write" } },
  {
    tool: "tasks_create",
    input: async (emulator) => {
      const { list_id, one } = await listWithTasks(emulator);
      return { title: "Sub", notes: "n", due: "2026-12-01", list_id, parent_id: one };
    },
  },
  {
    tool: "tasks_update",
    input: async (emulator) => {
      const { list_id, one } = await listWithTasks(emulator);
      return { task_id: one, list_id, title: "New", notes: "n", due: "2026-12-01", done: true };
    },
  },
  {
    tool: "tasks_update",
    input: async (emulator) => {
      const { list_id, two } = await listWithTasks(emulator);
      return { task_id: two, list_id, due: "", done: false };
    },
  },
  ...[1, 2].map((index) => ({
    tool: "tasks_delete",
    input: async (emulator: Emulator) => {
      const { list_id, one, two } = await listWithTasks(emulator);
      return { list_id, task_id: index === 1 ? one : two };
    },
  })),
  {
    tool: "tasks_move",
    input: async (emulator) => {
      const { list_id, one, three } = await listWithTasks(emulator);
      return { list_id, task_id: three, after_id: one };
    },
  },
  {
    tool: "tasks_move",
    input: async (emulator) => {
      const { list_id, one } = await listWithTasks(emulator);
      const other = await listWithTasks(emulator);
      return { list_id, task_id: one, to_list_id: other.list_id, parent_id: other.two };
    },
  },
  { tool: "tasks_clear_completed", input: {} },
  {
    tool: "tasks_clear_completed",
    input: async (emulator) => ({ list_id: (await listWithTasks(emulator)).list_id }),
  },
  { tool: "tasks_manage_list", input: { action: "create", title: "Travel" } },
  {
    tool: "tasks_manage_list",
    input: async (emulator) => ({ action: "rename", title: "New", list_id: (await listWithTasks(emulator)).list_id }),
  },
  {
    tool: "tasks_manage_list",
    input: async (emulator) => ({ action: "delete", list_id: (await listWithTasks(emulator)).list_id }),
  },
];
