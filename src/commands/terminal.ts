import { redact } from "../redaction.ts";

/** Writes a command's result to stdout. */
export function print(text: string): void {
  process.stdout.write(`${redact(text)}\n`);
}

/** Writes talk to stderr. */
export function say(text: string): void {
  process.stderr.write(`${redact(text)}\n`);
}
