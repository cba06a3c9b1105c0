import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "./bundle.mjs";

/**
 * Joins chunks of esbuild's into one of them, because each of many files costs a start more than its code does. What is
 * left of the others is a line that hands on what the joined one holds now, so that every module still exists once.
 * @param outputs of the metafile, by path from the root
 * @param chunks paths of the chunks to join
 * @param into the one of them that takes in the others
 */
export async function joinChunks(outputs, chunks, into) {
  const nameIn = (chunk, name) => (chunk === into ? name : `c${chunks.indexOf(chunk)}_${name}`);
  const contents = chunks.map((chunk) => {
    const names = outputs[chunk].exports.map((name) => `${name} as ${nameIn(chunk, name)}`);
    return `import "./${basename(chunk)}"; export { ${names.join(", ")} } from "./${basename(chunk)}";`;
  });
  await build({
    stdin: { contents: contents.join("\n"), resolveDir: join(root, "dist") },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    outfile: join(root, into),
    allowOverwrite: true,
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [taking(chunks)],
  });
  for (const chunk of chunks.filter((chunk) => chunk !== into)) {
    const names = outputs[chunk].exports.map((name) => `${nameIn(chunk, name)} as ${name}`);
    await writeFile(join(root, chunk), `export{${names.join(",")}}from"./${basename(into)}";\n`);
    await rm(join(root, `${chunk}.map`), { force: true });
    handedOn.add(basename(chunk));
  }
}

/** What an import of `chunk` loads before it runs, itself last. */
export function loadedWith(outputs, chunk, found = new Set()) {
  for (const { path, kind } of outputs[chunk].imports) {
    if (kind === "import-statement" && path in outputs && !found.has(path)) loadedWith(outputs, path, found);
  }
  return found.add(chunk);
}

/** Chunks of which only a line is left: whoever is joined later imports what they hand on from where it is. */
const handedOn = new Set();

/** A source map without use: its one mapping lies beyond the end of the code. One without any is passed over by esbuild. */
function emptyMap(code) {
  const map = {
    version: 3,
    sources: ["packages"],
    names: [],
    mappings: `${";".repeat(code.split("\n").length + 1)}AAAA`,
  };
  return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
}

function taking(chunks) {
  const taken = new Set(chunks.map((chunk) => basename(chunk)));
  return {
    name: "taking",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) => {
        const inside = taken.has(basename(path)) || handedOn.has(basename(path));
        return kind === "import-statement" && inside ? undefined : { path, external: true };
      });
      // What has no source map is to have none in the joined file either, where it would be as long as the code.
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const code = await readFile(path, "utf8");
        return { contents: code.includes("sourceMappingURL=") ? code : `${code}\n${emptyMap(code)}` };
      });
    },
  };
}
