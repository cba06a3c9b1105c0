import type { AnyTool } from "../tool.ts";

/** The drive tools, in the order in which clients see them. */
export const driveTools: readonly AnyTool[] = [];
