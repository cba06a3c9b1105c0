import type { AnyTool } from "../tool.ts";

/** The Tasks tools, in the order in which clients see them. */
export const tasksTools: readonly AnyTool[] = [];
