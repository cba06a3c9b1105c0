import { invalid, type Json } from "./state.ts";

/**
 * The paths of a protobuf field mask: `a,b.c` or `a(b,c.d)`.
 * @throws ApiError 400 for an empty one, and for one that names a field that is not among `known`
 */
export function maskPaths(fields: string | undefined, known?: readonly string[]): string[][] {
  if (fields === undefined || fields.trim() === "")
    throw invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  const paths = split(fields).flatMap(expand);
  for (const [first = ""] of paths)
    if (known && first !== "*" && !known.includes(first)) throw invalid(`Invalid field: ${first}`);
  return paths;
}

/** Parts of a list, parentheses kept whole. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, letter] of [...text].entries()) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function expand(path: string): string[][] {
  const [, head = path, inner] = /^([^(]*)\((.*)\)$/s.exec(path) ?? [];
  const start = head.split(/[./]/).filter((name) => name !== "");
  if (inner === undefined) return [start];
  return split(inner)
    .flatMap(expand)
    .map((rest) => [...start, ...rest]);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The target with every named field as the source has it; what the source lacks is reset. */
export function masked(target: Json | undefined, source: Json | undefined, paths: readonly string[][]): Json {
  const result: Json = { ...target };
  for (const [name = "", ...rest] of paths) {
    if (name === "*") return { ...source };
    const value = source?.[name];
    if (rest.length === 0) {
      if (value === undefined || value === null) delete result[name];
      else result[name] = value;
      continue;
    }
    const before = result[name];
    const inner = masked(isJson(before) ? before : undefined, isJson(value) ? value : undefined, [rest]);
    if (Object.keys(inner).length > 0) result[name] = inner;
    else delete result[name];
  }
  return result;
}
