import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";
import { consentAndReturn } from "../test/emulator/consent.ts";
import { startEmulator } from "../test/emulator/emulator.ts";

const BIN = join(process.cwd(), "bin/groupon-google-mcp.js");

/** Lines of an answer that are shown. */
const SHOWN_LINES = 12;

const textResult = z.object({ content: z.array(z.object({ type: z.string(), text: z.string().optional() })) });

/** The main job, shown: sign in through the real command line, serve a client, search, read, make an event. */
export async function demo(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "google-mcp-demo-"));
  const emulator = await startEmulator();
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    GOOGLE_MCP_TIME_ZONE: "Europe/Berlin",
    ...emulator.environment(home),
  };
  try {
    step(
      "A Google of our own listens on this computer",
      `${emulator.origin}${emulator.strict ? ", holding each request against Google's API descriptions" : ""}`,
    );
    await signIn(environment);
    await runCli(["status"], environment);
    await useTools(environment);
    await runCli(["revoke"], environment);
    step("Done", "Nothing is left: the grant is withdrawn, the credential deleted.");
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function signIn(environment: Record<string, string>): Promise<void> {
  step(
    "$ groupon-google-mcp login --no-browser",
    "the program prints Google's address and waits; the consent page is answered here as a person would",
  );
  const child = spawn(process.execPath, [BIN, "login", "--no-browser", "--storage", "FILE_ENCRYPTED"], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  for await (const url of createInterface({ input: child.stdout })) {
    show(`${url.slice(0, 110)}…`);
    const page = await consentAndReturn(url);
    show(`[browser] ${/<h1>(.*?)<\/h1>/.exec(page.body)?.[1]}: ${/role="status">(.*?)<\/p>/.exec(page.body)?.[1]}`);
    break;
  }
  if ((await ended) !== 0) throw new Error("the sign-in failed");
}

async function runCli(args: string[], environment: Record<string, string>): Promise<void> {
  step(`$ groupon-google-mcp ${args.join(" ")}`);
  const child = spawn(process.execPath, [BIN, ...args], { env: environment, stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
}

async function useTools(environment: Record<string, string>): Promise<void> {
  step("An MCP client starts the server over stdio and lists its tools");
  const client = new Client(
    { name: "demo", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN], env: environment }));
  const { tools } = await client.listTools();
  show(tools.map(({ name }) => name).join(", "));

  const call = async (name: string, input: Record<string, unknown>): Promise<string> => {
    step(`${name} ${JSON.stringify(input)}`);
    const { content } = textResult.parse(await client.callTool({ name, arguments: input }));
    const text = content.flatMap((part) => part.text ?? []).join("\n");
    const lines = text.split("\n");
    show(
      [
        ...lines.slice(0, SHOWN_LINES),
        ...(lines.length > SHOWN_LINES ? [`… ${lines.length - SHOWN_LINES} more lines`] : []),
      ].join("\n"),
    );
    return text;
  };
  const mail = await call("gmail_search", { query: "subject:review newer_than:7d" });
  await call("gmail_get_message", { ids: [/^\|([0-9a-f]{16})\|/m.exec(mail)?.[1] ?? ""] });
  const files = await call("drive_search", { text: "engine", type: "document" });
  await call("drive_read_file", { file_id: /^\|([\w-]{20,})\|/m.exec(files)?.[1] ?? "" });
  await call("calendar_create_event", {
    title: "Design review",
    start: "2027-03-04T14:00",
    guests: ["charles@example.com"],
    location: "Room 4",
    meet: true,
  });
  await call("calendar_list_events", { from: "2027-03-01", to: "2027-03-07" });
  await client.close();
}

function step(title: string, more = ""): void {
  process.stdout.write(`\n▶ ${title}${more === "" ? "" : ` — ${more}`}\n`);
}

function show(text: string): void {
  process.stdout.write(`${text.replace(/^/gm, "  ")}\n`);
}
