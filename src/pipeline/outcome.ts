import { ToolError } from "../errors.ts";
import { QuestionAsked } from "./dialogue.ts";

/** How a call that failed has ended, as log and monitor name it. */
export function outcomeOf(error: unknown): string {
  if (error instanceof QuestionAsked) return "asked";
  return error instanceof ToolError ? error.code : "internal";
}
