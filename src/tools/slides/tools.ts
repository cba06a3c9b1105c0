import type { AnyTool } from "../tool.ts";

/** The Slides tools, in the order in which clients see them. */
export const slidesTools: readonly AnyTool[] = [];
