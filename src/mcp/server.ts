import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { type Dialogue, QuestionAsked } from "../pipeline/dialogue.ts";
import type { Call } from "../tools/tool.ts";
import { VERSION } from "../version.ts";
import { askPerson, dialogueOf } from "./ask-person.ts";
import { toErrorResult } from "./call-result.ts";
import { instructionsFor } from "./instructions.ts";
import type { ListedTool } from "./listing.ts";
import { servedTools, toolDefinitions } from "./served-tools.ts";

/** Runs one call; loaded with everything that a call needs when the first one comes. */
export type CallTool = (
  tool: ListedTool,
  call: { arguments: Record<string, unknown>; dialogue: Dialogue; signal: AbortSignal; progress: Call["progress"] },
) => Promise<CallToolResult>;

export interface ServerDependencies {
  listing: readonly ListedTool[];
  /** Records of all accounts: one small file, no key. */
  records(): Promise<AccountRecord[]>;
  callTool: CallTool;
  /** Called after a call and before a list, so that a change made elsewhere is told to the client. */
  onActivity(): void;
}

/** Makes the server of one connection; the same for clients of every revision. */
export async function createServer(dependencies: ServerDependencies): Promise<Server> {
  const byName = new Map(dependencies.listing.map((tool) => [tool.definition.name, tool]));
  const server = new Server(
    { name: "groupon-google-mcp", title: "Google Workspace", version: VERSION },
    {
      capabilities: { tools: { listChanged: true }, logging: {} },
      instructions: instructionsFor(await dependencies.records()),
    },
  );

  server.setRequestHandler("tools/list", async () => {
    const records = await dependencies.records();
    return { tools: toolDefinitions(servedTools(dependencies.listing, records), records) };
  });

  server.setRequestHandler("tools/call", async (request, context) => {
    const tool = byName.get(request.params.name);
    if (!tool)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${request.params.name.slice(0, 100)}`);
    const token = context.mcpReq._meta?.progressToken;
    try {
      return await dependencies.callTool(tool, {
        arguments: request.params.arguments ?? {},
        dialogue: dialogueOf(server, context),
        signal: context.mcpReq.signal,
        progress: (progress, total, message) => {
          if (token === undefined) return;
          const params = {
            progressToken: token,
            progress,
            ...(total !== undefined && { total }),
            ...(message && { message }),
          };
          context.mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
        },
      });
    } catch (error) {
      if (error instanceof ToolError) return toErrorResult(error);
      if (error instanceof QuestionAsked) return askPerson(error.question);
      throw error;
    } finally {
      dependencies.onActivity();
    }
  });
  return server;
}
