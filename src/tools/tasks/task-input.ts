import * as z from "zod";
import { headerText, localDate, resourceId } from "../input.ts";

/** The account's first list, as the API names it. */
const DEFAULT_LIST = "@default";

const knownList = resourceId("task list");
const EXPECTED_LIST = "expected the id of a task list, as tasks_list_lists gives it";

/** A task list's id, or `@default`; one plain string to whoever reads the schema. */
export const anyListId = z
  .string()
  .refine((value) => value === DEFAULT_LIST || knownList.safeParse(value).success, EXPECTED_LIST);

/** A task list's id; the account's first list when left out. */
export const listId = anyListId.optional().transform((value) => value ?? DEFAULT_LIST);

export const taskId = resourceId("task");

/** Longest that the Tasks API takes ("Task", `title` and `notes`). */
export const taskTitle = headerText(1024);
export const taskNotes = z.string().max(8192, "expected at most 8192 characters");

/** A day; the Tasks API keeps no time ("Task", `due`). */
export const dueDay = localDate.describe("A day such as 2026-11-24; tasks have no time.");

/** A new day, or an empty text that takes the day away. */
export const newDueDay = z
  .string()
  .refine(
    (value) => value === "" || localDate.safeParse(value).success,
    "expected a day such as 2026-11-24, or an empty text",
  )
  .describe("A day; empty: none.");

/** The day as the API takes it. */
export function dueTime(day: string): string {
  return `${day}T00:00:00.000Z`;
}
