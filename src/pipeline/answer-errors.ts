import { ToolError } from "../errors.ts";
import { QuestionAsked } from "./dialogue.ts";
import type { Stage } from "./stage.ts";

/** Gives every failure the one shape of an error (SECURITY-SPEC 4.4): what was not foreseen becomes `internal`, without its text. */
export function answerErrors(report: (error: unknown) => void): Stage {
  return async (invocation, next) => {
    try {
      return await next(invocation);
    } catch (error) {
      if (error instanceof ToolError || error instanceof QuestionAsked) throw error;
      report(error);
      throw new ToolError(
        "internal",
        `${invocation.tool.name} failed because of a fault in this program`,
        "Try again; if it fails again, please report it with the message on the server's error output.",
        { cause: error },
      );
    }
  };
}
