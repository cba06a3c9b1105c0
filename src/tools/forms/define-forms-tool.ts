import type { z } from "zod";
import { scope } from "../../scopes.ts";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const FORMS: FileKind = {
  service: "forms",
  noun: "Google Form",
  plural: "forms",
  wide: ["forms.body", "forms.body.readonly", "forms.responses.readonly", "drive", "drive.readonly"].map(scope),
  instead: "",
};

/** Defines a Forms tool. */
export function defineFormsTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(FORMS, tool);
}
