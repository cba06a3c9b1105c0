/** Writes what is made from the catalogue: README's table, docs/tools.md, and a snapshot of each tool; and server.json, made from package.json; see docs.ts. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importBundled, root } from "./bundle.mjs";

const { generatedFiles, SNAPSHOTS } = await importBundled("scripts/docs.ts");
const files = await generatedFiles(root);
await mkdir(join(root, SNAPSHOTS), { recursive: true });
for (const name of await readdir(join(root, SNAPSHOTS))) {
  if (!files.has(`${SNAPSHOTS}/${name}`)) await rm(join(root, SNAPSHOTS, name));
}
for (const [path, content] of files) await writeFile(join(root, path), content);
console.log(`${files.size} files written: README.md, docs/tools.md, server.json and ${SNAPSHOTS}/`);
