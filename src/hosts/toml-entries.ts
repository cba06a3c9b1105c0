import { parse, stringify, TomlError } from "smol-toml";
import { UnreadableConfig } from "./unreadable-config.ts";

/** What stands at a path of a TOML text; undefined when nothing does. */
export function readTomlEntry(text: string, path: readonly string[]): unknown {
  let value: unknown = parsed(text);
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  // The parser's objects have no prototype; ours do.
  return value === undefined ? undefined : structuredClone(value);
}

/**
 * Sets the table at a path, or takes it away with undefined. Only its own lines change: comments, order and formatting of
 * everything else stay.
 * @throws UnreadableConfig when the text is not TOML, or the table is written in a way that cannot be cut out by lines
 */
export function editTomlEntry(text: string, path: readonly string[], value: object | undefined): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const kept = withoutTable(lines, path);
  if (readTomlEntry(kept.join("\n"), path) !== undefined)
    throw new UnreadableConfig(`${path.join(".")} is not written as a table of its own`);
  if (value === undefined) return kept.join(eol);
  const before = kept.join("\n").trimEnd();
  const table = tableText(path, value);
  return `${before === "" ? "" : `${before}\n\n`}${table}`.replaceAll("\n", eol);
}

/** The table and those below it, with the blank lines before them, taken out. */
function withoutTable(lines: readonly string[], path: readonly string[]): string[] {
  const kept: string[] = [];
  let own = false;
  for (const line of lines) {
    const header = /^\s*\[(?!\[)(.+?)\]\s*(?:#.*)?$/.exec(line)?.[1] ?? /^\s*\[\[(.+?)\]\]/.exec(line)?.[1];
    if (header !== undefined) {
      const keys = keysOf(header);
      const next = path.every((key, index) => keys[index] === key);
      if (next && !own) while (kept.length > 0 && kept.at(-1)?.trim() === "") kept.pop();
      if (!next && own && kept.length > 0) kept.push("");
      own = next;
    }
    if (!own) kept.push(line);
  }
  if (own && kept.at(-1) !== "") kept.push("");
  return kept;
}

/** The keys of a table's name: bare, or in quotes. */
function keysOf(header: string): string[] {
  return [...header.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

function tableText(path: readonly string[], value: object): string {
  const nested = path.reduceRight<object>((inner, key) => ({ [key]: inner }), value);
  return `${stringify(nested).trim()}\n`;
}

function parsed(text: string): unknown {
  try {
    return parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const line = error instanceof TomlError ? ` in line ${error.line}` : "";
    throw new UnreadableConfig(`it is not valid TOML${line}`);
  }
}
