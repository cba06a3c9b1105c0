import type { AnyTool } from "../tool.ts";

/** The Sheets tools, in the order in which clients see them. */
export const sheetsTools: readonly AnyTool[] = [];
