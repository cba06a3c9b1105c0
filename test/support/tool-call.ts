import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../../src/errors.ts";
import { allowedFiles } from "../../src/files/allowed-files.ts";
import { createGoogleClients } from "../../src/google/google-clients.ts";
import { createTransport } from "../../src/net/transport.ts";
import { SERVICE_SCOPES, SERVICES, scope } from "../../src/scopes.ts";
import type { AnyTool, Audience, Call, ToolResult } from "../../src/tools/tool.ts";
import type { Emulator } from "../emulator/emulator.ts";
import { recordOutput, recordSecret } from "./transcript.ts";

/** What a tool's test may set of the call. */
export interface ToolCallOptions {
  email?: string;
  timeZone?: string;
  /** Scopes of the access token, short or in full. */
  scopes?: readonly string[];
  signal?: AbortSignal;
  /** Folder that stands for the exchange folder; without it the tool finds no file. */
  exchange?: string;
  progress?: Call["progress"];
}

/** Wide enough for every tool; tests of scopes name their own. */
const ALL_SCOPES: readonly string[] = [
  ...new Set([
    "https://mail.google.com/",
    "drive",
    "calendar",
    ...SERVICES.flatMap((service) => [...SERVICE_SCOPES[service].full, ...(SERVICE_SCOPES[service].separate ?? [])]),
  ]),
];

/**
 * Runs a tool against the emulator as the pipeline would: input parsed by its schema, real API clients, a token of the
 * account. Throws what the tool throws, and the ZodError of input that does not fit.
 */
export async function runTool(
  emulator: Emulator,
  tool: AnyTool,
  input: unknown,
  options: ToolCallOptions = {},
): Promise<ToolResult> {
  const prepared = tool.prepare(input);
  if (!prepared.ok) throw prepared.error;
  const transport = createTransport(emulator.origin);
  try {
    const result = await prepared.run(callFor(emulator, transport, tool.safeToResend ?? tool.idempotent, options));
    if (result.data && tool.output) tool.output.parse(result.data);
    recordOutput(tool.name, JSON.stringify({ ...result, images: [] }));
    return result;
  } catch (error) {
    if (error instanceof ToolError) recordOutput(`${tool.name} refused`, `${error.message}\n${error.fix}`);
    throw error;
  } finally {
    transport.close();
  }
}

/** Whom a call of the tool would reach, as the guard asks before it runs. */
export async function audienceOf(
  emulator: Emulator,
  tool: AnyTool,
  input: unknown,
  options: ToolCallOptions = {},
): Promise<Audience> {
  const prepared = tool.prepare(input);
  if (!prepared.ok) throw prepared.error;
  const transport = createTransport(emulator.origin);
  try {
    return await prepared.audience(callFor(emulator, transport, tool.idempotent, options));
  } finally {
    transport.close();
  }
}

function callFor(
  emulator: Emulator,
  transport: ReturnType<typeof createTransport>,
  idempotent: boolean,
  options: ToolCallOptions,
): Call {
  const email = options.email ?? "ada@example.com";
  const signal = options.signal ?? new AbortController().signal;
  const token = accessToken(emulator, email, options.scopes ?? ALL_SCOPES);
  const authorizer = { accessToken: () => Promise.resolve(token) };
  return {
    google: createGoogleClients({ transport, authorizer, signal, idempotent }),
    account: {
      email,
      timeZone: options.timeZone ?? "Europe/Berlin",
      scopes: (options.scopes ?? ALL_SCOPES).map(scope),
    },
    files: allowedFiles({ exchange: options.exchange ?? join(tmpdir(), "no-exchange-folder"), others: [], closed: [] }),
    accounts: {
      list: () => Promise.resolve([]),
      signInState: () => ({ state: "none" }),
      startSignIn: () => Promise.reject(new Error("no sign-in here")),
    },
    signal,
    progress: options.progress ?? (() => {}),
  };
}

function accessToken(emulator: Emulator, email: string, scopes: readonly string[]): string {
  const account = emulator.world.account(email);
  if (!account) throw new Error(`the world has no account ${email}`);
  const { grants } = emulator.oauth;
  const grant = grants.grantFor(account, emulator.world.defaultClient.clientId);
  const { token } = grants.issueAccessToken(grant, scopes.map(scope), undefined);
  recordSecret("access token", token);
  return token;
}
