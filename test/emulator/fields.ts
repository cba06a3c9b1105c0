import { ApiError } from "./api.ts";

/** A parsed `fields` mask: which names to keep, and what of each. An empty map keeps all below. */
interface Mask {
  [name: string]: Mask;
}

/**
 * Cuts a partial response (Google, "Return only the fields you need"): `a,b(c,d/e),f/*`.
 * @throws ApiError 400 for a mask that cannot be read or that names a field which no answer of the method has
 */
export function applyFields(json: unknown, mask: string): unknown {
  return cut(json, parseMask(mask));
}

function cut(value: unknown, mask: Mask): unknown {
  const names = Object.keys(mask);
  if (names.length === 0 || names.includes("*")) {
    const all = mask["*"];
    return all && Object.keys(all).length > 0 ? mapValues(value, all) : value;
  }
  if (Array.isArray(value)) return value.map((item) => cut(item, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const below = mask[name];
      return below ? [[name, cut(inner, below)]] : [];
    }),
  );
}

function mapValues(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValues(item, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner, mask)]));
}

/** Reads a mask; the grammar is `list := item ("," item)*`, `item := path ["(" list ")"]`, `path := name ("/" name)*`. */
export function parseMask(text: string): Mask {
  let at = 0;
  const fail = () =>
    new ApiError(400, "invalidParameter", `Invalid field selection ${text}`, {
      location: "fields",
      locationType: "parameter",
    });
  const name = (): string => {
    const found = /^(?:\*|[A-Za-z_][\w-]*)/.exec(text.slice(at))?.[0];
    if (found === undefined) throw fail();
    at += found.length;
    return found;
  };
  const list = (into: Mask): void => {
    for (;;) {
      item(into);
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
      if (text[at] !== ")") throw fail();
      at += 1;
    }
  };
  const mask: Mask = {};
  list(mask);
  if (at !== text.length) throw fail();
  return mask;
}
