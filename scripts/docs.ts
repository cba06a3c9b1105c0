import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAllTools } from "../src/tools/catalogue.ts";
import { withToolTable } from "./docs/readme-table.ts";
import { renderReference } from "./docs/reference.ts";
import { makeListing } from "./make-listing.ts";
import { registryEntry } from "./shipping.ts";

/** Folder of the snapshots: each tool as clients are shown it, one file a tool. */
export const SNAPSHOTS = "test/snapshots/tools";

/**
 * Everything that is made from the catalogue or package.json and kept in the repository, by its path.
 * @param root the project's folder
 */
export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const listing = await makeListing();
  const readme = await readFile(join(root, "README.md"), "utf8");
  const facts = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return new Map([
    ["README.md", withToolTable(readme, listing)],
    ["docs/tools.md", renderReference(await loadAllTools())],
    ["server.json", `${JSON.stringify(registryEntry(facts), null, 2)}\n`],
    ...listing.map(({ definition }): [string, string] => [
      `${SNAPSHOTS}/${definition.name}.json`,
      `${JSON.stringify(definition, null, 2)}\n`,
    ]),
  ]);
}
