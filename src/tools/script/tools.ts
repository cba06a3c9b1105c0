import type { AnyTool } from "../tool.ts";

/** The Apps Script tools, in the order in which clients see them. */
export const scriptTools: readonly AnyTool[] = [];
