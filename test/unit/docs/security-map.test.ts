import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** The rows of all tables: rule, code, test. */
const rows = readFileSync(join(root, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (---|Rule )/.test(line))
  .map((line) => line.slice(2, -2).split(" | "));

it("names for each rule code and a test that are there", () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const [rule = "", code = "", test = ""] of rows) {
    const paths = [...`${code} ${test}`.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = ""]) => path);
    expect([rule, paths.filter((path) => !existsSync(join(root, path)))]).toEqual([rule, []]);
    expect([rule, code.includes("`src/"), test.includes("`test/")]).toEqual([rule, true, true]);
  }
});
