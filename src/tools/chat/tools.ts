import type { AnyTool } from "../tool.ts";

/** The Chat tools, in the order in which clients see them. */
export const chatTools: readonly AnyTool[] = [];
