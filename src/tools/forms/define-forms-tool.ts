import type * as z from "zod";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const FORMS: FileKind = {
  service: "forms",
  noun: "Google Form",
  plural: "forms",
  field: "form_id",
  instead: "",
};

/** Defines a Forms tool. */
export function defineFormsTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(FORMS, tool);
}
