import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
} from "@modelcontextprotocol/server";
import type { AccountRecord } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { QuestionAsked } from "../pipeline/dialogue.ts";
import { askPerson } from "./ask-person.ts";
import { errorText } from "./call-result.ts";
import type { ListedTool } from "./listing.ts";
import { RESOURCE_KINDS } from "./resource-kinds.ts";
import { parseResourceUri, type ResourceAddress } from "./resource-uri.ts";
import type { SeenResources } from "./seen-resources.ts";
import type { ToolRunner } from "./tool-runner.ts";

export interface ResourceOptions {
  /** The tools that can be called. */
  readonly chosen: readonly ListedTool[];
  /** Those that the accounts' grants serve. */
  served(records: readonly AccountRecord[]): ReadonlySet<string>;
  records(): Promise<AccountRecord[]>;
  readonly runner: ToolRunner;
  readonly seen: SeenResources;
}

/** Serves mails, files and events as resources: each is read by the tool that reads it, through the same stages. */
export function serveResources(server: Server, { chosen, served, records, runner, seen }: ResourceOptions): void {
  server.setRequestHandler("resources/templates/list", async () => {
    const accounts = await records();
    const readable = served(accounts);
    const query = accounts.length > 1 ? "{?account}" : "";
    return {
      resourceTemplates: RESOURCE_KINDS.filter(({ reads }) => readable.has(reads.tool)).map(
        ({ name, title, description, template, mimeType }) => ({
          name,
          title,
          description,
          uriTemplate: `${template}${query}`,
          ...(mimeType && { mimeType }),
        }),
      ),
    };
  });

  server.setRequestHandler("resources/list", async () => {
    const accounts = await records();
    return { resources: accounts.length === 0 ? [] : seen.list(served(accounts)) };
  });

  server.setRequestHandler("resources/read", async ({ params: { uri } }, context) => {
    const address = parseResourceUri(uri);
    const tool = chosen.find(({ definition }) => definition.name === address?.kind.reads.tool);
    if (!address || !tool) throw unknownAddress(uri, chosen);
    try {
      return toContents(uri, address, await runner.run(tool, inputOf(address), context));
    } catch (error) {
      if (error instanceof QuestionAsked) return askPerson(error.question);
      if (error instanceof ToolError) throw toProtocolError(uri, error);
      throw error;
    }
  });
}

function inputOf({ kind, variables, account, offset }: ResourceAddress): Record<string, unknown> {
  return {
    ...kind.reads.input(variables),
    ...(account !== undefined && { account }),
    ...(offset !== undefined && { offset }),
  };
}

/** Text as the tool has given it, fence and all, and images as they are. */
function toContents(uri: string, { kind }: ResourceAddress, { content }: CallToolResult): ReadResourceResult {
  return {
    contents: content.flatMap((part): ReadResourceResult["contents"] => {
      if (part.type === "text") return [{ uri, mimeType: kind.mimeType ?? "text/markdown", text: part.text }];
      return part.type === "image" ? [{ uri, mimeType: part.mimeType, blob: part.data }] : [];
    }),
  };
}

/** What is not there is told as the protocol tells it; what the person has to do something about, by our own code as well. */
function toProtocolError(uri: string, error: ToolError): ProtocolError {
  const text = errorText(error);
  if (error.code === "not_found") return new ResourceNotFoundError(uri, text);
  const code = error.code === "invalid_input" ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, text, { code: error.code });
}

function unknownAddress(uri: string, chosen: readonly ListedTool[]): ProtocolError {
  const served = RESOURCE_KINDS.filter(({ reads }) => chosen.some(({ definition }) => definition.name === reads.tool));
  const expected = served.map(({ template }) => template).join(", ") || "no resource at all, as it is set";
  return new ResourceNotFoundError(
    uri,
    `No such resource: ${JSON.stringify(uri.slice(0, 200))}. This server has ${expected}; in an id, write / and # as %2F and %23.`,
  );
}
