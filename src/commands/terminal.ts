import { redact } from "../redaction.ts";
import { clearSpinner } from "./spinner.ts";

/** Writes a command's result to stdout. */
export function print(text: string): void {
  clearSpinner();
  process.stdout.write(`${redact(text)}\n`);
}

/** Writes a command's result to stdout as JSON, for scripts. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Writes talk to stderr. */
export function say(text: string): void {
  clearSpinner();
  process.stderr.write(`${redact(text)}\n`);
}
