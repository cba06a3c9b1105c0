import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { RequestId, Streams } from "./first-answers.ts";

/** A connection of which `initialize` has been answered already (first-answers.ts): the second answer to it is not sent. */
export class ResumedTransport extends StdioServerTransport {
  #answered: RequestId | undefined;

  constructor({ input, output }: Streams, answered: RequestId | undefined) {
    super(input, output);
    this.#answered = answered;
  }

  override send(message: JSONRPCMessage): Promise<void> {
    const isAnswer = "id" in message && !("method" in message);
    if (!isAnswer || this.#answered === undefined || message.id !== this.#answered) return super.send(message);
    this.#answered = undefined;
    return Promise.resolve();
  }
}
