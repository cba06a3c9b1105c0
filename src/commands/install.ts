import * as z from "zod";
import { ToolError } from "../errors.ts";
import { type ConfigChange, changeEntry, readEntries } from "../hosts/host-entry.ts";
import { HOSTS, type Host, installedHosts, thisPlace } from "../hosts/hosts.ts";
import { type Launch, launchFor, startsThisProgram } from "../hosts/launch.ts";
import { lineDifference } from "../hosts/line-difference.ts";
import { UnreadableConfig } from "../hosts/unreadable-config.ts";
import { print, say } from "./terminal.ts";

const optionsSchema = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,39}$/, "expected a short name of letters, digits, - and _")
    .default("google"),
  print: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

const clientsSchema = z.array(z.string());

/** Options of `serve` that go into the entry as they were given. */
const servingSchema = z.object({
  tier: z.string().optional(),
  services: z.string().optional(),
  tools: z.string().optional(),
  excludeTools: z.string().optional(),
  readOnly: z.boolean().optional(),
  allowDir: z.array(z.string()).default([]),
});

/**
 * Writes the entry that starts this server into clients' configs: those named, else those found on this computer.
 * @throws ToolError when a client is unknown, none is found, or a config cannot be changed
 */
export async function install(rawClients: unknown, rawOptions: unknown): Promise<void> {
  const options = parseOptions(rawOptions);
  const serving = servingArguments(rawOptions);
  await forEachHost(chosenHosts(rawClients, options), options, async (host) => {
    const launch = launchFor(surroundings(), host.desktop, serving);
    if (options.print) await showEntry(host, options, launch);
    else await carryOut(host, await changeEntry(host, thisPlace(), options.name, launch), options, "added");
  });
}

/** Takes the entries that start this server out of clients' configs, by whatever name they are there. */
export async function uninstall(rawClients: unknown, rawOptions: unknown): Promise<void> {
  const options = parseOptions(rawOptions);
  await forEachHost(chosenHosts(rawClients, options), options, async (host) => {
    const own = (await readEntries(host, thisPlace())).filter(({ launch }) => startsThisProgram(launch));
    if (own.length === 0) tell(host, options, `${host.title}: nothing to take out.`, { outcome: "not there" });
    for (const { name } of own) {
      await carryOut(host, await changeEntry(host, thisPlace(), name, undefined), { ...options, name }, "taken out");
    }
  });
}

function parseOptions(raw: unknown): Options {
  const parsed = optionsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ToolError("invalid_input", `--${String(issue?.path[0])}: ${issue?.message}`, "See install --help.");
}

function servingArguments(raw: unknown): string[] {
  const { tier, services, tools, excludeTools, readOnly, allowDir } = servingSchema.parse(raw);
  const valued: [string, string | undefined][] = [
    ["--tier", tier],
    ["--services", services],
    ["--tools", tools],
    ["--exclude-tools", excludeTools],
  ];
  return [
    ...valued.flatMap(([option, value]) => (value === undefined ? [] : [option, value])),
    ...(readOnly ? ["--read-only"] : []),
    ...allowDir.flatMap((folder) => ["--allow-dir", folder]),
  ];
}

/** @throws ToolError `invalid_input` for a client that is not known, `not_found` where none is named and none is there */
function chosenHosts(rawClients: unknown, { print: printing }: Options): readonly Host[] {
  const names = clientsSchema.parse(rawClients).map((name) => name.toLowerCase());
  const known = HOSTS.map(({ id }) => id).join(", ");
  const unknown = names.filter((name) => !HOSTS.some(({ id }) => id === name));
  if (unknown.length > 0)
    throw new ToolError("invalid_input", `There is no client ${unknown.join(", ")}`, `Use some of: ${known}.`);
  if (names.length > 0) return HOSTS.filter(({ id }) => names.includes(id));
  const found = installedHosts(thisPlace());
  if (found.length > 0 || printing) return found.length > 0 ? found : HOSTS;
  throw new ToolError(
    "not_found",
    "No MCP client was found on this computer",
    `Name one all the same (${known}), or see what would be written with --print.`,
  );
}

function surroundings() {
  return { platform: process.platform, node: process.execPath, bin: process.argv[1] ?? "" };
}

/** Does for each what can be done; what fails for one is told and does not stop the others. */
async function forEachHost(
  hosts: readonly Host[],
  options: Options,
  work: (host: Host) => Promise<void>,
): Promise<void> {
  const failed: string[] = [];
  for (const host of hosts) {
    try {
      await work(host);
    } catch (error) {
      failed.push(host.title);
      const because = reasonOf(error);
      say(`${host.title}: ${host.file(thisPlace())} was left as it is: ${because}.`);
      if (options.json) tell(host, options, "", { outcome: "failed", because });
    }
  }
  if (failed.length > 0)
    throw new ToolError("storage_unwritable", `Not changed: ${failed.join(", ")}`, "Correct the file, or use --print.");
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableConfig) return error.message;
  if (error instanceof Error && "code" in error) return `the system says ${String(error.code)}`;
  throw error;
}

async function carryOut(
  host: Host,
  change: ConfigChange,
  options: Options,
  done: "added" | "taken out",
): Promise<void> {
  const { name } = options;
  if (change.before === change.after) {
    tell(host, options, `${host.title}: ${name} is already there as it should be.`, { name, outcome: "unchanged" });
    return;
  }
  if (options.dryRun) {
    const difference = lineDifference(change.before, change.after);
    tell(host, options, `${host.title}: ${change.path}\n${difference}`, { name, outcome: "would change", difference });
    return;
  }
  const backup = await change.apply();
  const { title, afterwards } = host;
  tell(host, options, `${title}: ${name} ${done}. ${afterwards}`, { name, outcome: done, backup, afterwards });
  say(`  ${change.path}${backup ? ` (the old one is ${backup})` : ""}`);
}

/** What a person would paste: the entry alone, in the client's own format. */
async function showEntry(host: Host, options: Options, launch: Launch): Promise<void> {
  const entry = { [host.serversKey]: { [options.name]: host.entry(launch) } };
  const text = host.format === "json" ? JSON.stringify(entry, null, 2) : (await import("smol-toml")).stringify(entry);
  tell(host, options, `${host.title}: ${host.file(thisPlace())}\n${text.trim()}\n`, { outcome: "shown", entry });
}

/** Tells a person in words, or a script in one object a line. */
function tell(host: Host, { json }: Options, words: string, facts: { outcome: string; [fact: string]: unknown }): void {
  print(json ? JSON.stringify({ client: host.id, file: host.file(thisPlace()), ...facts }) : words);
}
