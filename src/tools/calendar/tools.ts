import type { AnyTool } from "../tool.ts";

/** The calendar tools, in the order in which clients see them. */
export const calendarTools: readonly AnyTool[] = [];
