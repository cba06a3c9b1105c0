import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

const messageSchema = z.looseObject({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});

const INITIALIZE = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "bench", version: "1.0.0" },
};

const calledSchema = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});
export type Called = z.output<typeof calledSchema>;

/** A process that speaks MCP over stdio, with as little of a client before it as can be, so that the client costs nothing. */
export class McpProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly startedAt = performance.now();
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  readonly #ended: Promise<void>;
  #rest = "";
  #count = 0;

  constructor(command: readonly string[], environment: Readonly<Record<string, string>>) {
    const [program = "", ...args] = command;
    this.child = spawn(program, args, { env: { PATH: process.env.PATH ?? "", ...environment }, stdio: "pipe" });
    this.child.stderr.resume();
    this.child.stdout.setEncoding("utf8").on("data", (chunk: string) => this.#read(chunk));
    this.#ended = new Promise((resolve) => this.child.once("close", () => resolve()));
  }

  /** Milliseconds since the process was started. */
  get age(): number {
    return performance.now() - this.startedAt;
  }

  /** Resident memory in MB (10⁶ bytes); Linux alone tells it. */
  get memory(): number {
    return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))?.[1]) * 1024) / 1e6;
  }

  async initialize(): Promise<void> {
    await this.request("initialize", INITIALIZE);
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  }

  /** @throws when the process ends, or answers with an error */
  request(method: string, params: unknown): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    const ended = this.#ended.then(() => Promise.reject(new Error(`the process ended before it answered ${method}`)));
    return Promise.race([answer, ended]);
  }

  /** Calls a tool. @throws when it fails */
  async call(name: string, input: Record<string, unknown> = {}): Promise<Called> {
    const called = calledSchema.parse(await this.request("tools/call", { name, arguments: input }));
    if (called.isError) throw new Error(`${name} failed: ${called.content[0]?.text}`);
    return called;
  }

  /** Closes stdin, as a client does that leaves, and waits for the end. */
  async close(): Promise<void> {
    this.child.stdin.end();
    await this.#ended;
  }

  #read(chunk: string): void {
    this.#rest += chunk;
    for (let end = this.#rest.indexOf("\n"); end >= 0; end = this.#rest.indexOf("\n")) {
      const message = messageIn(this.#rest.slice(0, end));
      this.#rest = this.#rest.slice(end + 1);
      // Whoever waits for an answer is told that the process has ended.
      if (message === undefined) return void this.child.kill();
      const { id, result, error } = message;
      if (id === undefined) continue;
      if (error !== undefined) throw new Error(`the server answered with an error: ${JSON.stringify(error)}`);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    }
  }
}

/** @returns undefined for a line that is no message, as of a program that prints how it is used */
function messageIn(line: string): z.output<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
