import { createInterface } from "node:readline";
import { ToolError } from "../../errors.ts";

/** The person at a terminal, asked on stderr, answering on stdin. */
export interface Person {
  /** @throws ToolError `cancelled` when stdin has ended */
  ask(question: string): Promise<string>;
  /** Yes unless they say no, or the other way round. */
  confirm(question: string, byDefault?: boolean): Promise<boolean>;
  /** What they write, until the signal fires; the line that is written after that belongs to the next question. */
  lines(until: AbortSignal): AsyncIterable<string>;
  close(): void;
}

export function atTerminal(): Person {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const written: string[] = [];
  let ended = false;
  let wake = () => {};
  reader.on("line", (line) => {
    written.push(line);
    wake();
  });
  reader.on("close", () => {
    ended = true;
    wake();
  });
  /** The next line; undefined when there will be none, or the signal fires first. */
  const next = async (until?: AbortSignal): Promise<string | undefined> => {
    while (written.length === 0 && !ended && !until?.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        until?.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return until?.aborted ? undefined : written.shift();
  };
  const ask = async (question: string) => {
    process.stderr.write(`${question} `);
    const line = await next();
    if (line === undefined) throw new ToolError("cancelled", "The set-up was ended", "Run setup again to go on.");
    return line.trim();
  };
  return {
    ask,
    async confirm(question, byDefault = true) {
      const answer = await ask(`${question} [${byDefault ? "Y/n" : "y/N"}]`);
      return answer === "" ? byDefault : /^y/i.test(answer);
    },
    async *lines(until) {
      for (let line = await next(until); line !== undefined; line = await next(until)) yield line;
    },
    close() {
      reader.close();
      process.stdin.destroy();
    },
  };
}
