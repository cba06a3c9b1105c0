import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { readConfig, replaceConfig } from "./config-file.ts";
import type { Host, Place } from "./hosts.ts";
import { editJsonEntry, readJsonEntry } from "./json-entries.ts";
import type { Launch } from "./launch.ts";
import { editTomlEntry, readTomlEntry } from "./toml-entries.ts";

const launchSchema = z.looseObject({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).optional(),
});

/** A server as a client's config names it. */
export interface FoundEntry {
  readonly name: string;
  readonly launch: Launch;
}

/** What a change of a client's config would do, and how to do it. */
export interface ConfigChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** @returns the path of the copy of what was there, if anything was */
  apply(): Promise<string | undefined>;
}

/**
 * The servers in a client's config.
 * @throws UnreadableConfig
 */
export async function readEntries(host: Host, place: Place): Promise<FoundEntry[]> {
  const text = await readConfig(host.file(place));
  const servers = (host.format === "json" ? readJsonEntry : readTomlEntry)(text, [host.serversKey]);
  if (typeof servers !== "object" || servers === null) return [];
  return Object.entries(servers).flatMap(([name, entry]) => {
    const parsed = launchSchema.safeParse(entry);
    if (!parsed.success) return [];
    const { command, args, env } = parsed.data;
    return [{ name, launch: { command, args, ...(env && { env }) } }];
  });
}

/**
 * Sets a server in a client's config, or takes it out with undefined; what else the entry held, such as settings of the
 * client's own, stays.
 * @throws UnreadableConfig
 */
export async function changeEntry(
  host: Host,
  place: Place,
  name: string,
  launch: Launch | undefined,
): Promise<ConfigChange> {
  const path = host.file(place);
  const before = await readConfig(path);
  const at = [host.serversKey, name];
  const json = host.format === "json";
  const present = (json ? readJsonEntry : readTomlEntry)(before, at);
  const wanted = launch && withOwn(present, host.entry(launch));
  const same = isDeepStrictEqual(present, wanted);
  const after = same ? before : json ? editJsonEntry(before, at, wanted) : editTomlEntry(before, at, wanted);
  return { path, before, after, apply: () => replaceConfig(path, before, after) };
}

function withOwn(present: unknown, entry: Record<string, unknown>): Record<string, unknown> {
  if (typeof present !== "object" || present === null) return entry;
  const {
    command: _command,
    args: _args,
    env,
    ...own
  } = { env: undefined, command: undefined, args: undefined, ...present };
  return { ...own, ...entry, ...(env !== undefined && entry.env === undefined && { env }) };
}
