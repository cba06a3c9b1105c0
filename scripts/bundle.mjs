import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** The project's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** package.json, parsed. */
export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What every bundle of the project has in common. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  define: { __VERSION__: JSON.stringify(manifest.version) },
  external: Object.keys(manifest.optionalDependencies ?? {}),
  // One copy of the HTTP client: the Google libraries load its CommonJS build, so we do too.
  alias: {
    gaxios: "./node_modules/gaxios/build/cjs/src/index.js",
    // Its main file is UMD, which finds its parts only when it is run as it is.
    "jsonc-parser": "./node_modules/jsonc-parser/lib/esm/main.js",
  },
  // CommonJS code inside the bundle asks for Node's own modules with require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
};

/**
 * Bundles a TypeScript file of the project into a work folder, because Node 20 cannot run it as it is. Packages are left
 * outside.
 * @returns path of the bundle
 */
export async function bundleForNode(entry) {
  const folder = join(root, "node_modules", ".cache", "scripts");
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(entry, ".ts")}.mjs`);
  await build({ ...bundleOptions, alias: {}, packages: "external", entryPoints: [entry], outfile });
  return outfile;
}

/** Bundles a TypeScript file of the project and imports it. */
export async function importBundled(entry) {
  return import(`${pathToFileURL(await bundleForNode(entry))}?${Date.now()}`);
}
