import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import { pageOfList } from "../pages.ts";
import type { ServiceWorld } from "../world.ts";

export interface StoredTask {
  id: string;
  title: string;
  notes: string | undefined;
  /** A day. */
  due: string | undefined;
  parent: string | undefined;
  completedAt: number | undefined;
  hidden: boolean;
  deleted: boolean;
  /** Whether it was assigned to the person in a document or a Chat space. */
  assigned?: boolean;
  updated: number;
}

export interface StoredTaskList {
  id: string;
  title: string;
  updated: number;
  /** In the order in which people see them, subtasks among their siblings. */
  tasks: StoredTask[];
}

export interface TasksService extends EmulatedService {
  /** An account's lists, the default one first. */
  lists(email: string): StoredTaskList[];
}

const LONGEST_TITLE = 1024;
const LONGEST_NOTES = 8192;

const taskBody = z.object({
  title: z.string().optional(),
  notes: z.string().nullish(),
  due: z.string().nullish(),
  status: z.enum(["needsAction", "completed"]).optional(),
  completed: z.string().nullish(),
  deleted: z.boolean().optional(),
});

/** The Tasks API over lists that live as long as the emulator. */
export function tasksService(world: ServiceWorld): TasksService {
  const states = new Map<string, StoredTaskList[]>();
  const lists = (email: string) => {
    const known = states.get(email);
    if (known) return known;
    const made = [newList("My Tasks", world.now())];
    states.set(email, made);
    if (email === "ada@example.com") seed(made, world.now());
    return made;
  };
  const listOf = (request: ApiRequest) => findList(lists(request.account.email), request.path.tasklist ?? "");
  const touch = <T extends { updated: number }>(thing: T) => Object.assign(thing, { updated: world.now() });

  const insert = (request: ApiRequest) => {
    const list = listOf(request);
    const task = newTask(world.now());
    change(task, request.body, world.now());
    place(list, task, request.query);
    return { json: taskShape(touch(list), task) };
  };
  const patch = (request: ApiRequest) => {
    const list = listOf(request);
    const task = findTask(list, request.path.task ?? "");
    change(task, request.body, world.now());
    return { json: taskShape(touch(list), task) };
  };
  const move = (request: ApiRequest) => {
    const from = listOf(request);
    const wanted = request.query.get("destinationTasklist");
    const to = wanted === null ? from : findList(lists(request.account.email), wanted);
    const task = findTask(from, request.path.task ?? "");
    const children = from.tasks.filter(({ parent }) => parent === task.id);
    if (request.query.get("parent") !== null && children.length > 0)
      throw new ApiError(400, "invalid", "Invalid task parent");
    from.tasks = from.tasks.filter((one) => one !== task && (to === from || !children.includes(one)));
    place(to, touch(task), request.query);
    if (to !== from) to.tasks.push(...children);
    return { json: taskShape(touch(to), task) };
  };

  return {
    discovery: "tasks-v1",
    lists,
    routes: {
      "tasks.tasklists.list": {
        verb: "GET",
        path: "/tasks/v1/users/@me/lists",
        handle({ account, query }) {
          const { page, nextPageToken } = pageOfList(lists(account.email), query, {
            size: "maxResults",
            largest: 1000,
            usual: 1000,
          });
          return { json: { kind: "tasks#taskLists", etag: '"lists"', items: page.map(listShape), nextPageToken } };
        },
      },
      "tasks.tasklists.insert": {
        verb: "POST",
        path: "/tasks/v1/users/@me/lists",
        handle({ account, body }) {
          const list = newList(titleOf(body), world.now());
          lists(account.email).push(list);
          return { json: listShape(list) };
        },
      },
      "tasks.tasklists.patch": {
        verb: "PATCH",
        path: "/tasks/v1/users/@me/lists/{tasklist}",
        handle(request) {
          const list = listOf(request);
          list.title = titleOf(request.body);
          return { json: listShape(touch(list)) };
        },
      },
      "tasks.tasklists.delete": {
        verb: "DELETE",
        path: "/tasks/v1/users/@me/lists/{tasklist}",
        handle(request) {
          const all = lists(request.account.email);
          const list = listOf(request);
          if (list === all[0]) throw new ApiError(400, "invalid", "Invalid Value");
          all.splice(all.indexOf(list), 1);
          return { status: 204 };
        },
      },
      "tasks.tasks.list": {
        verb: "GET",
        path: "/tasks/v1/lists/{tasklist}/tasks",
        handle: (request) => ({ json: listTasks(listOf(request), request.query) }),
      },
      "tasks.tasks.insert": { verb: "POST", path: "/tasks/v1/lists/{tasklist}/tasks", handle: insert },
      "tasks.tasks.patch": { verb: "PATCH", path: "/tasks/v1/lists/{tasklist}/tasks/{task}", handle: patch },
      "tasks.tasks.delete": {
        verb: "DELETE",
        path: "/tasks/v1/lists/{tasklist}/tasks/{task}",
        handle(request) {
          const list = listOf(request);
          const task = findTask(list, request.path.task ?? "");
          list.tasks = list.tasks.filter((one) => one !== task && one.parent !== task.id);
          return { status: 204 };
        },
      },
      "tasks.tasks.move": { verb: "POST", path: "/tasks/v1/lists/{tasklist}/tasks/{task}/move", handle: move },
      "tasks.tasks.clear": {
        verb: "POST",
        path: "/tasks/v1/lists/{tasklist}/clear",
        handle(request) {
          for (const task of listOf(request).tasks) if (task.completedAt !== undefined) task.hidden = true;
          return { status: 204 };
        },
      },
    },
  };
}

