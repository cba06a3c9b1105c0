import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingScopes } from "../../../src/pipeline/scope-needs.ts";
import { SERVICES, scope } from "../../../src/scopes.ts";
import { TIERS } from "../../../src/tiers.ts";
import { loadAllTools, loadTools } from "../../../src/tools/catalogue.ts";
import { requires } from "../../support/requires.ts";

/** The list of tools that was agreed; it is not part of this repository. */
const AGREED = process.env.GOOGLE_TOOLS_TSV ?? join(import.meta.dirname, "../../../../shared/tools.tsv");

interface Row {
  name: string;
  tier: string;
  kind: string;
  /** Scopes that serve the tool: one, or several that different requests of it need. */
  scopes: string[];
}

/** Tab separated: name, tier, kind, methods, scopes joined by `+`, what it must do. A `#` begins a comment. */
function readRows(): Row[] {
  if (!existsSync(AGREED)) return [];
  const lines = readFileSync(AGREED, "utf8").split("\n");
  const [, ...rows] = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return rows.map((line) => {
    const [name = "", tier = "", kind = "", , scopes = ""] = line.split("\t");
    return { name, tier, kind, scopes: scopes.split("+").map(scope) };
  });
}

const rows = readRows();

requires("the agreed list of tools (GOOGLE_TOOLS_TSV)", rows.length > 0)(
  "the catalogue and the agreed list",
  async () => {
    const tools = await loadAllTools();
    const toolOf = (name: string) => tools.find((tool) => tool.name === name);

    it.each(rows)("$name is there, in tier $tier, of kind $kind", ({ name, tier, kind }) => {
      expect({ name, tier: toolOf(name)?.tier, kind: toolOf(name)?.kind }).toEqual({ name, tier, kind });
    });

    it.each(rows.filter(({ name }) => toolOf(name)))("$name is served by its scopes", ({ name, scopes }) => {
      const tool = toolOf(name);
      expect(missingScopes(tool?.scopes ?? [], scopes)).toEqual([]);
      expect(missingScopes(tool?.scopes ?? [], [])).not.toEqual([]);
    });

    it.each(rows.filter(({ name, scopes }) => scopes.length > 1 && toolOf(name)))(
      "$name does what the granted ones of its scopes allow",
      ({ name, scopes: [first = "", ...others] }) => {
        const tool = toolOf(name);
        expect(missingScopes(tool?.scopes ?? [], [first])).toEqual([]);
        expect(tool?.optionalScopes).toEqual(expect.arrayContaining(others));
      },
    );

    it("nothing else is there but the two tools that manage accounts", () => {
      const others = tools.filter(({ name }) => !rows.some((row) => row.name === name));
      expect(others.map(({ name }) => name)).toEqual(["google_accounts", "google_sign_in"]);
    });
  },
);

describe("the catalogue", () => {
  it.each(SERVICES)("%s: tools bear their service's name, and the kinds hold together", async (service) => {
    for (const tool of await loadTools(service)) {
      const { name } = tool;
      expect([name, tool.service, name.startsWith(`${service}_`)]).toEqual([name, service, true]);
      expect(TIERS).toContain(tool.tier);
      if (tool.kind === "read") expect([name, tool.outward, tool.idempotent]).toEqual([name, false, true]);
      // Whom it reaches must be known before it may reach anybody.
      expect([name, tool.outward]).toEqual([name, tool.outward && tool.kind !== "read"]);
    }
  });

  it("names no tool twice, and describes each in at most two sentences", async () => {
    const tools = await loadAllTools();
    const names = tools.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const long = tools.filter(({ description }) => description.split(/[.!?](?=\s|$)/).length > 3);
    expect(long.map(({ name, description }) => `${name}: ${description}`)).toEqual([]);
  });
});
