import type { AnyTool } from "../tool.ts";

/** The Meet tools, in the order in which clients see them. */
export const meetTools: readonly AnyTool[] = [];
