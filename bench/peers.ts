import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { McpProcess } from "./mcp-process.ts";
import { installInto, sizeOfFolder } from "./package-size.ts";
import { measureStart } from "./start-up.ts";
import { median } from "./statistics.ts";
import { BIN, type Subject } from "./subject.ts";

/** Servers for Google Workspace that npm has, and what each is told to serve. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  "@cocal/google-calendar-mcp": [],
  "@gongrzhe/server-gmail-autoauth-mcp": [],
  "@piotr-agier/google-drive-mcp": [],
  "@dguido/google-workspace-mcp": [],
  "@presto-ai/google-workspace-mcp": [],
  "google-workspace-mcp": ["serve"],
};

/** Some look for a client and end without one; it is invented. */
const CLIENT = {
  installed: { client_id: "invented", client_secret: "invented", redirect_uris: ["http://localhost:3000/callback"] },
};

const STARTS = 5;
const LONGEST_START_MS = 20_000;

const manifestSchema = z.object({
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});
const listSchema = z.object({ tools: z.array(z.unknown()) });

/** A row of the table: every server by its start, memory, what its list costs a model, and what it installs. */
export async function peerTable(subject: Subject): Promise<string> {
  const rows = [await row("groupon-google-mcp (this)", process.cwd(), [BIN, "--tier", "complete"], subject)];
  for (const [name, args] of Object.entries(PEERS))
    rows.push(await peerRow(name, args, subject).catch((error: unknown) => failed(name, error)));
  return [
    "| server | initialize | tools/list | memory | tools | tokens of the list | packages | installed |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function failed(name: string, error: unknown): string {
  const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return `| ${name} | ${why.slice(0, 120)} | | | | | | |`;
}

async function peerRow(name: string, args: readonly string[], subject: Subject): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "google-mcp-peer-"));
  try {
    const { packages } = await installInto(folder, name);
    const home = join(folder, "node_modules", name);
    const { bin, version } = manifestSchema.parse(JSON.parse(await readFile(join(home, "package.json"), "utf8")));
    const file = typeof bin === "string" ? bin : Object.values(bin ?? {})[0];
    if (file === undefined) throw new Error("has no program to start");
    await writeFile(join(folder, "client.json"), JSON.stringify(CLIENT));
    const size = `${packages} | ${((await sizeOfFolder(folder)) / 1e6).toFixed(0)} MB`;
    return await row(`${name} ${version}`, folder, [join(home, file), ...args], subject, size);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function row(
  name: string,
  folder: string,
  command: string[],
  subject: Subject,
  size = "see point 2 |",
): Promise<string> {
  const client = join(folder, "client.json");
  const invented = { GOOGLE_OAUTH_CREDENTIALS: client, GMAIL_OAUTH_PATH: client };
  const start = async () => {
    const server = new McpProcess([process.execPath, ...command], { ...subject.environment, ...invented });
    const late = pause(LONGEST_START_MS, undefined, { ref: false }).then(() => {
      server.child.kill();
      throw new Error("does not answer");
    });
    return Promise.race([measureStart(server), late]);
  };
  await start();
  const starts: Awaited<ReturnType<typeof start>>[] = [];
  for (let count = 0; count < STARTS; count += 1) starts.push(await start());
  const { tools } = listSchema.parse(starts[0]?.tools);
  const middle = (what: "initialize" | "list" | "memory") => median(starts.map((one) => one[what])).toFixed(0);
  const times = `${middle("initialize")} ms | ${middle("list")} ms | ${middle("memory")} MB`;
  return `| ${name} | ${times} | ${tools.length} | ${countTokens(JSON.stringify(tools))} | ${size} |`;
}
