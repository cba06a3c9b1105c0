import { redact } from "../redaction.ts";

/** Writes a command's result to stdout. */
export function print(text: string): void {
  process.stdout.write(`${redact(text)}\n`);
}

/** Writes talk to stderr. */
export function say(text: string): void {
  process.stderr.write(`${redact(text)}\n`);
}

/** Whether a person sits at this terminal. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}
