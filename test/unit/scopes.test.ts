import { describe, expect, it } from "vitest";
import { missingScopes } from "../../src/pipeline/scope-needs.ts";
import { SCOPE_WORDS, SERVICE_SCOPES, SERVICES, scope } from "../../src/scopes.ts";
import { loadTools } from "../../src/tools/catalogue.ts";
import { discoveryFolder, readDiscovery } from "../emulator/discovery.ts";
import { requires } from "../support/requires.ts";

/** With `drive.file` a reading tool works, but reaches only files that were made here: that does not count as served. */
const wholly = (kind: string, granted: readonly string[]) =>
  granted.filter((one) => kind !== "read" || one !== scope("drive.file"));

describe.each(SERVICES)("what a sign-in asks for %s", (service) => {
  const { full, readOnly } = SERVICE_SCOPES[service];

  it("serves every tool of the service, and needs each of its scopes for that", async () => {
    const tools = await loadTools(service);
    const unserved = (granted: readonly string[]) =>
      tools.filter(({ kind, scopes }) => missingScopes(scopes, wholly(kind, granted)).length > 0);
    expect(unserved(full)).toEqual([]);
    for (const one of full) expect(unserved(full.filter((other) => other !== one)).length).toBeGreaterThan(0);
  });

  it("serves every reading tool when reading is all that is asked for, and no tool that changes anything", async () => {
    const tools = await loadTools(service);
    for (const { name, kind, scopes } of tools) {
      expect([name, missingScopes(scopes, readOnly).length === 0]).toEqual([name, kind === "read"]);
    }
    for (const one of readOnly) {
      const without = readOnly.filter((other) => other !== one);
      expect(tools.some(({ kind, scopes }) => kind === "read" && missingScopes(scopes, without).length > 0)).toBe(true);
    }
  });

  it("has words for each scope", () => {
    for (const one of [...full, ...readOnly]) expect(SCOPE_WORDS.get(one)).toBeTruthy();
  });
});

requires("Google's discovery documents", discoveryFolder() !== undefined)("the scopes that tools name", () => {
  it("all exist", async () => {
    const folder = discoveryFolder() ?? "";
    const known = new Set(
      ["gmail-v1", "drive-v3", "calendar-v3"].flatMap((name) =>
        [...readDiscovery(folder, name).values()].flatMap(({ scopes }) => scopes),
      ),
    );
    for (const service of SERVICES) {
      for (const { scopes } of await loadTools(service)) for (const one of scopes.flat()) expect(known).toContain(one);
    }
  });
});
