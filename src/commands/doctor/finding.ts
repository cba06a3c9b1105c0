import { ToolError } from "../../errors.ts";

/** What a check has found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly state: "ok" | "warning" | "failed";
  readonly what: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Turns the failure of a check into its finding. */
export function failed(check: string, error: unknown): Finding {
  if (error instanceof ToolError)
    return { check, state: "failed", what: error.message, ...(error.fix && { fix: error.fix }) };
  const what =
    error instanceof Error && "code" in error ? `the system says ${String(error.code)}` : "a fault of the program";
  return { check, state: "failed", what };
}

/** Runs one check; whatever goes wrong in it is its finding. */
export async function run(check: string, look: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [failed(check, error)];
  }
}
