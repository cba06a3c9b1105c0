import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** The rows of all tables: point of the specification, rule, code, test. */
const rows = readFileSync(join(root, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (---|Point )/.test(line))
  .map((line) => line.slice(2, -2).split(" | "));

it("names for each rule code and a test that are there", () => {
  const points = new Set(rows.map(([point]) => point));
  for (const point of ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "5", "7.1", "7.2", "7.3"])
    expect(points).toContain(point);
  for (const [, rule = "", code = "", test = ""] of rows) {
    const paths = [...`${code} ${test}`.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = ""]) => path);
    expect([rule, paths.filter((path) => !existsSync(join(root, path)))]).toEqual([rule, []]);
    expect([rule, code.includes("`src/"), test.includes("`test/")]).toEqual([rule, true, true]);
  }
});
