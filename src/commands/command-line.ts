import { CommanderError } from "commander";
import { createProgram } from "./program.ts";

const WRONG_USAGE = 2;

/**
 * Runs what a command line asks for. What is wrong with the line itself has been told when it comes back.
 * @param argv as in `process.argv`
 * @throws whatever the command throws
 */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  }
}
