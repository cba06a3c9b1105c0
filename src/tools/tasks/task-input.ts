import { z } from "zod";
import { headerText, localDate, resourceId } from "../input.ts";

/** A task list's id; the account's first list when left out. */
export const listId = z
  .union(
    [z.literal("@default"), resourceId("task list")],
    "expected the id of a task list, as tasks_list_lists gives it",
  )
  .default("@default");

export const taskId = resourceId("task");

/** Longest that the Tasks API takes ("Task", `title` and `notes`). */
export const taskTitle = headerText(1024);
export const taskNotes = z.string().max(8192, "expected at most 8192 characters");

/** A day; the Tasks API keeps no time ("Task", `due`). */
export const dueDay = localDate.describe("A day such as 2026-11-24; tasks have no time.");

/** The day as the API takes it. */
export function dueTime(day: string): string {
  return `${day}T00:00:00.000Z`;
}
