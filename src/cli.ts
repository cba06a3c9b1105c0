import { CommanderError } from "commander";
import { createProgram } from "./commands/program.ts";
import { ToolError } from "./errors.ts";
import { redact } from "./redaction.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (error instanceof ToolError) {
    const sentence = /[.!?:]$/.test(error.message) ? error.message : `${error.message}.`;
    process.stderr.write(`${redact([sentence, error.fix].filter((part) => part !== "").join("\n"))}\n`);
    return error.code === "invalid_input" ? WRONG_USAGE : FAILED;
  }
  process.stderr.write(
    `This is a fault of the program: ${redact(error instanceof Error ? error.message : String(error))}\n`,
  );
  return FAILED;
}