function newList(title: string, now: number): StoredTaskList {
  return { id: newId(), title, updated: now, tasks: [] };
}

function newTask(now: number, change: Partial<StoredTask> = {}): StoredTask {
  return {
    id: newId(),
    title: "",
    notes: undefined,
    due: undefined,
    parent: undefined,
    completedAt: undefined,
    hidden: false,
    deleted: false,
    updated: now,
    ...change,
  };
}

function newId(): string {
  return randomBytes(16).toString("base64url");
}

function seed([list]: StoredTaskList[], now: number): void {
  const day = (offset: number) => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);
  const engine = newTask(now, { title: "Order brass for the engine", due: day(2), notes: "Ask for the long rods." });
  list?.tasks.push(
    newTask(now, { title: "Read Charles' letter" }),
    engine,
    newTask(now, { title: "Compare three offers", parent: engine.id }),
    newTask(now, { title: "Pay the invoice", due: day(-1) }),
    newTask(now, { title: "Book the hall", completedAt: now - 3_600_000 }),
  );
}

function titleOf(body: unknown): string {
  const { title } = z.object({ title: z.string().optional() }).parse(body ?? {});
  if (title === undefined || title === "") throw new ApiError(400, "invalid", "Missing task list title");
  if (title.length > LONGEST_TITLE) throw new ApiError(400, "invalid", "Invalid Value");
  return title;
}

function findList(lists: readonly StoredTaskList[], id: string): StoredTaskList {
  const list = id === "@default" ? lists[0] : lists.find((one) => one.id === id);
  if (!list) throw new ApiError(404, "notFound", "Task list not found.");
  return list;
}

function findTask(list: StoredTaskList, id: string): StoredTask {
  const task = list.tasks.find((one) => one.id === id);
  if (!task) throw new ApiError(404, "notFound", "Task not found.");
  return task;
}

/** Takes over a body's fields; the time of `due` is dropped (Tasks API, "Task", `due`). */
function change(task: StoredTask, body: unknown, now: number): void {
  const given = taskBody.parse(body ?? {});
  if ((given.title ?? "").length > LONGEST_TITLE || (given.notes ?? "").length > LONGEST_NOTES)
    throw new ApiError(400, "invalid", "Invalid Value");
  if (given.title !== undefined) task.title = given.title;
  if (given.notes !== undefined) task.notes = given.notes ?? undefined;
  if (given.due !== undefined) task.due = given.due === null ? undefined : dayOf(given.due);
  if (given.status === "completed") task.completedAt ??= now;
  if (given.status === "needsAction") {
    task.completedAt = undefined;
    task.hidden = false;
  }
  task.updated = now;
}

