import type { z } from "zod";
import { ToolError } from "../errors.ts";
import { GoogleApiError } from "../google/google-api-error.ts";
import type { Service } from "../scopes.ts";
import { type AnyTool, type Call, defineTool, type Tool } from "./tool.ts";

/** A kind of Google file that has an API of its own. */
export interface FileKind {
  service: Service;
  /** What people call one, and several. */
  noun: string;
  plural: string;
  /** Scopes that reach every one of the person, not only those made here. */
  wide: readonly string[];
  /** What a file of another kind may be that goes by the same name. */
  instead: string;
  /** Tells a further refusal of this kind's API in the terms of the tools; undefined for one that needs no telling. */
  explain?(error: GoogleApiError): ToolError | undefined;
}

/** Defines a tool for one kind of file: a file that Google does not hand out is told of in the terms of the tools. */
export function defineFileTool<Input extends z.ZodObject>(kind: FileKind, tool: Omit<Tool<Input>, "service">): AnyTool {
  return defineTool<Input>({
    ...tool,
    service: kind.service,
    run: (input, call) =>
      tool.run(input, call).catch((error: unknown) => {
        throw explained(error, kind, call);
      }),
  });
}

function explained(error: unknown, kind: FileKind, { account }: Call): unknown {
  const { service, noun, plural, wide, instead } = kind;
  if (!(error instanceof GoogleApiError)) return error;
  if (error.status === 404 && !account.scopes.some((one) => wide.includes(one)))
    return new ToolError(
      "not_found",
      `This sign-in (drive.file) reaches only ${plural} that were made here or opened with it, and this is not one of them or does not exist`,
      `Check the id, or sign in again with google_sign_in for the service ${service} to reach all ${plural}.`,
      { cause: error },
    );
  if (/not supported for this document/.test(error.message))
    return new ToolError("invalid_input", `This file is no ${noun}${instead}`, "Read it with drive_read_file.", {
      cause: error,
    });
  return kind.explain?.(error) ?? error;
}
