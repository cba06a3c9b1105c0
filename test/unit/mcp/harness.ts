import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { loadConfig } from "../../../src/config/config.ts";
import type { ServingOptions } from "../../../src/config/serving.ts";
import type { AccountRecord } from "../../../src/credentials/credential.ts";
import { inputJsonSchema } from "../../../src/mcp/json-schema.ts";
import { type ListedTool, listTool } from "../../../src/mcp/listing.ts";
import { createServer } from "../../../src/mcp/server.ts";
import type { CallTool } from "../../../src/mcp/tool-runner.ts";
import { scope } from "../../../src/scopes.ts";
import { loadTools } from "../../../src/tools/catalogue.ts";
import { record } from "../pipeline/harness.ts";

export const READ_ALL = ["gmail.readonly", "drive.readonly", "calendar.readonly"].map(scope);

/** Somebody who lets mails, files and events be read. */
export const ADA = record("ada@example.com", READ_ALL);
export const GRACE = record("grace@example.com", READ_ALL);

/** What a call was asked for. */
export interface Asked {
  tool: string;
  input: Record<string, unknown>;
  unattended: boolean;
}

export interface Options {
  accounts?: AccountRecord[];
  serving?: ServingOptions;
  /** What each tool gives; an error is thrown. */
  answer?(asked: Asked, call: Parameters<CallTool>[1]): ReturnType<CallTool> | Awaited<ReturnType<CallTool>>;
  onLog?(level: string, data: unknown): void;
}

let listing: Promise<ListedTool[]> | undefined;

/** The listed tools of the services that resources are of. */
export function listed(): Promise<ListedTool[]> {
  listing ??= Promise.all((["account", "gmail", "drive", "calendar"] as const).map(loadTools)).then((services) =>
    services.flat().map((tool) => listTool(tool, { toJsonSchema: inputJsonSchema, countTokens: () => 1 })),
  );
  return listing;
}

/** A server without anything behind it, and a client of it. */
export async function connected(options: Options = {}) {
  const tools = await listed();
  const asked: Asked[] = [];
  const accounts = options.accounts ?? [ADA];
  const { serving } = loadConfig(
    {},
    { options: options.serving ?? {}, toolNames: tools.map((one) => one.definition.name) },
  );
  const connection = await createServer({
    listing: tools,
    serving,
    records: async () => accounts,
    async callTool({ definition }, call) {
      const one = { tool: definition.name, input: call.arguments, unattended: call.dialogue.unattended === true };
      asked.push(one);
      return (await options.answer?.(one, call)) ?? { content: [{ type: "text", text: `${definition.name} answers` }] };
    },
    onActivity: () => {},
  });
  const client = new Client({ name: "client", version: "1" }, { capabilities: {} });
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) =>
    options.onLog?.(params.level, params.data),
  );
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([connection.server.connect(one), client.connect(other)]);
  return { client, connection, asked, accounts, tools };
}
