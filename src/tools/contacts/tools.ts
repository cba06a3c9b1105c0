import type { AnyTool } from "../tool.ts";

/** The Contacts tools, in the order in which clients see them. */
export const contactsTools: readonly AnyTool[] = [];
