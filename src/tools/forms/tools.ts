import type { AnyTool } from "../tool.ts";

/** The Forms tools, in the order in which clients see them. */
export const formsTools: readonly AnyTool[] = [];
