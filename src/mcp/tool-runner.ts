import type { CallToolResult, Server, ServerContext } from "@modelcontextprotocol/server";
import type { Dialogue } from "../pipeline/dialogue.ts";
import { outcomeOf } from "../pipeline/outcome.ts";
import type { Call } from "../tools/tool.ts";
import { dialogueOf } from "./ask-person.ts";
import { type ClientFolders, clientFolders } from "./client-folders.ts";
import type { ClientLog } from "./client-log.ts";
import type { ListedTool } from "./listing.ts";
import { withProgress } from "./progress.ts";

/** Runs one call; loaded with everything that a call needs when the first one comes. */
export type CallTool = (
  tool: ListedTool,
  call: {
    arguments: Record<string, unknown>;
    dialogue: Dialogue;
    clientFolders: ClientFolders;
    signal: AbortSignal;
    progress: Call["progress"];
  },
) => Promise<CallToolResult>;

/** What came of a tool, for those who want to remember it. */
export type OnResult = (tool: ListedTool, input: Record<string, unknown>, result: CallToolResult) => void;

/** Runs tools for the requests of one connection, whatever kind of request it is. */
export interface ToolRunner {
  /**
   * Runs a tool for a request of the client: its person can be asked, progress is told, and it ends when it is cancelled.
   * @throws ToolError, QuestionAsked
   */
  run(tool: ListedTool, input: Record<string, unknown>, context: ServerContext): Promise<CallToolResult>;
  /**
   * Runs a tool while the person is typing: it asks nobody, starts no sign-in, and outlives the request, because the next
   * key will ask for the same.
   * @throws ToolError
   */
  runUnattended(tool: ListedTool, input: Record<string, unknown>): Promise<CallToolResult>;
}

const NOBODY: Dialogue = { canAsk: false, canOpenUrls: false, unattended: true, answer: () => undefined };

export interface ToolRunnerOptions {
  readonly callTool: CallTool;
  readonly log: ClientLog;
  readonly onResult: OnResult;
  /** Called after each call. */
  onActivity(): void;
}

export function toolRunner(server: Server, { callTool, log, onResult, onActivity }: ToolRunnerOptions): ToolRunner {
  const folders = clientFolders(server);
  const call = async (tool: ListedTool, given: Parameters<CallTool>[1]) => {
    const { name } = tool.definition;
    const started = performance.now();
    const tell = (outcome: string) =>
      log.send("debug", "calls", `${name}: ${outcome}, ${Math.round(performance.now() - started)} ms`);
    try {
      const result = await callTool(tool, given);
      tell("ok");
      onResult(tool, given.arguments, result);
      return result;
    } catch (error) {
      tell(outcomeOf(error));
      throw error;
    } finally {
      onActivity();
    }
  };
  return {
    run: (tool, input, context) =>
      log.during(context, () =>
        withProgress(context, (progress) =>
          call(tool, {
            arguments: input,
            dialogue: dialogueOf(server, context),
            clientFolders: folders,
            signal: context.mcpReq.signal,
            progress,
          }),
        ),
      ),
    runUnattended: (tool, input) =>
      call(tool, {
        arguments: input,
        dialogue: NOBODY,
        clientFolders: async () => [],
        signal: new AbortController().signal,
        progress: () => {},
      }),
  };
}
