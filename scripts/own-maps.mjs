import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";

/** Leaves in the source maps of a folder what leads to the project's own source; the rest leads nowhere, and is a third of the package. */
export async function keepOwnMappings(folder) {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".map")) continue;
    const file = join(folder, name);
    const map = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify(ownPart(map)));
  }
}

function ownPart(map) {
  const own = map.sources.map((source) => !source.includes("node_modules/") && !source.startsWith("left-out:"));
  const places = own.map((kept, index) => (kept ? own.slice(0, index).filter(Boolean).length : -1));
  const lines = decode(map.mappings).map((segments) =>
    segments.flatMap(([column, source, line, sourceColumn]) => {
      if (source === undefined) return [[column]];
      return own[source] ? [[column, places[source], line, sourceColumn]] : [];
    }),
  );
  return { ...map, sources: map.sources.filter((_, index) => own[index]), names: [], mappings: encode(lines) };
}
