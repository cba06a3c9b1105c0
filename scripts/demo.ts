import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
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

/** What was shown so far; a transcript has it without what differs from run to run. */
let transcript = "";

/**
 * The product, shown: sign in through the real command line, serve a client, use a tool of each service, revoke.
 * @param transcriptFile where to keep what was shown as a page of the documentation, if anywhere
 */
export async function demo(transcriptFile: string | undefined): Promise<void> {
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
    await runCli(["audit", "verify"], environment);
    await runCli(["revoke"], environment);
    step("Done", "Nothing is left: the grant is withdrawn, the credential deleted.");
    if (transcriptFile !== undefined) await writeFile(transcriptFile, page(home, emulator.origin));
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** The transcript as a page, without this run's port and folder. */
function page(home: string, origin: string): string {
  const text = transcript.replaceAll(home, "~/demo").replaceAll(origin, "http://127.0.0.1:PORT");
  const host = encodeURIComponent(new URL(origin).host);
  return `# A demonstration

What \`npm run demo\` shows: the built program against the project's own emulator of Google, with invented accounts and
no network. Lines with ▶ say what is done, indented lines are what the program answers; long answers are cut.

~~~~text
${text
  .replaceAll(host, "127.0.0.1%3APORT")
  .replace(/127\.0\.0\.1%3A\d+/g, "127.0.0.1%3APORT")
  .trim()}
~~~~
`;
}

async function signIn(environment: Record<string, string>): Promise<void> {
  step(
    "$ groupon-google-mcp login --services all --no-browser",
    "the program prints Google's address and waits; the consent page is answered here as a person would",
  );
  const args = ["login", "--services", "all", "--no-browser", "--storage", "FILE_ENCRYPTED"];
  const child = spawn(process.execPath, [BIN, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const said = readAll(child.stderr);
  for await (const url of createInterface({ input: child.stdout })) {
    show(`${url.slice(0, 80)}…`);
    const answer = await consentAndReturn(url);
    show(`[browser] ${/<h1[^>]*>(.*?)<\/h1>/.exec(answer.body)?.[1]}`);
    break;
  }
  const code = await ended;
  show((await said).trim());
  if (code !== 0) throw new Error("the sign-in failed");
}

async function runCli(args: string[], environment: Record<string, string>): Promise<void> {
  step(`$ groupon-google-mcp ${args.join(" ")}`);
  const child = spawn(process.execPath, [BIN, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [results, talk] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  show(`${results}${talk}`.trim());
  const code = await ended;
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** Calls one tool, shows what it answers, and gives the text back. */
type CallTool = (name: string, input?: Record<string, unknown>) => Promise<string>;

async function useTools(environment: Record<string, string>): Promise<void> {
  step("An MCP client starts the server over stdio and lists its tools", "--tier complete, to have them all");
  const client = new Client(
    { name: "demo", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  client.setRequestHandler("elicitation/create", ({ params }) => {
    show(`[the person is asked] ${params.message.split("\n")[0]}\n[the person agrees]`);
    return { action: "accept", content: {} };
  });
  const args = [BIN, "--tier", "complete"];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env: environment }));
  const { tools } = await client.listTools();
  show(`${tools.length} tools: ${tools.map(({ name }) => name).join(", ")}`.slice(0, 400).concat("…"));
  const call: CallTool = async (name, input = {}) => {
    step(`${name} ${JSON.stringify(input)}`);
    const { content } = textResult.parse(await client.callTool({ name, arguments: input }));
    const text = content.flatMap((part) => part.text ?? []).join("\n");
    const lines = text.split("\n");
    const more = lines.length - SHOWN_LINES;
    show([...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n"));
    return text;
  };
  await findAndRead(call);
  await meetPeople(call);
  await writeThings(call);
  await client.close();
}

async function findAndRead(call: CallTool): Promise<void> {
  const mail = await call("gmail_search", { query: "subject:review newer_than:7d" });
  await call("gmail_get_message", { ids: [/^\|([0-9a-f]{16})\|/m.exec(mail)?.[1] ?? ""] });
  const files = await call("drive_search", { text: "engine", type: "document" });
  await call("drive_read_file", { file_id: /^\|([\w-]{20,})\|/m.exec(files)?.[1] ?? "" });
}

async function meetPeople(call: CallTool): Promise<void> {
  await call("calendar_create_event", {
    title: "Design review",
    start: "2027-03-04T14:00",
    guests: ["charles@example.com"],
    location: "Room 4",
    meet: true,
  });
  await call("calendar_list_events", { from: "2027-03-01", to: "2027-03-07" });
  await call("contacts_search", { query: "grace" });
  await call("chat_list_spaces");
  await call("meet_create_space", { access: "trusted" });
}

async function writeThings(call: CallTool): Promise<void> {
  const plan = "# Plan\n\n- build **it**\n- try it\n\n| Part | Teeth |\n| --- | --- |\n| Wheel | 24 |\n";
  const document = await call("docs_create", { title: "Plan", markdown: plan });
  await call("docs_read", { document_id: /[\w-]{25,}/.exec(document)?.[0] ?? "" });
  const costs = [
    ["Part", "Cost"],
    ["Wheel", 12.5],
    ["Total", "=SUM(B2:B2)"],
  ];
  await call("sheets_create", { title: "Costs", formulas: true, tabs: [{ title: "2027", rows: costs }] });
  await call("slides_create", {
    markdown: "# The engine\n\n## What it does\n\n- adds\n- multiplies\n\nNotes: Show the wheel.",
  });
  const question = { type: "radio", title: "Which day?", options: ["Thursday", "Friday"] };
  await call("forms_create", { title: "Lunch", items: [question] });
  await call("tasks_create", { title: "Order paper", due: "2026-12-01" });
  await call("script_create_project", { title: "Monthly report" });
}

function step(title: string, more = ""): void {
  write(`\n▶ ${title}${more === "" ? "" : ` — ${more}`}\n`);
}

function show(text: string): void {
  write(`${text.replace(/^/gm, "  ")}\n`);
}

function write(text: string): void {
  transcript += text;
  process.stdout.write(text);
}
