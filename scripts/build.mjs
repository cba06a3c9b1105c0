/**
 * Builds dist/: the bundle, split so that a service's code loads at its first call; the tool listing that clients are
 * shown; and the licence notices of what is bundled.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version, optionalDependencies = {} } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  define: { __VERSION__: JSON.stringify(version) },
  external: Object.keys(optionalDependencies),
  // One copy of the HTTP client: the Google libraries load its CommonJS build, so we do too.
  alias: { gaxios: "./node_modules/gaxios/build/cjs/src/index.js" },
  // CommonJS code inside the bundle asks for Node's own modules with require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
};

/**
 * The SDK's own JSON Schema validator checks what a client answers to an elicitation; we parse that with zod, so its
 * 300 kB are left out of the bundle.
 */
const leaveOutSchemaValidator = {
  name: "leave-out-schema-validator",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({ path: "shims", namespace: "ours" }));
    onLoad({ filter: /.*/, namespace: "ours" }, () => ({
      contents: 'export { default as process } from "node:process"; export class DefaultJsonSchemaValidator {}',
      loader: "js",
      resolveDir: root,
    }));
  },
};

await rm(join(root, "dist"), { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  entryPoints: { cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  sourcemap: "linked",
  sourcesContent: false,
  metafile: true,
  plugins: [leaveOutSchemaValidator],
});
await writeListing();
await writeNotices(Object.keys(metafile.inputs));

/** Loads the whole catalogue once, here, so that no running server has to. */
async function writeListing() {
  const work = join(root, "node_modules", ".cache", "build");
  await mkdir(work, { recursive: true });
  const outfile = join(work, "catalogue.mjs");
  await build({
    ...common,
    stdin: {
      contents: `
        export { loadAllTools } from "./src/tools/catalogue.ts";
        export { listTool } from "./src/mcp/listing.ts";
        export { inputJsonSchema } from "./src/mcp/json-schema.ts";`,
      resolveDir: root,
      loader: "ts",
    },
    outfile,
  });
  const { loadAllTools, listTool, inputJsonSchema } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  const listing = (await loadAllTools()).map((tool) => listTool(tool, inputJsonSchema));
  await writeFile(join(root, "dist", "listing.json"), JSON.stringify(listing));
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
    const {
      name,
      version: packageVersion,
      license,
    } = JSON.parse(await readFile(join(root, path, "package.json"), "utf8"));
    const text = await licenceText(join(root, path));
    notices.push(`${name} ${packageVersion} (${license})\n\n${text}`);
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
