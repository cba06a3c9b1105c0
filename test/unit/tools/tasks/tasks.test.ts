import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { tasksTools } from "../../../../src/tools/tasks/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

let people = 0;

/** An account with an empty default list, and calls for it. */
function fresh() {
  people += 1;
  const email = `doer${people}@example.com`;
  emulator.world.addAccount({ email });
  const call = (name: string, input: Record<string, unknown> = {}) => {
    const tool = tasksTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, { email });
  };
  const create = async (title: string, more: Record<string, unknown> = {}) =>
    z.object({ id: z.string() }).parse((await call("tasks_create", { title, ...more })).data).id;
  return { email, call, create, list: () => emulator.tasks.lists(email)[0] };
}

describe("tasks_list", () => {
  it("shows a tree, what is due first, with weekday and ids", async () => {
    const { call, create } = fresh();
    const plain = await create("Plain");
    const later = await create("Later", { due: "2026-12-02", notes: "bring\nnotes" });
    const sub = await create("Sub", { parent_id: later });
    const soon = await create("Soon", { due: "2026-11-24" });
    const { text } = await call("tasks_list", { list_id: "@default" });
    expect(text).toBe(
      [
        `- [ ] Soon (due Tue 2026-11-24) — ${soon}`,
        `- [ ] Later (due Wed 2026-12-02): bring notes — ${later}`,
        `  - [ ] Sub — ${sub}`,
        `- [ ] Plain — ${plain}`,
      ].join("\n"),
    );
  });

  it("reads all lists, each under its name, and says where there is nothing", async () => {
    const { call, create } = fresh();
    await create("One");
    await call("tasks_manage_list", { action: "create", title: "Travel" });
    const { text } = await call("tasks_list");
    expect(text).toMatch(/^## My Tasks — \S+\n- \[ \] One — \S+\n\n## Travel — \S+\nNo task\.$/);
  });

  it("leaves out what is done unless asked, also when it was cleared", async () => {
    const { call, create } = fresh();
    const done = await create("Done");
    await call("tasks_update", { task_id: done, done: true });
    await call("tasks_clear_completed");
    expect((await call("tasks_list", { list_id: "@default" })).text).toBe("No task.");
    expect((await call("tasks_list", { list_id: "@default", include_done: true })).text).toContain("- [x] Done");
  });

  it("takes the last day of a range in", async () => {
    const { call, create } = fresh();
    for (const due of ["2026-11-30", "2026-12-01", "2026-12-02"]) await create(due, { due });
    const { text } = await call("tasks_list", { due_from: "2026-12-01", due_to: "2026-12-01", list_id: "@default" });
    expect(text.match(/\[ \] (\S+)/g)).toEqual(["[ ] 2026-12-01"]);
  });

  it("shows what was assigned in a document too", async () => {
    const { call, create, list } = fresh();
    await create("Assigned");
    const task = list()?.tasks[0];
    if (task) task.assigned = true;
    expect((await call("tasks_list", { list_id: "@default" })).text).toContain("Assigned");
  });

  it("reads every page of a long list, and gives it in pieces", async () => {
    const { call, email } = fresh();
    const [list] = emulator.tasks.lists(email);
    for (let number = 0; number < 250; number += 1)
      list?.tasks.push({
        id: `id${number}`,
        title: `Task ${number} ${"x".repeat(100)}`,
        notes: undefined,
        due: undefined,
        parent: undefined,
        completedAt: undefined,
        hidden: false,
        deleted: false,
        updated: 0,
      });
    const first = await call("tasks_list", { list_id: "@default" });
    expect(first.text.length).toBeLessThanOrEqual(20_000);
    const next = Number(/offset (\d+)/.exec(first.note ?? "")?.[1]);
    const second = await call("tasks_list", { list_id: "@default", offset: next });
    expect(`${first.text}${second.text}`.match(/\[ \] Task/g)).toHaveLength(250);
  });

  it("shows a subtask whose parent is done", async () => {
    const { call, create } = fresh();
    const parent = await create("Parent");
    await create("Child", { parent_id: parent });
    await call("tasks_update", { task_id: parent, done: true });
    expect((await call("tasks_list", { list_id: "@default" })).text).toMatch(/^- \[ \] Child/);
  });
});

describe("changing tasks", () => {
  it("changes what is named and keeps the rest; an empty day takes it away", async () => {
    const { call, create, list } = fresh();
    const id = await create("Old", { notes: "keep", due: "2026-12-01" });
    expect((await call("tasks_update", { task_id: id, title: "New" })).text).toBe(
      `Changed “New”, due 2026-12-01, id ${id}.`,
    );
    await call("tasks_update", { task_id: id, due: "" });
    expect(list()?.tasks[0]).toMatchObject({ title: "New", notes: "keep", due: undefined });
  });

  it("completes and reopens", async () => {
    const { call, create, list } = fresh();
    const id = await create("It");
    await call("tasks_update", { task_id: id, done: true });
    expect(list()?.tasks[0]?.completedAt).toBeDefined();
    await call("tasks_update", { task_id: id, done: false });
    expect(list()?.tasks[0]?.completedAt).toBeUndefined();
  });

  it("moves after another, below a parent and to another list with its subtasks", async () => {
    const { call, create, list, email } = fresh();
    const [b, a] = [await create("b"), await create("a")];
    await call("tasks_move", { task_id: a, after_id: b });
    expect(list()?.tasks.map(({ title }) => title)).toEqual(["b", "a"]);
    await call("tasks_move", { task_id: a, parent_id: b });
    expect(list()?.tasks.find(({ id }) => id === a)?.parent).toBe(b);
    const created = await call("tasks_manage_list", { action: "create", title: "Other" });
    await call("tasks_move", { task_id: b, to_list_id: String(created.data?.id) });
    expect(list()?.tasks).toEqual([]);
    expect(
      emulator.tasks
        .lists(email)[1]
        ?.tasks.map(({ title }) => title)
        .sort(),
    ).toEqual(["a", "b"]);
  });

  it("deletes a task with its subtasks", async () => {
    const { call, create, list } = fresh();
    const parent = await create("Parent");
    await create("Child", { parent_id: parent });
    await call("tasks_delete", { task_id: parent });
    expect(list()?.tasks).toEqual([]);
  });

  it("renames and deletes a list", async () => {
    const { call, email } = fresh();
    const { data } = await call("tasks_manage_list", { action: "create", title: "A" });
    expect((await call("tasks_manage_list", { action: "rename", list_id: data?.id, title: "B" })).text).toContain(
      "“B”",
    );
    await call("tasks_manage_list", { action: "delete", list_id: data?.id });
    expect(emulator.tasks.lists(email)).toHaveLength(1);
  });
});

describe("what is refused", () => {
  it.each([
    ["tasks_update", { task_id: "x" }, "expected at least one of"],
    ["tasks_manage_list", { action: "create" }, "title: missing"],
    ["tasks_manage_list", { action: "rename", title: "x" }, "list_id: missing"],
    ["tasks_manage_list", { action: "delete" }, "list_id: missing"],
  ])("%s %j before anything is sent", async (name, input, message) => {
    const { call } = fresh();
    const before = emulator.requests.length;
    await expect(call(name, input)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(message),
    });
    expect(emulator.requests).toHaveLength(before);
  });

  it.each([
    ["tasks_create", { title: " " }],
    ["tasks_create", { title: "x", due: "tomorrow" }],
    ["tasks_create", { title: "x".repeat(1025) }],
    ["tasks_create", { title: "a\nb" }],
    ["tasks_update", { task_id: "../x", done: true }],
    ["tasks_update", { task_id: "x", due: "soon" }],
    ["tasks_move", { task_id: "x", to_list_id: "a/b" }],
    ["tasks_list", { list_id: "a/b" }],
  ])("%s %j by its schema", async (name, input) => {
    await expect(fresh().call(name, input)).rejects.toThrow(z.ZodError);
  });

  it.each([
    ["tasks_update", { task_id: "missing", done: true }],
    ["tasks_delete", { task_id: "missing" }],
    ["tasks_list", { list_id: "missing" }],
    ["tasks_clear_completed", { list_id: "missing" }],
  ])("%s %j because it is not there", async (name, input) => {
    await expect(fresh().call(name, input)).rejects.toMatchObject({ code: "not_found" });
  });

  it("a parent that is not there", async () => {
    await expect(fresh().call("tasks_create", { title: "x", parent_id: "missing" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
