import type * as z from "zod";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const DOCUMENTS: FileKind = {
  service: "docs",
  noun: "Google Doc",
  plural: "documents",
  field: "document_id",
  instead: ", perhaps a Word file",
};

/** Defines a Docs tool. */
export function defineDocsTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(DOCUMENTS, tool);
}
