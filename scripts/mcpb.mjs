/**
 * Builds the MCP bundle, a zip that a client installs by a click: what the package holds, with a manifest and an icon.
 * It is held against the validator of @anthropic-ai/mcpb. Usage: node scripts/mcpb.mjs [FILE.mcpb]
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validateManifest } from "@anthropic-ai/mcpb/node";
import { zipSync } from "fflate";
import { manifest as facts, importBundled, root } from "./bundle.mjs";

/** The same bytes whenever it is built; the earliest day that a zip can name. */
const TIME = new Date(1980, 0, 1);

const { bundleManifest } = await importBundled("scripts/shipping.ts");
const { name, version, type, license } = facts;
const listing = JSON.parse(await readFile(join(root, "dist", "listing.json"), "utf8"));
const files = {
  "manifest.json": json(bundleManifest(facts, listing)),
  // Tells Node that the files are ES modules.
  "package.json": json({ name, version, type, license }),
  "icon.png": await readFile(join(root, "assets", "icon.png")),
  LICENSE: await readFile(join(root, "LICENSE")),
  "README.md": await readFile(join(root, "README.md")),
  ...(await filesIn("bin")),
  ...(await filesIn("dist")),
};
await check(files);
const path = process.argv[2] ?? join(root, `${name}-${version}.mcpb`);
const bundle = zipSync(files, { level: 9, mtime: TIME });
await writeFile(path, bundle);
console.log(`${path}: ${Object.keys(files).length} files, ${(bundle.length / 1e6).toFixed(2)} MB`);

function json(value) {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

async function filesIn(folder) {
  const names = (await readdir(join(root, folder))).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (file) => [`${folder}/${file}`, await readFile(join(root, folder, file))])),
  );
}

/** Ends with 1 where the validator is not content; it says why by itself. */
async function check(contents) {
  const folder = await mkdtemp(join(tmpdir(), "mcpb-"));
  try {
    for (const file of ["manifest.json", "icon.png"]) await writeFile(join(folder, file), contents[file]);
    if (!validateManifest(folder)) process.exit(1);
  } finally {
    await rm(folder, { recursive: true });
  }
}
