import type * as z from "zod";
import { ToolError } from "../../errors.ts";
import type { GoogleApiError } from "../../google/google-api-error.ts";
import { defineFileTool, type FileKind } from "../file-tool.ts";
import type { AnyTool, Tool } from "../tool.ts";

const SPREADSHEETS: FileKind = {
  service: "sheets",
  noun: "Google Sheet",
  plural: "spreadsheets",
  field: "spreadsheet_id",
  instead: ", perhaps an Excel file",
  explain: unknownRange,
};

/** Defines a Sheets tool. */
export function defineSheetsTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineFileTool(SPREADSHEETS, tool);
}

function unknownRange(error: GoogleApiError): ToolError | undefined {
  const range = /Unable to parse range: (.*)$/.exec(error.message)?.[1];
  if (range === undefined) return undefined;
  return new ToolError(
    "not_found",
    `There is no tab, named range or cells ${range}`,
    "sheets_get lists the tabs. A title with spaces or like a cell needs quotes: 'My tab'!A1.",
    { cause: error },
  );
}
