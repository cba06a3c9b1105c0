/**
 * Builds dist/: the bundle, split so that a service's code loads at its first call; the tool listing that clients are
 * shown; and the licence notices of what is bundled.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions, importBundled, root } from "./bundle.mjs";

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
  ...bundleOptions,
  entryPoints: { cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  sourcemap: "linked",
  sourcesContent: false,
  metafile: true,
  plugins: [leaveOutSchemaValidator],
});
const { makeListing } = await importBundled("scripts/make-listing.ts");
await writeFile(join(root, "dist", "listing.json"), JSON.stringify(await makeListing()));
await writeNotices(Object.keys(metafile.inputs));

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
