import { ApiError } from "./api.ts";
import type { Described, DiscoveredMethod } from "./discovery.ts";

/** A parsed `fields` mask: which names to keep, and what of each. An empty map keeps all below. */
export interface Mask {
  [name: string]: Mask;
}

/** Cuts a partial response (Google, "Return only the fields you need"): `a,b(c,d/e),f/*`. */
export function cut(value: unknown, mask: Mask): unknown {
  const names = Object.keys(mask);
  if (names.length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => cut(item, mask));
  if (typeof value !== "object" || value === null) return value;
  // What is not asked for is not looked at: some of it is reckoned when it is.
  return Object.fromEntries(
    Object.keys(value).flatMap((name) => {
      const below = mask[name] ?? mask["*"];
      return below ? [[name, cut(Reflect.get(value, name), below)]] : [];
    }),
  );
}

/**
 * Holds a mask against what the method answers.
 * @throws ApiError 400 for a name that no answer of the method has
 */
export function checkMask(method: DiscoveredMethod, mask: Mask): void {
  if (!method.response) return;
  checkNames(mask, { $ref: method.response.$ref }, method, "");
}

function checkNames(mask: Mask, described: Described, method: DiscoveredMethod, path: string): void {
  const target = resolve(described, method.schemas);
  for (const [name, below] of Object.entries(mask)) {
    const where = path === "" ? name : `${path}.${name}`;
    const inner =
      name === "*"
        ? Object.values(target.properties ?? {})
        : [target.properties?.[name] ?? target.additionalProperties];
    if (target.type === "any") continue;
    if (inner.length === 0 || inner[0] === undefined) throw unknownField(method, where, name);
    // After `*` the names must be in at least one of the fields.
    const problems = inner.flatMap((one) => {
      try {
        if (one) checkNames(below, one, method, where);
        return [];
      } catch (error) {
        return [error];
      }
    });
    if (problems.length === inner.length) throw problems[0];
  }
}

/** The object that a field holds: references followed, of lists their items. */
function resolve(described: Described, schemas: Record<string, Described>): Described {
  if (described.$ref !== undefined) return resolve(schemas[described.$ref] ?? {}, schemas);
  return described.type === "array" ? resolve(described.items ?? {}, schemas) : described;
}

function unknownField(method: DiscoveredMethod, path: string, name: string): ApiError {
  if (method.legacy) return invalidSelection(name);
  return new ApiError(400, "invalid", "Request contains an invalid argument.", {
    fieldViolations: [
      {
        field: path,
        description: `Error expanding 'fields' parameter. Cannot find matching fields for path '${path}'.`,
      },
    ],
  });
}

function invalidSelection(text: string): ApiError {
  return new ApiError(400, "invalidParameter", `Invalid field selection ${text}`, {
    location: "fields",
    locationType: "parameter",
  });
}

/**
 * Reads a mask; the grammar is `list := item ("," item)*`, `item := path ["(" list ")"]`, `path := name ("/" name)*`,
 * with spaces between items.
 * @throws ApiError 400 for a mask that cannot be read
 */
export function parseMask(text: string): Mask {
  let at = 0;
  const skipSpaces = () => {
    while (text[at] === " ") at += 1;
  };
  const name = (): string => {
    const found = /^(?:\*|[A-Za-z_][\w-]*)/.exec(text.slice(at))?.[0];
    if (found === undefined) throw invalidSelection(text);
    at += found.length;
    return found;
  };
  const list = (into: Mask): void => {
    for (;;) {
      skipSpaces();
      item(into);
      skipSpaces();
      if (text[at] !== ",") return;
      at += 1;
    }
  };
  const item = (into: Mask): void => {
    const key = name();
    into[key] ??= {};
    const below = into[key];
    if (text[at] === "/") {
      at += 1;
      item(below);
    } else if (text[at] === "(") {
      at += 1;
      list(below);
      if (text[at] !== ")") throw invalidSelection(text);
      at += 1;
    }
  };
  const mask: Mask = {};
  list(mask);
  if (at !== text.length) throw invalidSelection(text);
  return mask;
}
