import type { z } from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { scope } from "../../scopes.ts";
import { type AnyTool, type Call, defineTool, type Tool } from "../tool.ts";

/** Scopes that reach every document of the person, not only those made here. */
const ALL_DOCUMENTS = ["documents", "documents.readonly", "drive", "drive.readonly"].map(scope);

/** Defines a Docs tool: what Google refuses in its own terms is told in the terms of the tools. */
export function defineDocsTool<Input extends z.ZodObject>(tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineTool<Input>({
    ...tool,
    service: "docs",
    run: (input, call) =>
      tool.run(input, call).catch((error: unknown) => {
        throw explained(error, call);
      }),
  });
}

function explained(error: unknown, { account }: Call): unknown {
  if (!(error instanceof GoogleApiError)) return error;
  if (error.status === 404 && !account.scopes.some((one) => ALL_DOCUMENTS.includes(one)))
    return new ToolError(
      "not_found",
      "This sign-in (drive.file) reaches only documents that were made here or opened with it, and this is not one of them or does not exist",
      "Check the id, or sign in again with google_sign_in for the service docs to reach all documents.",
      { cause: error },
    );
  if (/not supported for this document/.test(error.message))
    return new ToolError(
      "invalid_input",
      "This file is no Google Doc, perhaps a Word file",
      "Read it with drive_read_file.",
      { cause: error },
    );
  return error;
}