function dayOf(value: string): string {
  if (!/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(Date.parse(value)))
    throw new ApiError(400, "invalid", "Request contains an invalid argument.");
  return new Date(value).toISOString().slice(0, 10);
}

/** Puts a task first among its siblings, or after the one that `previous` names. */
function place(list: StoredTaskList, task: StoredTask, query: URLSearchParams): void {
  const parent = query.get("parent") ?? undefined;
  if (parent !== undefined && !list.tasks.some(({ id }) => id === parent))
    throw new ApiError(400, "invalid", "Invalid task parent");
  task.parent = parent;
  const previous = query.get("previous");
  const before = previous === null ? undefined : list.tasks.find(({ id }) => id === previous);
  if (previous !== null && before?.parent !== parent) throw new ApiError(400, "invalid", "Invalid previous task");
  list.tasks.splice(before ? list.tasks.indexOf(before) + 1 : 0, 0, task);
}

function listTasks(list: StoredTaskList, query: URLSearchParams) {
  const flag = (name: string, byDefault: boolean) => (query.get(name) ?? String(byDefault)) === "true";
  const bound = (name: string) => {
    const value = query.get(name);
    if (value === null) return undefined;
    if (Number.isNaN(Date.parse(value))) throw new ApiError(400, "invalid", "Request contains an invalid argument.");
    return Date.parse(value);
  };
  const [dueMin, dueMax] = [bound("dueMin"), bound("dueMax")];
  const found = list.tasks.filter(({ completedAt, hidden, deleted, assigned, due }) => {
    if (assigned && !flag("showAssigned", false)) return false;
    if (completedAt !== undefined && !flag("showCompleted", true)) return false;
    if ((hidden && !flag("showHidden", false)) || (deleted && !flag("showDeleted", false))) return false;
    if (dueMin === undefined && dueMax === undefined) return true;
    const at = due === undefined ? Number.NaN : Date.parse(due);
    return at >= (dueMin ?? Number.NEGATIVE_INFINITY) && at < (dueMax ?? Number.POSITIVE_INFINITY);
  });
  const { page, nextPageToken } = pageOfList(found, query, { size: "maxResults", largest: 100, usual: 20 });
  return { kind: "tasks#tasks", etag: '"tasks"', nextPageToken, items: page.map((task) => taskShape(list, task)) };
}

function listShape({ id, title, updated }: StoredTaskList) {
  return {
    kind: "tasks#taskList",
    id,
    etag: `"${updated}"`,
    title,
    updated: new Date(updated).toISOString(),
    selfLink: `https://www.googleapis.com/tasks/v1/users/@me/lists/${id}`,
  };
}

function taskShape(list: StoredTaskList, task: StoredTask) {
  const siblings = list.tasks.filter(({ parent }) => parent === task.parent);
  return {
    kind: "tasks#task",
    id: task.id,
    etag: `"${task.updated}"`,
    title: task.title,
    updated: new Date(task.updated).toISOString(),
    selfLink: `https://www.googleapis.com/tasks/v1/lists/${list.id}/tasks/${task.id}`,
    ...(task.parent !== undefined && { parent: task.parent }),
    position: String(siblings.indexOf(task)).padStart(20, "0"),
    ...(task.notes !== undefined && { notes: task.notes }),
    status: task.completedAt === undefined ? "needsAction" : "completed",
    ...(task.due !== undefined && { due: `${task.due}T00:00:00.000Z` }),
    ...(task.completedAt !== undefined && { completed: new Date(task.completedAt).toISOString() }),
    ...(task.deleted && { deleted: true }),
    ...(task.hidden && { hidden: true }),
    links: [],
    webViewLink: `https://tasks.google.com/task/${task.id}`,
  };
}
