import type * as z from "zod";
import { ToolError } from "../errors.ts";
import { GoogleApiError } from "../google/google-api-error.ts";
import { type Service, scope } from "../scopes.ts";
import { type AnyTool, defineTool, type Tool } from "./tool.ts";

/** A kind of Google file that has an API of its own. */
export interface FileKind {
  service: Service;
  /** What people call one, and several. */
  noun: string;
  plural: string;
  /** The field in which tools name one. */
  field: string;
  /** What a file of another kind may be that goes by the same name. */
  instead: string;
  /** Tells a further refusal of this kind's API in the terms of the tools; undefined for one that needs no telling. */
  explain?: (error: GoogleApiError) => ToolError | undefined;
}

/** Reaches only what was made here, or opened with this program. */
const OWN_FILES = scope("drive.file");

/** Defines a tool for one kind of file: a file that Google does not hand out is told of in the terms of the tools. */
export function defineFileTool<Input extends z.ZodObject>(kind: FileKind, tool: Omit<Tool<Input>, "service">): AnyTool {
  const changesOne = tool.kind !== "read" && kind.field in tool.input.shape;
  const wide = tool.scopes.flat().filter((one) => one !== OWN_FILES);
  return defineTool<Input>({
    ...tool,
    service: kind.service,
    run: (input, call) =>
      tool.run(input, call).catch((error: unknown) => {
        const reachesAll = call.account.scopes.some((one) => wide.includes(one));
        throw (reachesAll ? undefined : outOfReach(error, kind, changesOne)) ?? explained(error, kind);
      }),
  });
}

/** A file that is not there, or not to be changed, for a sign-in by which the tool reaches only the program's own ones. */
function outOfReach(error: unknown, { service, plural }: FileKind, changesOne: boolean): ToolError | undefined {
  if (!(error instanceof ToolError)) return undefined;
  const isMissing = error instanceof GoogleApiError && error.status === 404;
  if (!isMissing && !(changesOne && error.code === "permission_denied")) return undefined;
  return new ToolError(
    isMissing ? "not_found" : "permission_denied",
    isMissing
      ? `This sign-in (drive.file) reaches only ${plural} that were made here or opened with it, and this is not one of them or does not exist`
      : `This sign-in (drive.file) changes only ${plural} that were made here or opened with it, and this is not one of them or you may not edit it`,
    `Check the id, or sign in again with google_sign_in for the service ${service} to reach all ${plural}.`,
    { cause: error },
  );
}

function explained(error: unknown, { noun, instead, explain }: FileKind): unknown {
  if (!(error instanceof GoogleApiError)) return error;
  if (/not supported for this document/.test(error.message))
    return new ToolError("invalid_input", `This file is no ${noun}${instead}`, "Read it with drive_read_file.", {
      cause: error,
    });
  return explain?.(error) ?? error;
}
