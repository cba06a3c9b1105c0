import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findLeaks, readTranscripts } from "./transcript.ts";

/** Gives the suite a folder for transcripts, and at its end searches them for secrets. */
export default function setup(): (() => void) | undefined {
  // Each of Vitest's projects calls this; they share one folder and one search.
  if (process.env.TEST_TRANSCRIPTS) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "transcripts-"));
  process.env.TEST_TRANSCRIPTS = folder;
  return () => {
    const { outputs, secrets } = readTranscripts(folder);
    const leaks = findLeaks(outputs, secrets);
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(
      `Canary: ${outputs.length} outputs of the program searched for ${secrets.length} secrets, ${leaks.length} found.\n`,
    );
    if (leaks.length > 0) {
      process.exitCode = 1;
      throw new Error(`Secrets in the program's output:\n${leaks.map((leak) => JSON.stringify(leak)).join("\n")}`);
    }
  };
}
