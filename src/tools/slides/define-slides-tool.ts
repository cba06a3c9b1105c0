import type * as z from "zod";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const PRESENTATIONS: FileKind = {
  service: "slides",
  noun: "Google Slides presentation",
  plural: "presentations",
  field: "presentation_id",
  instead: ", perhaps a PowerPoint file",
};

/** Defines a Slides tool. */
export function defineSlidesTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(PRESENTATIONS, tool);
}
