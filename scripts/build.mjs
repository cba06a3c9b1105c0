/**
 * Builds dist/: the bundle, split so that a service's code loads at its first call; the tool listing that clients are
 * shown; and the licence notices of what is bundled.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { bundleOptions, importBundled, root } from "./bundle.mjs";
import { joinChunks, loadedWith } from "./join-chunks.mjs";
import { keepOwnMappings } from "./own-maps.mjs";

/** Parts of packages that are never needed here, and what stands in for them. */
const LEFT_OUT = [
  {
    // To import one of these reads all that it has, and some of that loads more when it is read: with http comes the
    // whole of Node's fetch.
    filter: /^(?:node:)?(?:http|process)$/,
    contents: (name) => `module.exports = process.getBuiltinModule("node:${name}");`,
  },
  {
    // Google's clients can speak HTTP/2, which is not asked of them; Node's part for it is large.
    filter: /^\.\/http2$/,
    contents: () => "export const request = undefined;",
  },
  {
    // The protocol's schemas for signing in over HTTP, a quarter of all that are made at the start.
    filter: /^\.\/auth-[\w-]+\.mjs$/,
    contents: (_name, whole) =>
      [...whole.matchAll(/ as (\w+)/g)].map(([, name]) => `export const ${name} = undefined;`).join("\n"),
  },
  {
    // Checks what a client answers to an elicitation; we parse that with zod. 300 kB.
    filter: /^@modelcontextprotocol\/server\/_shims$/,
    contents: () => "export const process = globalThis.process; export class DefaultJsonSchemaValidator {}",
  },
  {
    // zod's messages in fifty languages. 350 kB.
    filter: /^\.\.\/locales\/index\.js$/,
    contents: () => 'export { default as en } from "zod/v4/locales/en.js";',
  },
  {
    // Web streams for a Node that had none. 190 kB.
    filter: /^web-streams-polyfill/,
    contents: () => 'module.exports = require("node:stream/web");',
  },
];

const leaveOut = {
  name: "leave-out",
  setup({ onResolve, onLoad }) {
    for (const { filter, contents } of LEFT_OUT) {
      onResolve({ filter }, async ({ path, resolveDir }) => {
        const name = path.replace(/^node:/, "");
        const whole = name.startsWith("./") && (await readFile(join(resolveDir, name), "utf8").catch(() => ""));
        return { path: name, namespace: "left-out", pluginData: contents(name, whole) };
      });
    }
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ pluginData }) => ({
      contents: pluginData,
      loader: "js",
      resolveDir: root,
    }));
  },
};

await rm(join(root, "dist"), { recursive: true, force: true });
const { metafile } = await build({
  ...bundleOptions,
  entryPoints: { cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  // Names stay, so that a stack trace can be read; what else is dropped is a third of the size.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: "linked",
  sourcesContent: false,
  metafile: true,
  plugins: [leaveOut],
});
await packForeignChunks(metafile.outputs);
await joinStarts(metafile.outputs);
await keepOwnMappings(join(root, "dist"));
const { makeListing } = await importBundled("scripts/make-listing.ts");
await writeFile(join(root, "dist", "listing.json"), JSON.stringify(await makeListing()));
await writeNotices(Object.keys(metafile.inputs));

/**
 * Makes a few files of the many chunks that a start waits for: what every command loads; what a server loads before its
 * first answers; what it derives a key with; what it shares with other commands behind them; the rest of it, with the SDK, for which those must not
 * wait; and what a person's commands load.
 */
async function joinStarts(outputs) {
  const chunkOf = (source) => Object.keys(outputs).find((path) => outputs[path].entryPoint === source);
  const cli = chunkOf("src/cli.ts");
  const [serve, commandLine, status, login] = ["serve", "command-line", "status", "login"].map((name) =>
    chunkOf(`src/commands/${name}.ts`),
  );
  const connection = chunkOf("src/mcp/connection.ts");
  const earlyKey = chunkOf("src/credentials/early-key.ts");
  const loads = (chunk) => [...loadedWith(outputs, chunk)];
  const both = (some, others) => some.filter((chunk) => others.includes(chunk));
  const joined = new Set();
  for (const group of [
    loads(cli),
    loads(serve),
    loads(earlyKey),
    both(loads(connection), [commandLine, status, login].flatMap(loads)),
    loads(connection),
    loads(commandLine),
    both(loads(status), loads(login)),
    loads(login),
    loads(status),
  ]) {
    const chunks = group.filter((chunk) => !joined.has(chunk));
    // The last one imports the others, and is the one that is asked for by its name.
    await joinChunks(outputs, chunks, chunks.at(-1));
    for (const chunk of chunks) joined.add(chunk);
  }
}

/**
 * A chunk that holds packages only goes without a source map, which would double its size and lead nowhere, and with
 * short names.
 */
async function packForeignChunks(outputs) {
  const foreign = Object.entries(outputs).filter(
    ([path, { inputs }]) => path.endsWith(".js") && !Object.keys(inputs).some((input) => input.startsWith("src/")),
  );
  for (const [path] of foreign) {
    const file = join(root, path);
    const code = await readFile(file, "utf8");
    const bare = code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    await writeFile(file, (await transform(bare, { format: "esm", target: "node20.19", minify: true })).code);
    await rm(`${file}.map`, { force: true });
  }
}

/** The licence text of every package of which code is in the bundle. */
async function writeNotices(inputs) {
  const packages = new Set(
    inputs
      .map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter((path) => path !== undefined),
  );
  const notices = [];
  for (const path of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(root, path, "package.json"), "utf8"));
    notices.push(`${name} ${version} (${license})\n\n${await licenceText(join(root, path))}`);
  }
  await writeFile(join(root, "dist", "NOTICES.txt"), notices.join(`\n\n${"-".repeat(72)}\n\n`));
}

async function licenceText(folder) {
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license", "License", "LICENSE-MIT"]) {
    const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
    if (text !== undefined) return text.trim();
  }
  return "The package holds no licence file; the name above is its SPDX identifier.";
}
