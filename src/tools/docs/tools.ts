import type { AnyTool } from "../tool.ts";

/** The Docs tools, in the order in which clients see them. */
export const docsTools: readonly AnyTool[] = [];
