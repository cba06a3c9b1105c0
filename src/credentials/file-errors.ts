import { ToolError } from "../errors.ts";

/** Whether an error of the operating system carries one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    codes.some((code) => code === error.code)
  );
}

/** What a person is told when the system does not let a file be read; other errors stay what they are. */
export function unreadableBySystem(error: unknown, subject: string): unknown {
  if (error instanceof ToolError || !isSystemError(error)) return error;
  const why = hasCode(error, "EACCES", "EPERM")
    ? "may not be read by this user"
    : `could not be read from the disk (${error.code})`;
  const fix = "Nothing was changed. Check the folder's owner, mode and disk, then try again.";
  return new ToolError("storage_unreadable", `${subject} ${why}`, fix, { cause: error });
}

/** What a person is told when a file cannot be written. */
export function unwritable(error: unknown, subject: string): unknown {
  if (error instanceof ToolError && error.code !== "storage_unreadable") return error;
  const fix = "Check the folder's owner, mode and free space, then try again.";
  if (error instanceof ToolError) {
    return new ToolError("storage_unwritable", error.message, error.fix, { cause: error });
  }
  const why = isSystemError(error) ? `could not be written (${error.code})` : "could not be written";
  return new ToolError("storage_unwritable", `${subject} ${why}`, fix, { cause: error });
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
