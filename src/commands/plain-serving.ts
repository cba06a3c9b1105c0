import type { ServingOptions } from "../config/serving.ts";

/** What clients put on the command line, as commander would hand it to `serve`. */
export type PlainServing = ServingOptions & { readonly allowDir?: readonly string[] | undefined };

/** The options that take a value, and what commander calls them. */
const NAMES: Readonly<Record<string, "tier" | "services" | "tools" | "excludeTools">> = {
  "--tier": "tier",
  "--services": "services",
  "--tools": "tools",
  "--exclude-tools": "excludeTools",
};

/**
 * The options of a command line that serves, as every client's does: to load commander for them, or only `node:util`,
 * would take a good part of the time to the first answer. Any other line, and a wrong one, is commander's.
 * @param args without the program
 * @returns undefined for commander
 */
export function plainServing(args: readonly string[]): PlainServing | undefined {
  const options: { -readonly [Name in keyof ServingOptions]: ServingOptions[Name] } = {};
  const allowDir: string[] = [];
  const left = args[0] === "serve" ? args.slice(1) : [...args];
  for (let option = left.shift(); option !== undefined; option = left.shift()) {
    if (option === "--read-only") {
      options.readOnly = true;
      continue;
    }
    const [, name = "", inline] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(option) ?? [];
    const value = inline ?? left.shift();
    if (value === undefined || (inline === undefined && value.startsWith("-"))) return undefined;
    const known = NAMES[name];
    if (known !== undefined) options[known] = value;
    else if (name === "--allow-dir") allowDir.push(value);
    else return undefined;
  }
  return { ...options, ...(allowDir.length > 0 && { allowDir }) };
}
