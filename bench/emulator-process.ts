import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";

const readySchema = z.object({
  environment: z.record(z.string(), z.string()),
  relay: z.string(),
  token: z.string(),
  messageIds: z.array(z.string()),
  calendarIds: z.array(z.string()),
  folderId: z.string(),
  largeFileId: z.string(),
});

const countedSchema = z.object({ requests: z.number(), bytes: z.number() });

/** A running emulator in a process of its own. */
export interface EmulatorProcess extends z.output<typeof readySchema> {
  /** Makes the way to the emulator so many milliseconds long, there and back. */
  setDelay(ms: number): Promise<void>;
  /** Counts requests and bytes of answers, before compression, from here on. */
  beginCount(): Promise<void>;
  endCount(): Promise<{ requests: number; bytes: number }>;
  close(): void;
}

/**
 * @param script the bundled emulator-child.ts
 * @param largeBytes size of the large file
 */
export async function startEmulatorProcess(script: string, largeBytes: number): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [script, String(largeBytes)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
  const order = async (what: unknown) => {
    child.stdin.write(`${JSON.stringify(what)}\n`);
    return countedSchema.parse(await next());
  };
  return {
    ...readySchema.parse(await next()),
    setDelay: async (ms) => void (await order({ delay: ms })),
    beginCount: async () => void (await order({ count: "begin" })),
    endCount: () => order({ count: "end" }),
    close: () => child.stdin.end(),
  };
}
