import type { tasks_v1 } from "googleapis/build/src/apis/tasks/v1.js";
import { removeInvisible } from "../../content/invisible.ts";
import { shorten } from "../../content/table.ts";
import { weekdayOf } from "../../content/zoned-times.ts";

/** A task with those below it. */
export interface TaskNode {
  id: string;
  title: string;
  notes?: string;
  due?: string;
  done: boolean;
  subtasks: TaskNode[];
}

const MOST_NOTES = 300;

/**
 * Puts the tasks of a list below their parents: what is due comes first, by day, the rest in the list's own order. A
 * subtask whose parent is not shown stands at the top.
 */
export function taskTree(tasks: readonly tasks_v1.Schema$Task[]): TaskNode[] {
  const ordered = [...tasks].sort(
    (a, b) => compare(a.due ?? "9", b.due ?? "9") || compare(a.position ?? "", b.position ?? ""),
  );
  const nodes = new Map(ordered.map((task) => [task.id ?? "", toNode(task)]));
  const roots: TaskNode[] = [];
  for (const task of ordered) {
    const node = nodes.get(task.id ?? "");
    if (!node) continue;
    const parent = task.parent ? nodes.get(task.parent) : undefined;
    (parent?.subtasks ?? roots).push(node);
  }
  return roots;
}

/** The tree as Markdown lists, a line a task. */
export function renderTree(nodes: readonly TaskNode[], depth = 0): string {
  return nodes
    .map((node) => [renderNode(node, depth), renderTree(node.subtasks, depth + 1)].filter(Boolean).join("\n"))
    .join("\n");
}

function renderNode({ id, title, notes, due, done }: TaskNode, depth: number): string {
  const day = due === undefined ? "" : ` (due ${weekdayOf(due)} ${due})`;
  const more = notes === undefined ? "" : `: ${shorten(notes, MOST_NOTES)}`;
  return `${"  ".repeat(depth)}- [${done ? "x" : " "}] ${shorten(title, 300) || "(no title)"}${day}${more} — ${id}`;
}

function toNode({ id, title, notes, due, status }: tasks_v1.Schema$Task): TaskNode {
  return {
    id: id ?? "",
    title: removeInvisible(title ?? "").text,
    ...(notes && { notes: removeInvisible(notes).text }),
    ...(due && { due: due.slice(0, 10) }),
    done: status === "completed",
    subtasks: [],
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
