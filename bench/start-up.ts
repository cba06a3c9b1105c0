import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAudit } from "../src/audit/audit-log.ts";
import { loadConfig } from "../src/config/config.ts";
import type { Figure } from "./figure.ts";
import { McpProcess } from "./mcp-process.ts";
import { inTurn, median } from "./statistics.ts";
import { BARE, BIN, environmentOf, type Subject, signIn, startLogin, startServer } from "./subject.ts";

/** Times the bare script's, for `initialize` and `tools/list`; Node 20's own start is slower. */
const LIMITS = process.versions.node.startsWith("20.") ? [2.0, 2.3] : [2.8, 3.2];

/** Milliseconds from the start of the process, and its memory after the list. */
interface Started {
  initialize: number;
  list: number;
  memory: number;
}

/** How long a server takes to its first answers. */
export async function measureStart(server: McpProcess): Promise<Started & { tools: unknown }> {
  await server.initialize();
  const initialize = server.age;
  const tools = await server.request("tools/list", {});
  const list = server.age;
  // What goes on loading behind the list is part of what it takes.
  await server.request("ping", {});
  const { memory } = server;
  await server.close();
  return { initialize, list, memory, tools };
}

/** A bare Node script that answers the same by hand. */
export function startBare(): McpProcess {
  return new McpProcess([process.execPath, BARE], {});
}

/** Point 1: how soon a server answers, and what memory it takes. */
export async function startUpFigures(subject: Subject): Promise<Figure[]> {
  // The compile cache is filled at the first start.
  await measureStart(startServer(subject));
  const [bare, ours] = await inTurn(
    subject.quick ? 5 : 21,
    () => measureStart(startBare()),
    () => measureStart(startServer(subject)),
  );
  const ratio = (what: keyof Started) => {
    const [a, b] = [median(ours.map((one) => one[what])), median(bare.map((one) => one[what]))];
    const unit = what === "memory" ? "MB" : "ms";
    return { value: a / b, unit: "×", detail: `${a.toFixed(0)} ${unit}, a bare Node script ${b.toFixed(0)} ${unit}` };
  };
  const [initialize = 0, list = 0] = LIMITS;
  return [
    { point: 1, what: "`initialize` answered", ...ratio("initialize"), target: { atMost: initialize } },
    { point: 1, what: "`tools/list`, whole catalogue", ...ratio("list"), target: { atMost: list } },
    { point: 1, what: "memory after the list", ...ratio("memory"), target: { atMost: 1.5 } },
  ];
}

/** Calls in the log of a busy day, and of one on which a program calls all the time. */
const [BUSY_DAY, BUSIEST_DAY] = [1_000, 10_000];

/** Point 9: how soon the command line answers, with a log of its own, whatever was measured before. */
export async function commandFigures({ emulator, quick }: Subject): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), "google-mcp-bench-"));
  const environment = environmentOf(emulator, home);
  const figure = async (what: string, atMost: number, run: () => Promise<number>): Promise<Figure> => {
    await run();
    const [bare, ours] = await inTurn(quick ? 3 : 21, () => timeToEnd([BARE], {}), run);
    const [a, b] = [median(ours), median(bare)];
    const detail = `${a.toFixed(0)} ms, a bare Node script ${b.toFixed(0)} ms`;
    return { point: 9, what, value: a / b, unit: "×", target: { atMost }, detail };
  };
  const status = () => timeToEnd([BIN, "status"], environment);
  const calls = (count: number) => `\`status\`, ${count} calls within a day`;
  try {
    await signIn(environment);
    const figures = [
      await figure("`--help`", 3, () => timeToEnd([BIN, "--help"], environment)),
      await figure("`login`, to its address", 3, () => timeToAddress(environment)),
    ];
    await fillLog(environment, BUSY_DAY);
    figures.push(await figure(calls(BUSY_DAY), 3, status));
    await fillLog(environment, BUSIEST_DAY - BUSY_DAY);
    figures.push(await figure(calls(BUSIEST_DAY), 4, status));
    return figures;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Writes entries as a server does. */
async function fillLog(environment: Record<string, string>, count: number): Promise<void> {
  const audit = openAudit(loadConfig(environment), { warn: (line) => process.stderr.write(`${line}\n`) });
  const email = "ada@example.com";
  const entry = {
    event: "gmail_search",
    severity: "info",
    outcome: "ok",
    email,
    durationMs: 120,
    bytes: 2_400,
  } as const;
  await Promise.all(Array.from({ length: count }, () => audit.record({ ...entry, session: "qt6y9mlUSdWo" })));
}

async function timeToEnd(args: string[], environment: Record<string, string>): Promise<number> {
  const start = performance.now();
  const env = { PATH: process.env.PATH ?? "", ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.resume();
  await once(child, "close");
  return performance.now() - start;
}

/** With Google's own address, for which no network is waited for, as an emulator's would be. Nothing is sent to it. */
async function timeToAddress({ GOOGLE_MCP_EMULATOR_HOST: _, ...environment }: Record<string, string>): Promise<number> {
  const start = performance.now();
  const { child, ended } = await startLogin(environment);
  const time = performance.now() - start;
  child.kill("SIGINT");
  await ended;
  return time;
}
