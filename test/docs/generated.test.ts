import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleOf } from "../../scripts/docs/example-of.ts";
import { EXAMPLES } from "../../scripts/docs/examples.ts";
import { generatedFiles, SNAPSHOTS } from "../../scripts/docs.ts";
import { loadAllTools } from "../../src/tools/catalogue.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("what is made from the catalogue", async () => {
  const files = await generatedFiles(ROOT);

  it("is as `npm run docs` would write it now: README's table, docs/tools.md, a snapshot of each tool", async () => {
    const stale: string[] = [];
    for (const [path, content] of files) {
      const kept = await readFile(join(ROOT, path), "utf8").catch(() => undefined);
      if (kept !== content) stale.push(path);
    }
    expect(stale).toEqual([]);
  });

  it("has no snapshot of a tool that is gone", async () => {
    const kept = await readdir(join(ROOT, SNAPSHOTS));
    expect(kept.filter((name) => !files.has(`${SNAPSHOTS}/${name}`))).toEqual([]);
  });
});

describe("the examples", () => {
  it("are there for every tool, from its contract cases or scripts/docs/examples.ts, and fit its input", async () => {
    const tools = await loadAllTools();
    expect(tools.filter(({ name }) => exampleOf(name) === undefined).map(({ name }) => name)).toEqual([]);
    for (const { name, prepare } of tools) {
      const prepared = prepare(exampleOf(name));
      expect([name, prepared.ok || prepared.error.issues]).toEqual([name, true]);
    }
  });

  it("are of no tool that is gone", async () => {
    const names = (await loadAllTools()).map(({ name }) => name);
    expect(Object.keys(EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
  });
});
