import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import type { Serving } from "../config/serving.ts";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { QuestionAsked } from "../pipeline/dialogue.ts";
import { askPerson } from "./ask-person.ts";
import { toErrorResult } from "./call-result.ts";
import { type ClientLog, clientLog } from "./client-log.ts";
import { serveCompletion } from "./completion.ts";
import { CAPABILITIES, introduce, SERVER_INFO } from "./introduction.ts";
import type { ListedTool } from "./listing.ts";
import { servePrompts } from "./prompts.ts";
import { serveResources } from "./resources.ts";
import { seenResources } from "./seen-resources.ts";
import { chosenTools, leftOutBy, servedTools } from "./served-tools.ts";
import { type CallTool, toolRunner } from "./tool-runner.ts";

export interface ServerDependencies {
  listing: readonly ListedTool[];
  /** Which of the listed tools are served. */
  serving: Serving;
  /** Records of all accounts: one small file, no key. */
  records(): Promise<AccountRecord[]>;
  callTool: CallTool;
  /** Called after a call and before a list, so that a change made elsewhere is told to the client. */
  onActivity(): void;
}

/** The server of one connection. */
export interface ServedConnection {
  readonly server: Server;
  readonly log: ClientLog;
  /** Tells the client that what it has listed may have changed, because the accounts have. */
  tellListsChanged(): Promise<void>;
}

/** Makes the server of one connection; the same for clients of every revision. */
export async function createServer(dependencies: ServerDependencies): Promise<ServedConnection> {
  const { listing, serving, records, callTool, onActivity } = dependencies;
  const chosen = chosenTools(listing, serving);
  const { instructions } = introduce(listing, serving, await records());
  const server = new Server(SERVER_INFO, { capabilities: CAPABILITIES, instructions });
  const log = clientLog(server);
  const seen = seenResources();
  const runner = toolRunner(server, { callTool, log, onResult: seen.note, onActivity });
  const served = (accounts: readonly AccountRecord[]) =>
    new Set(servedTools(chosen, accounts).map(({ definition }) => definition.name));

  server.setRequestHandler("tools/list", async () => introduce(listing, serving, await records()).list);

  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const tool = chosen.find(({ definition }) => definition.name === params.name);
    if (!tool) throw unknownTool(params.name, dependencies);
    try {
      return await runner.run(tool, params.arguments ?? {}, context);
    } catch (error) {
      if (error instanceof ToolError) return toErrorResult(error);
      if (error instanceof QuestionAsked) return askPerson(error.question);
      throw error;
    }
  });

  serveResources(server, { chosen, served, records, runner, seen });
  servePrompts(server, { served, records });
  serveCompletion(server, { chosen, served, records, runner });

  return {
    server,
    log,
    async tellListsChanged() {
      seen.forget();
      await server.sendToolListChanged();
      await server.sendResourceListChanged();
      await server.sendPromptListChanged();
    },
  };
}

/** A tool that the settings leave out is as unknown as one that does not exist; a person is told what left it out. */
function unknownTool(name: string, { listing, serving }: ServerDependencies): ProtocolError {
  const tool = listing.find(({ definition }) => definition.name === name);
  const setting = tool && leftOutBy(tool, serving);
  const why = setting ? ` (this server is set not to serve it: ${setting})` : "";
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name.slice(0, 100)}${why}`);
}
