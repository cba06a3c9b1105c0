import type { z } from "zod";
import { scope } from "../../scopes.ts";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const PRESENTATIONS: FileKind = {
  service: "slides",
  noun: "Google Slides presentation",
  plural: "presentations",
  wide: ["presentations", "presentations.readonly", "drive", "drive.readonly"].map(scope),
  instead: ", perhaps a PowerPoint file",
};

/** Defines a Slides tool. */
export function defineSlidesTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(PRESENTATIONS, tool);
}
