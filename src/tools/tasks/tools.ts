import type { AnyTool } from "../tool.ts";
import { tasksClearCompleted, tasksCreate, tasksDelete, tasksMove, tasksUpdate } from "./change-tasks.ts";
import { tasksListLists } from "./list-lists.ts";
import { tasksList } from "./list-tasks.ts";
import { tasksManageList } from "./manage-list.ts";

/** The Tasks tools, in the order in which clients see them. */
export const tasksTools: readonly AnyTool[] = [
  tasksListLists,
  tasksList,
  tasksCreate,
  tasksUpdate,
  tasksDelete,
  tasksMove,
  tasksClearCompleted,
  tasksManageList,
];
