import { Readable } from "node:stream";
import { Client as ClientV2 } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema, LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { BIN, cleanEnvironment } from "./cli.ts";
import { recordOutput } from "./transcript.ts";

/** The kinds of client that the server must serve alike: the SDK's old line, its new one in the old and the new era. */
export const CLIENT_KINDS = ["v1 SDK", "v2 SDK, 2025 era", "v2 SDK, 2026-07-28"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

const resultSchema = z.object({
  isError: z.boolean().optional(),
  content: z.array(
    z.looseObject({
      type: z.string(),
      text: z.string().optional(),
      mimeType: z.string().optional(),
      data: z.string().optional(),
    }),
  ),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});

const toolSchema = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.looseObject({
    properties: z.record(z.string(), z.looseObject({})).optional(),
    required: z.array(z.string()).optional(),
  }),
  annotations: z.record(z.string(), z.unknown()).optional(),
});
export type ListedForClient = z.output<typeof toolSchema>;

/** A tool's answer as tests look at it. */
export interface Called {
  isError: boolean;
  /** All text parts, joined. */
  text: string;
  images: { mimeType: string; bytes: Buffer }[];
  data: Record<string, unknown> | undefined;
}

/** A client of any kind, connected to a server of its own. */
export interface TestClient extends AsyncDisposable {
  tools(): Promise<ListedForClient[]>;
  /** @param signal cancels the call, as the client's person may */
  call(name: string, input?: Record<string, unknown>, signal?: AbortSignal): Promise<Called>;
  instructions(): string;
  /** Resolves when the server says that its tools have changed. */
  toolsChanged: Promise<void>;
  stderr(): string;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** What the person answers when the server asks; without it the client cannot ask. */
  onQuestion?(message: string): "accept" | "decline";
  /** Called with each log message of the server. */
  onLog?(data: unknown): void;
}

/** Starts the built server as a client does, and connects. */
export async function connectClient(
  kind: ClientKind,
  environment: Record<string, string | undefined>,
  options: ClientOptions = {},
): Promise<TestClient> {
  const parameters = {
    command: process.execPath,
    args: [BIN],
    env: cleanEnvironment(environment),
    stderr: "pipe" as const,
  };
  let changed: () => void = () => {};
  const toolsChanged = new Promise<void>((resolve) => {
    changed = resolve;
  });
  const connected =
    kind === "v1 SDK"
      ? await connectV1(parameters, changed, options)
      : await connectV2(kind, parameters, changed, options);
  const printed = { stderr: "" };
  connected.stderr?.on("data", (chunk: Buffer) => {
    printed.stderr += chunk.toString("utf8");
  });
  recordOutput("instructions", connected.instructions);
  const close = async () => {
    recordOutput("serve stderr", printed.stderr);
    await connected.close();
  };
  return {
    tools: async () => {
      const { tools } = z.object({ tools: z.array(toolSchema) }).parse(await connected.listTools());
      recordOutput("tools/list", JSON.stringify(tools));
      return tools;
    },
    call: async (name, input = {}, signal) => {
      const raw = await connected.callTool(name, input, signal);
      recordOutput(`tools/call ${name}`, JSON.stringify(raw));
      return toCalled(resultSchema.parse(raw));
    },
    instructions: () => connected.instructions,
    toolsChanged,
    stderr: () => printed.stderr,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toCalled({ isError, content, structuredContent }: z.output<typeof resultSchema>): Called {
  return {
    isError: isError === true,
    text: content.flatMap(({ text }) => text ?? []).join("\n"),
    images: content.flatMap(({ type, mimeType, data }) =>
      type === "image" && mimeType && data ? [{ mimeType, bytes: Buffer.from(data, "base64") }] : [],
    ),
    data: structuredContent,
  };
}

interface Connected {
  listTools(): Promise<unknown>;
  callTool(name: string, input: Record<string, unknown>, signal?: AbortSignal): Promise<unknown>;
  instructions: string;
  stderr: NodeJS.ReadableStream | null;
  close(): Promise<void>;
}

interface Parameters {
  command: string;
  args: string[];
  env: Record<string, string>;
  stderr: "pipe";
}

const CLIENT_INFO = { name: "test-client", version: "1.0.0" };

/** A client that can ask says so; what it sends back is the person's answer. */
const capabilitiesOf = ({ onQuestion }: ClientOptions) => ({ capabilities: onQuestion ? { elicitation: {} } : {} });
const answerOf = (action: "accept" | "decline") => (action === "accept" ? { action, content: {} } : { action });

async function connectV1(
  parameters: Parameters,
  onToolsChanged: () => void,
  options: ClientOptions,
): Promise<Connected> {
  const { onQuestion, onLog } = options;
  const client = new ClientV1(CLIENT_INFO, {
    ...capabilitiesOf(options),
    listChanged: { tools: { autoRefresh: false, onChanged: onToolsChanged } },
  });
  if (onQuestion) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => answerOf(onQuestion(params.message)));
  }
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => onLog?.(params.data));
  const transport = new StdioV1(parameters);
  await client.connect(transport);
  return {
    listTools: () => client.listTools(),
    callTool: (name, input, signal) => client.callTool({ name, arguments: input }, undefined, signal && { signal }),
    instructions: client.getInstructions() ?? "",
    stderr: stderrOf(transport),
    close: () => client.close(),
  };
}

async function connectV2(
  kind: ClientKind,
  parameters: Parameters,
  onToolsChanged: () => void,
  options: ClientOptions,
): Promise<Connected> {
  const { onQuestion, onLog } = options;
  const mode = kind === "v2 SDK, 2026-07-28" ? { pin: "2026-07-28" } : ("legacy" as const);
  const client = new ClientV2(CLIENT_INFO, {
    ...capabilitiesOf(options),
    versionNegotiation: { mode },
    listChanged: { tools: { autoRefresh: false, onChanged: onToolsChanged } },
  });
  if (onQuestion) client.setRequestHandler("elicitation/create", ({ params }) => answerOf(onQuestion(params.message)));
  client.setNotificationHandler("notifications/message", ({ params }) => onLog?.(params.data));
  const transport = new StdioV2(parameters);
  await client.connect(transport);
  return {
    listTools: () => client.listTools(),
    callTool: (name, input, signal) => client.callTool({ name, arguments: input }, signal && { signal }),
    instructions: client.getInstructions() ?? "",
    stderr: stderrOf(transport),
    close: () => client.close(),
  };
}

/** The transports declare a plain stream and hand out a readable one. */
function stderrOf({ stderr }: { stderr: unknown }): NodeJS.ReadableStream | null {
  return stderr instanceof Readable ? stderr : null;
}
