import { Readable } from "node:stream";
import { Client as ClientV2, LOG_LEVEL_META_KEY, type LoggingLevel } from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema, LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { BIN, cleanEnvironment } from "./cli.ts";
import { type ClientFeatures, clientFeatures, type SdkClient } from "./client-features.ts";
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
export interface TestClient extends AsyncDisposable, ClientFeatures {
  tools(): Promise<ListedForClient[]>;
  /** @param signal cancels the call, as the client's person may */
  call(name: string, input?: Record<string, unknown>, signal?: AbortSignal): Promise<Called>;
  instructions(): string;
  /** Takes log messages from this level up, as the client's revision has it: from now on, or with each call from now on. */
  logFrom(level: LoggingLevel): Promise<void>;
  /** Resolves when the server says that its tools have changed. */
  toolsChanged: Promise<void>;
  stderr(): string;
  /** Sends a signal to the server's process. */
  signal(name: NodeJS.Signals): void;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** What the client's entry says besides the command. */
  args?: readonly string[];
  /** What the person answers when the server asks; without it the client cannot ask. */
  onQuestion?(message: string): "accept" | "decline";
  /** What the person does when the server sends them to an address; without it the client opens none. */
  onUrl?(url: string): "accept" | "decline";
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
    args: [BIN, ...(options.args ?? [])],
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
    ...clientFeatures(connected.client),
    instructions: () => connected.instructions,
    logFrom: connected.logFrom,
    toolsChanged,
    stderr: () => printed.stderr,
    signal(name) {
      const pid = connected.pid();
      if (pid === null) throw new Error("the server has ended");
      process.kill(pid, name);
    },
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
  client: SdkClient;
  logFrom(level: LoggingLevel): Promise<void>;
  listTools(): Promise<unknown>;
  callTool(name: string, input: Record<string, unknown>, signal?: AbortSignal): Promise<unknown>;
  instructions: string;
  stderr: NodeJS.ReadableStream | null;
  pid(): number | null;
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
function capabilitiesOf({ onQuestion, onUrl }: ClientOptions) {
  if (!onQuestion && !onUrl) return { capabilities: {} };
  return { capabilities: { elicitation: { ...(onQuestion && { form: {} }), ...(onUrl && { url: {} }) } } };
}

/** What the client answers for its person; a form has content, an address has none. */
function answerTo({ onQuestion, onUrl }: ClientOptions, params: { message: string; url?: unknown }) {
  if (typeof params.url === "string") return { action: onUrl?.(params.url) ?? ("decline" as const) };
  const action = onQuestion?.(params.message) ?? ("decline" as const);
  return action === "accept" ? { action, content: {} } : { action };
}

async function connectV1(
  parameters: Parameters,
  onToolsChanged: () => void,
  options: ClientOptions,
): Promise<Connected> {
  const { onQuestion, onUrl, onLog } = options;
  const client = new ClientV1(CLIENT_INFO, {
    ...capabilitiesOf(options),
    listChanged: { tools: { autoRefresh: false, onChanged: onToolsChanged } },
  });
  if (onQuestion || onUrl) client.setRequestHandler(ElicitRequestSchema, ({ params }) => answerTo(options, params));
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => onLog?.(params.data));
  const transport = new StdioV1(parameters);
  await client.connect(transport);
  return {
    client,
    logFrom: async (level) => void (await client.setLoggingLevel(level)),
    listTools: () => client.listTools(),
    callTool: (name, input, signal) => client.callTool({ name, arguments: input }, undefined, signal && { signal }),
    instructions: client.getInstructions() ?? "",
    stderr: stderrOf(transport),
    pid: () => transport.pid,
    close: () => client.close(),
  };
}

async function connectV2(
  kind: ClientKind,
  parameters: Parameters,
  onToolsChanged: () => void,
  options: ClientOptions,
): Promise<Connected> {
  const { onQuestion, onUrl, onLog } = options;
  const mode = kind === "v2 SDK, 2026-07-28" ? { pin: "2026-07-28" } : ("legacy" as const);
  const client = new ClientV2(CLIENT_INFO, {
    ...capabilitiesOf(options),
    versionNegotiation: { mode },
    listChanged: { tools: { autoRefresh: false, onChanged: onToolsChanged } },
  });
  if (onQuestion || onUrl) client.setRequestHandler("elicitation/create", ({ params }) => answerTo(options, params));
  client.setNotificationHandler("notifications/message", ({ params }) => onLog?.(params.data));
  const transport = new StdioV2(parameters);
  await client.connect(transport);
  let meta: { _meta?: Record<string, unknown> } = {};
  return {
    client,
    async logFrom(level) {
      if (mode === "legacy") await client.setLoggingLevel(level);
      else meta = { _meta: { [LOG_LEVEL_META_KEY]: level } };
    },
    listTools: () => client.listTools(),
    callTool: (name, input, signal) => client.callTool({ name, arguments: input, ...meta }, signal && { signal }),
    instructions: client.getInstructions() ?? "",
    stderr: stderrOf(transport),
    pid: () => transport.pid,
    close: () => client.close(),
  };
}

/** The transports declare a plain stream and hand out a readable one. */
function stderrOf({ stderr }: { stderr: unknown }): NodeJS.ReadableStream | null {
  return stderr instanceof Readable ? stderr : null;
}
