import { plainServing } from "./commands/plain-serving.ts";
import { ToolError } from "./errors.ts";
import { redact } from "./redaction.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

// Zod's setting, before it is loaded: it parses by its own steps. To compile a schema takes longer than this program parses
// by it, and makes code from text, which nothing else here does.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Not awaited here: commands import what is in this module's file once built, which must have run to its end by then.
void run(process.argv);

async function run(argv: readonly string[]): Promise<void> {
  try {
    const serving = plainServing(argv.slice(2));
    if (serving) await (await import("./commands/serve.ts")).serve(serving);
    else await (await import("./commands/command-line.ts")).runCommandLine(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
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
